using InferenceModeler.Hardware;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fleets;

/// <summary>What a scenario makes of the catalog's prices.</summary>
/// <param name="Discounts">Share off all catalog prices, by provider.</param>
/// <param name="OneYearOff">Share off the on-demand price where the catalog has no price for a year; null for no such offer.</param>
/// <param name="ThreeYearsOff">Likewise for three years.</param>
public sealed record CatalogTerms(IReadOnlyDictionary<string, double> Discounts, double? OneYearOff, double? ThreeYearsOff)
{
    public static CatalogTerms List { get; } = new(new Dictionary<string, double>(), null, null);
}

/// <summary>What a region rents out by the catalog.</summary>
public static class SiteOffers
{
    /// <summary>One offer per instance, discounts taken off; commitments derived from the on-demand price where the catalog has none.</summary>
    public static IReadOnlyList<SiteOffer> Of(Catalog catalog, Region region, PurchaseOption purchase, CatalogTerms terms)
    {
        double keep = 1 - terms.Discounts.GetValueOrDefault(region.Provider);
        Dictionary<string, SiteOffer> found = Offers.Of(catalog, [region], purchase).SelectMany(g => g)
            .GroupBy(o => o.Instance.Name).ToDictionary(g => g.Key, g => new SiteOffer(g.First().Instance, purchase, keep * g.First().UsdPerHour, g.First().Price!.Doubt));
        double? off = purchase switch { PurchaseOption.Commit1Year => terms.OneYearOff, PurchaseOption.Commit3Year => terms.ThreeYearsOff, _ => null };
        if (off is { } share)
        {
            foreach (InstanceOffer demand in Offers.Of(catalog, [region], PurchaseOption.OnDemand).SelectMany(g => g))
                found.TryAdd(demand.Instance.Name, new(demand.Instance, purchase, keep * demand.UsdPerHour * (1 - share), "estimated from the on-demand price"));
        }
        return [.. found.Values];
    }

    /// <summary>Those of accelerators that may serve: the named ones, or all that anybody can have.</summary>
    public static IReadOnlyList<SiteOffer> Allowed(Catalog catalog, IReadOnlyList<string> accelerators, IEnumerable<SiteOffer> offers)
    {
        HashSet<string> sold = [.. catalog.Accelerators.Where(a => accelerators.Count == 0 ? a.Status == AcceleratorStatus.GenerallyAvailable : accelerators.Contains(a.Id)).Select(a => a.Id)];
        return [.. offers.Where(o => sold.Contains(o.Instance.AcceleratorId)).OrderBy(o => o.Instance.Name, StringComparer.Ordinal).ThenBy(o => o.Purchase)];
    }

    /// <summary>In how many of a site's zones the catalog's offers name an instance.</summary>
    public static Dictionary<(string Provider, string Instance), int> Zones(Catalog catalog, Region region, int zones) =>
        catalog.Offers.Where(o => o.Provider == region.Provider && o.Region == region.Id && o.AvailabilityZones.Count > 0)
            .ToDictionary(o => (o.Provider, o.Instance), o => Math.Min(zones, o.AvailabilityZones.Count));
}
