using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Tables;

static class InstanceTable
{
    const double BytesPerGigabit = 1e9 / 8;

    public static readonly string[] Columns =
    [
        "provider", "instance", "accelerator", "accelerators", "scale_up_domain_accelerators", "network_gbit_per_second", "price_region", .. PriceColumns.Columns,
        "price_date", "source", "date", "confidence", "doubts",
    ];

    public static readonly string[] OfferColumns =
        ["provider", "region", "instance", "zones", .. PriceColumns.Columns, "price_date", "source", "date", "confidence", "doubts"];

    public static List<Instance> Read(CsvTable table, IReadOnlyCollection<string> acceleratorIds, ILookup<string, string> regionsOfProvider) =>
        [.. table.Rows.Select(row => Read(row, acceleratorIds, regionsOfProvider))];

    /// <summary>
    /// The regional offers. An instance's own prices are an offer in its price region too: they make one where the table has none, and fill in purchase options
    /// that the table's row there lacks.
    /// </summary>
    public static List<RegionalOffer> ReadOffers(CsvTable table, IReadOnlyList<Instance> instances, ILookup<string, string> regionsOfProvider)
    {
        Dictionary<string, HashSet<string>> namesOf = Sets(instances.ToLookup(i => i.Provider, i => i.Name)), regionsOf = Sets(regionsOfProvider);
        Dictionary<string, RegionalOffer> offers = [];
        foreach (CsvRow row in table.Rows)
        {
            string provider = row.Reference("provider", namesOf.Keys, "a provider with instances");
            string region = row.Reference("region", regionsOf.GetValueOrDefault(provider) ?? [], $"a region of {provider}");
            string name = row.Reference("instance", namesOf[provider], $"an instance of {provider}");
            offers[$"{provider}/{region}/{name}"] = new RegionalOffer(provider, region, name, row.List("zones"), PriceColumns.Read(row), Words.Provenance(row));
        }
        foreach (Instance instance in instances.Where(i => i.Prices.Count > 0))
        {
            string key = $"{instance.Provider}/{instance.PriceRegion}/{instance.Name}";
            Dictionary<PurchaseOption, Price> prices = new(instance.Prices);
            if (!offers.TryGetValue(key, out RegionalOffer? offer))
            {
                offer = new RegionalOffer(instance.Provider, instance.PriceRegion, instance.Name, [], prices, instance.Provenance);
            }
            foreach ((PurchaseOption option, Price price) in offer.Prices) prices[option] = price;
            offers[key] = offer with { Prices = prices };
        }
        return [.. offers.Values];
    }

    static Dictionary<string, HashSet<string>> Sets(ILookup<string, string> names) => names.ToDictionary(p => p.Key, p => p.ToHashSet());

    static Instance Read(CsvRow row, IReadOnlyCollection<string> acceleratorIds, ILookup<string, string> regionsOfProvider)
    {
        Dictionary<PurchaseOption, Price> prices = PriceColumns.Read(row);
        string provider = row.Text("provider");
        if (prices.Count > 0 || row.Optional("price_region").Length > 0) row.Reference("price_region", [.. regionsOfProvider[provider]], $"a region of {provider}");
        int accelerators = row.Whole("accelerators", 1, 100_000);
        return new Instance
        {
            Provider = provider,
            Name = row.Text("instance"),
            AcceleratorId = row.Reference("accelerator", acceleratorIds, "an accelerator"),
            Accelerators = accelerators,
            ScaleUpDomainAccelerators = row.Whole("scale_up_domain_accelerators", 1, 100_000),
            NetworkBytesPerSecond = row.Number("network_gbit_per_second", 0, 1e6) * BytesPerGigabit,
            Prices = prices,
            PriceRegion = row.Optional("price_region"),
            Provenance = Words.Provenance(row),
        };
    }
}
