using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Tables;

/// <summary>Prices by purchase option, each beside its doubt.</summary>
static class PriceColumns
{
    static readonly (string Name, PurchaseOption Option)[] s_all =
    [
        ("on_demand", PurchaseOption.OnDemand), ("commit_1_year", PurchaseOption.Commit1Year), ("commit_3_year", PurchaseOption.Commit3Year),
        ("capacity_block", PurchaseOption.CapacityBlock), ("spot", PurchaseOption.Spot),
    ];

    public static IEnumerable<string> Columns => s_all.SelectMany(p => new[] { p.Name + "_usd_per_hour", p.Name + "_doubt" });

    public static Dictionary<PurchaseOption, Price> Read(CsvRow row)
    {
        Dictionary<PurchaseOption, Price> prices = [];
        foreach ((string name, PurchaseOption option) in s_all)
        {
            if (row.OptionalNumber(name + "_usd_per_hour", 0.01, 1e5) is { } usd) prices[option] = new Price(usd, row.Optional("price_date"), row.Optional(name + "_doubt"));
        }
        return prices;
    }
}
