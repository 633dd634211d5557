using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Building;

/// <summary>What a scenario leaves to assumptions, in words.</summary>
static class Assumptions
{
    public static IEnumerable<string> Of(FleetScenario scenario, IReadOnlyList<Recipe> recipes)
    {
        foreach (Site site in scenario.Sites.Where(s => SiteLimits.Owns(scenario, s) && s.Offers.Count > 0))
            yield return $"{site.Name} rents and owns: what its rented servers draw beyond idling is charged as well; make two sites of it to keep them apart";
        foreach (IGrouping<string, SiteOffer> doubted in scenario.Sites.SelectMany(s => s.Offers).Where(o => o.Doubt.Length > 0).GroupBy(o => o.Doubt).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return $"{doubted.Count()} of {scenario.Sites.Sum(s => s.Offers.Count)} prices: {doubted.Key}";
        foreach (Holding holding in scenario.Holdings.Where(h => !recipes.Any(r => r.Type.Key == InstanceType.KeyOf(h.Instance))))
            yield return $"{holding.Instances} {holding.Instance.Name} in {holding.Site.Name}: no candidate serves on them";
        if (scenario.Sites.Any(s => s.EgressUsdPerGigabyte > 0)) yield return $"egress: answers are streamed, {FleetTraffic.BytesPerStreamedToken} bytes a token";
    }
}
