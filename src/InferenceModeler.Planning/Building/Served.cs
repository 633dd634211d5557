using InferenceModeler.Fleets;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>Whether every demand can be served somewhere by something.</summary>
static class Served
{
    /// <exception cref="InputException">Nothing that stands or can be had where a demand may be served keeps its limits.</exception>
    public static void Check(FleetScenario scenario, Access access, IReadOnlyList<Recipe> recipes, FleetRejections rejections)
    {
        for (int d = 0; d < access.Demands.Count; d++)
        {
            (DemandClass requests, int c, RegionalDemand demand) = access.Demands[d];
            int[] bins = access.BinOfSite[d];
            int[] sites = [.. Enumerable.Range(0, bins.Length).Where(s => bins[s] >= 0)];
            if (sites.Any(s => recipes.Any(r => r.Type.Sites.Contains(s) && r.RequestsPerSecond[c, bins[s]] > 0))) continue;
            string where = string.Join(", ", sites.Select(s => $"{scenario.Sites[s].Name}, {1000 * access.RoundTripSeconds[d, s]:0.#} ms away"));
            throw new InputException($"{requests.Name} of {demand.Users.Name}: no deployment keeps {Limits(requests.Limits)} from {where}{rejections.Why(c)}; raise the limits, allow more candidates, or add a nearer site or other instances");
        }
    }

    static string Limits(ServiceLimits limits) => string.Join(", ", new[]
    {
        limits.TtftSeconds is { } ttft ? $"ttft {1000 * ttft:0.#} ms" : "",
        limits.TpotSeconds is { } tpot ? $"tpot {1000 * tpot:0.#} ms" : "",
    }.Where(text => text.Length > 0).DefaultIfEmpty("the length of its requests"));
}
