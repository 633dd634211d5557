using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>A type of instance that stands or can be had somewhere.</summary>
/// <param name="Instance">What.</param>
/// <param name="Sites">Indices of the sites.</param>
/// <param name="IsOwned">Whether it is bought, not rented.</param>
sealed record InstanceType(Instance Instance, IReadOnlyList<int> Sites, bool IsOwned)
{
    public string Key => KeyOf(Instance);

    public static string KeyOf(Instance instance) => $"{instance.Provider}/{instance.Name}";

    /// <summary>All that the sites rent out, can own or have.</summary>
    public static IReadOnlyList<InstanceType> Of(FleetScenario scenario) =>
        [.. scenario.Sites.SelectMany((site, s) => site.Offers.Select(o => (o.Instance, IsOwned: false)).Concat(site.Servers.Select(o => (o.Instance, IsOwned: true)))
                .Concat(scenario.Holdings.Where(h => h.Site.Name == site.Name).Select(h => (h.Instance, h.IsOwned))).Select(i => (i.Instance, i.IsOwned, Site: s)))
            .GroupBy(i => KeyOf(i.Instance)).Select(g => new InstanceType(g.First().Instance, [.. g.Select(i => i.Site).Distinct().Order()], g.First().IsOwned)).OrderBy(i => i.Key, StringComparer.Ordinal)];

    /// <summary>As candidates are enumerated from; what it costs is the optimiser's to look at.</summary>
    public InstanceOffer Offer(FleetScenario scenario) => new(Instance, scenario.Sites[Sites[0]].Region, ["any"], PurchaseOption.OnDemand, null);
}
