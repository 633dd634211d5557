using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets.Edits;

/// <summary>Adds a provider beside those that a scenario has.</summary>
static class ProviderEdits
{
    const double UsualPue = 1.25;

    /// <summary>
    /// For each site the provider's nearest region that sells something the candidates allow, in the site's country where there is one: at the catalog's prices and the scenario's
    /// terms, in the ways in which the scenario rents, without limits of stock, quota or power.
    /// </summary>
    /// <exception cref="InputException">The catalog has no such provider, or it sells nothing that may serve; the scenario has it already.</exception>
    public static FleetScenario With(FleetScenario scenario, string provider, string text, Catalog catalog)
    {
        if (scenario.Sites.Any(s => s.Offers.Any(o => o.Instance.Provider == provider) || s.Servers.Any(o => o.Instance.Provider == provider))) throw new InputException($"'{text}': the scenario has it already; write provider:{provider}=off to do without it");
        string[] providers = [.. catalog.Regions.Select(r => r.Provider).Distinct()];
        if (!providers.Contains(provider)) throw new InputException($"'{text}': the catalog has no provider '{provider}'; {Names.NearestText(provider, providers)}");
        PurchaseOption[] ways = [.. scenario.Sites.SelectMany(s => s.Offers).Where(o => o.Block is null).Select(o => o.Purchase).Append(PurchaseOption.OnDemand).Distinct().Order()];
        Dictionary<Region, IReadOnlyList<SiteOffer>> sold = catalog.Regions.Where(r => r.Provider == provider)
            .Select(r => (Region: r, Offers: SiteOffers.Allowed(catalog, scenario.Policy.Accelerators, ways.SelectMany(way => SiteOffers.Of(catalog, r, way, scenario.Terms))))).Where(r => r.Offers.Count > 0)
            .ToDictionary(r => r.Region, r => r.Offers);
        if (sold.Count == 0)
            throw new InputException($"'{text}': the catalog has no price of {provider} for {(scenario.Policy.Accelerators.Count == 0 ? "any accelerator" : string.Join(", ", scenario.Policy.Accelerators))}; add offers to the catalog, or allow other candidates");
        RoundTripTimes times = new(catalog);
        List<Site> sites = [.. scenario.Sites];
        foreach (Site beside in scenario.Sites)
        {
            Region near = sold.Keys.OrderBy(r => r.Country != beside.Region.Country).ThenBy(r => times.Between(beside.Region, r)?.Seconds ?? double.PositiveInfinity).ThenBy(r => r.Id, StringComparer.Ordinal).First();
            if (!sites.Any(s => s.Name == NameOf(near))) sites.Add(Beside(beside, near, sold[near], catalog));
        }
        return scenario with { Sites = sites };
    }

    static string NameOf(Region region) => $"{region.Provider}/{region.Id}";

    static Site Beside(Site site, Region region, IReadOnlyList<SiteOffer> offers, Catalog catalog) => new()
    {
        Name = NameOf(region),
        Region = region,
        Zones = region.Zones,
        ZonesOf = SiteOffers.Zones(catalog, region, region.Zones),
        Offers = offers,
        Pue = region.Pue ?? UsualPue,
        ElectricityUsdPerKwh = region.ElectricityUsdPerKwh ?? site.ElectricityUsdPerKwh,
        CarbonGramsPerKwh = region.GridCarbonGramsPerKwh is { } grams ? [.. Enumerable.Repeat(grams, site.CarbonGramsPerKwh.Count)] : site.CarbonGramsPerKwh,
        WaterLitresPerKwh = region.WaterLitresPerKwh ?? 0,
        EgressUsdPerGigabyte = site.EgressUsdPerGigabyte,
        StorageBytesPerSecond = site.StorageBytesPerSecond,
    };
}
