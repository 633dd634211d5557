using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>Whether every demand can be served somewhere by something.</summary>
static class Served
{
    /// <exception cref="InputException">Nothing that stands or can be had where a demand may be served keeps its limits, or nothing that spot cannot take away.</exception>
    public static void Check(FleetScenario scenario, Access access, IReadOnlyList<Recipe> recipes, FleetRejections rejections)
    {
        for (int d = 0; d < access.Demands.Count; d++)
        {
            (DemandClass requests, int c, RegionalDemand demand) = access.Demands[d];
            int[] bins = access.BinOfSite[d];
            int[] sites = [.. Enumerable.Range(0, bins.Length).Where(s => bins[s] >= 0)];
            bool Serves(int s, Func<int, InstanceType, bool> isThere) => recipes.Any(r => r.RequestsPerSecond[c, bins[s]] > 0 && isThere(s, r.Type));
            if (sites.Any(s => Serves(s, (site, type) => requests.IsDeferrable ? type.Sites.Contains(site) : IsFirm(scenario, site, type)))) continue;
            string[] spot = [.. sites.Where(s => Serves(s, (site, type) => type.Sites.Contains(site))).Select(s => scenario.Sites[s].Name)];
            if (spot.Length > 0)
                throw new InputException($"{requests.Name} of {demand.Users.Name}: {string.Join(", ", spot)} {(spot.Length == 1 ? "has" : "have")} only spot instances that can serve it, and it may not wait; add on-demand or a commitment to the purchases, or say deferrable: true");
            string where = string.Join(", ", sites.Select(s => $"{scenario.Sites[s].Name}, {1000 * access.RoundTripSeconds[d, s]:0.#} ms away"));
            throw new InputException($"{requests.Name} of {demand.Users.Name}: no deployment keeps {Limits(requests.Limits)} from {where}{rejections.Why(c)}; raise the limits, allow more candidates, or add a nearer site or other instances");
        }
    }

    // Whether instances of a type stand at a site, or can be had there, that nobody takes away.
    static bool IsFirm(FleetScenario scenario, int site, InstanceType type)
    {
        Site at = scenario.Sites[site];
        return at.Offers.Where(o => o.Purchase != PurchaseOption.Spot).Select(o => o.Instance).Concat(at.Servers.Select(s => s.Instance))
            .Concat(scenario.Holdings.Where(h => h.Site.Name == at.Name && h.Purchase != PurchaseOption.Spot).Select(h => h.Instance)).Any(i => InstanceType.KeyOf(i) == type.Key);
    }

    static string Limits(ServiceLimits limits) => string.Join(", ", new[]
    {
        limits.TtftSeconds is { } ttft ? $"ttft {1000 * ttft:0.#} ms" : "",
        limits.TpotSeconds is { } tpot ? $"tpot {1000 * tpot:0.#} ms" : "",
    }.Where(text => text.Length > 0).DefaultIfEmpty("the length of its requests"));
}
