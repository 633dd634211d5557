using InferenceModeler.Hardware;

namespace InferenceModeler.Sizing;

/// <summary>What can be bought where: the catalog's regional offers, and for instances without any their reference price in its own region.</summary>
public static class Offers
{
    /// <summary>
    /// Offers of each accelerator in the allowed regions. A price with a doubt (suspect, old, estimated) is used only for accelerators that no allowed region
    /// offers without one. What only zones that hang on another sell is left out.
    /// </summary>
    public static ILookup<string, InstanceOffer> Of(Catalog catalog, IReadOnlyCollection<Region> allowed, PurchaseOption purchase)
    {
        Dictionary<(string, string), Region> regions = allowed.ToDictionary(r => (r.Provider, r.Id));
        Dictionary<(string, string), Instance> instances = catalog.Instances.ToDictionary(i => (i.Provider, i.Name));
        List<InstanceOffer> offers = [];
        HashSet<(string, string, string)> seen = [];
        foreach (RegionalOffer offer in catalog.Offers)
        {
            if (!regions.TryGetValue((offer.Provider, offer.Region), out Region? region) || !offer.Prices.TryGetValue(purchase, out Price? price)) continue;
            if (!instances.TryGetValue((offer.Provider, offer.Instance), out Instance? instance)) continue;
            seen.Add((offer.Provider, offer.Region, offer.Instance));
            IReadOnlyList<string> zones = offer.Zones.Count > 0 ? offer.AvailabilityZones : NumberedZones(region);
            if (zones.Count > 0) offers.Add(new(instance, region, zones, purchase, price));
        }
        foreach (Instance instance in catalog.Instances)
        {
            if (seen.Contains((instance.Provider, instance.PriceRegion, instance.Name))) continue;
            if (!regions.TryGetValue((instance.Provider, instance.PriceRegion), out Region? region) || !instance.Prices.TryGetValue(purchase, out Price? price)) continue;
            offers.Add(new(instance, region, NumberedZones(region), purchase, price));
        }
        return offers.GroupBy(o => o.Instance.AcceleratorId)
            .SelectMany(g => g.Any(o => !o.Price!.IsSuspect) ? g.Where(o => !o.Price!.IsSuspect) : g)
            .ToLookup(o => o.Instance.AcceleratorId);
    }

    static string[] NumberedZones(Region region) => [.. Enumerable.Range(1, region.Zones).Select(z => $"{region.Id} zone {z}")];
}
