using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>What a scenario leaves to assumptions, in words.</summary>
static class Assumptions
{
    const int MostDoubts = 2;

    public static IEnumerable<string> Of(FleetScenario scenario, IReadOnlyList<Recipe> recipes)
    {
        if (scenario.Sites.Any(s => s.Offers.Any(o => o.Purchase == PurchaseOption.Spot)))
            yield return $"spot can be had {100 * scenario.Rules.SpotAvailability:0.#}% of the time, and an instance is taken away {Rates(scenario)} times an hour; another one begins to load weights {scenario.Rules.RestartSeconds:0.#} s later";
        string[] fewer = [.. scenario.Sites.SelectMany((site, s) => recipes.Where(r => r.Type.Sites.Contains(s)).Select(r => r.Type.Instance).Distinct().OrderBy(i => i.Name, StringComparer.Ordinal)
            .Where(i => site.ZonesWith(i) < site.Zones).Select(i => $"{i.Name} in {site.ZonesWith(i)} of the {site.Zones} of {site.Name}"))];
        if (fewer.Length > 0) yield return $"not in all zones, and spread over those that have them: {string.Join(", ", fewer)}";
        string[] doubts = [.. scenario.Sites.SelectMany(s => s.Offers).Select(o => o.Doubt).Where(d => d.Length > 0)];
        if (doubts.Length > 0)
        {
            (string Doubt, int Count)[] kinds = [.. doubts.CountBy(d => d).OrderByDescending(d => d.Value).ThenBy(d => d.Key, StringComparer.Ordinal).Select(d => (d.Key, d.Value))];
            string more = kinds.Length > MostDoubts ? $", and {kinds.Skip(MostDoubts).Sum(k => k.Count)} for other reasons" : "";
            yield return $"{doubts.Length} of {scenario.Sites.Sum(s => s.Offers.Count)} prices are in doubt: {string.Join(", ", kinds.Take(MostDoubts).Select(k => $"{k.Count} {k.Doubt}"))}{more}";
        }
        string[] bursty = [.. scenario.Classes.Where(c => c.Workload.Arrivals.IsBursty && (scenario.Capacity.Simulate == SimulateExtent.None || !CapacitySimulations.CanTell(c.Limits))).Select(c => c.Name)];
        if (bursty.Length > 0)
            yield return $"{string.Join(", ", bursty)}: arrivals are burstier than Poisson, which the closed form takes them for; see what is kept with --simulate best or --replay";
        foreach (Holding holding in scenario.Holdings.Where(h => !recipes.Any(r => r.Type.Key == InstanceType.KeyOf(h.Instance))))
            yield return $"{holding.Instances} {holding.Instance.Name} in {holding.Site.Name}: no candidate serves on them";
        string[] free = [.. scenario.Sites.Where(s => s.Offers.Count > 0 && s.EgressUsdPerGigabyte is null).Select(s => s.Name)];
        if (free.Length > 0) yield return $"egress costs nothing where no egressUsdPerGigabyte is given: {string.Join(", ", free)}";
        if (scenario.Sites.Any(s => s.EgressUsdPerGigabyte > 0 || s.EgressGbitPerSecond is not null)) yield return $"egress: answers are streamed, {FleetTraffic.BytesPerStreamedToken} bytes a token";
        if (scenario.Sites.Any(s => s.IngressGbitPerSecond is not null)) yield return $"ingress: {FleetTraffic.BytesPerPromptToken} bytes a token of a prompt, and its payload";
    }

    static string Rates(FleetScenario scenario) => string.Join(", ", scenario.Sites.Where(s => s.Offers.Any(o => o.Purchase == PurchaseOption.Spot))
        .GroupBy(s => s.SpotInterruptionsPerHour ?? scenario.Rules.SpotInterruptionsPerHour).Select(g => $"{g.Key:0.###} ({string.Join(", ", g.Select(s => s.Name))})"));
}
