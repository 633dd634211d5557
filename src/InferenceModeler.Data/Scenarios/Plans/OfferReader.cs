using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>What a site rents out: the catalog's offers of its region, commitments derived from the on-demand price where the catalog has none, and the scenario's own prices.</summary>
sealed class OfferReader(Catalog catalog, CatalogTerms terms, IReadOnlyList<string> accelerators, Quarter first, int quarters)
{
    /// <summary>Of an instance: dearer than a hundred racks.</summary>
    public const double MostUsdPerHour = 1e5;

    public IReadOnlyList<SiteOffer> Of(YamlSection section, Region region, Func<Instance, int> leadQuarters)
    {
        List<SiteOffer> offers = [];
        Dictionary<string, Instance> instances = catalog.Instances.Where(i => i.Provider == region.Provider).ToDictionary(i => i.Name);
        HashSet<PurchaseOption> purchases = [];
        foreach (string text in section.Texts("purchases"))
        {
            PurchaseOption purchase = section.At("purchases", () => Choices.Parse<PurchaseOption>(text, "purchases"));
            if (!purchases.Add(purchase)) throw section.Wrong("purchases", $"names {text} twice; give each once");
            offers.AddRange(SiteOffers.Of(catalog, region, purchase, terms));
        }
        List<SiteOffer> own = [];
        foreach (YamlSection price in section.Sections("prices"))
        {
            price.Only("instance", "purchase", "usdPerHour", "from", "quarters", "instances");
            string name = price.Required("instance");
            Instance instance = instances.GetValueOrDefault(name) ?? throw price.Wrong("instance", $"'{name}': {region.Provider} has none of this name; {Names.NearestText(name, instances.Keys)}");
            PurchaseOption purchase = price.Required("purchase", price.Choice<PurchaseOption>("purchase"));
            CapacityBlock? block = Block(price, purchase, leadQuarters(instance));
            if (own.Any(o => o.Instance.Name == name && o.Purchase == purchase && o.Block?.From == block?.From)) throw price.Wrong("instance", $"{name} {Choices.Name(purchase)}: has a price already; give each once");
            own.Add(new(instance, purchase, price.Required("usdPerHour", price.Positive("usdPerHour", MostUsdPerHour, "US dollars per instance and hour")), "") { Block = block });
        }
        offers.RemoveAll(o => own.Any(p => p.Instance.Name == o.Instance.Name && p.Purchase == o.Purchase));
        offers.AddRange(own);
        foreach (YamlSection price in section.Sections("prices"))
            if (Dearer(offers, price) is { } onDemand) throw price.Wrong("usdPerHour", $"{price.Text("usdPerHour")}: is dearer than {onDemand:0.##} on demand, and nobody would commit for it; lower it, or leave it out");
        return SiteOffers.Allowed(catalog, accelerators, offers);
    }

    // A block of a fixed start must be orderable in time.
    CapacityBlock? Block(YamlSection price, PurchaseOption purchase, int leadQuarters)
    {
        if (price.Quarter("from") is not { } from)
            return !price.Has("quarters") && !price.Has("instances") ? null : throw price.Wrong("from", "is missing: a block of a fixed length or size needs its start");
        if (purchase != PurchaseOption.CapacityBlock) throw price.Wrong("from", $"is of capacity blocks only, not of {Choices.Name(purchase)}; leave it out");
        if (from - first < leadQuarters || from - first >= quarters)
            throw price.Wrong("from", $"{from}: must lie from {first + leadQuarters}, when the first order arrives, to {first + (quarters - 1)}");
        return new(from, price.Whole("quarters", 1, FleetScenario.MostQuarters) ?? 1, price.Whole("instances", 1, 10_000_000));
    }

    // The on-demand price that a commitment of the scenario's own exceeds.
    static double? Dearer(List<SiteOffer> offers, YamlSection price)
    {
        SiteOffer? Of(PurchaseOption purchase) => offers.FirstOrDefault(o => o.Instance.Name == price.Text("instance") && o.Purchase == purchase);
        return price.Choice<PurchaseOption>("purchase") is { } option and (PurchaseOption.Commit1Year or PurchaseOption.Commit3Year) && Of(option)?.UsdPerHour > Of(PurchaseOption.OnDemand)?.UsdPerHour
            ? Of(PurchaseOption.OnDemand)!.UsdPerHour
            : null;
    }
}
