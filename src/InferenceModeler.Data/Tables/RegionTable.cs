using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Tables;

static class RegionTable
{
    const double Milli = 1e-3;

    public static readonly string[] Columns =
    [
        "provider", "region", "city", "country", "latitude_degrees", "longitude_degrees", "zones", "grid_carbon_grams_per_kwh", "pue", "water_litres_per_kwh",
        "electricity_usd_per_kwh", "source", "date", "confidence", "doubts",
    ];

    public static readonly string[] RoundTripColumns = ["from_provider", "from_region", "to_provider", "to_region", "round_trip_milliseconds", "metric", "date", "source"];

    public static readonly string[] ModelColumns =
        ["base_milliseconds", "milliseconds_per_1000_kilometres", "same_region_milliseconds", "source", "date", "confidence", "doubts"];

    public static List<Region> Read(CsvTable table) => [.. table.Rows.Select(row => new Region
    {
        Provider = row.Text("provider"),
        Id = row.Text("region"),
        City = row.Text("city"),
        Country = row.Text("country"),
        LatitudeDegrees = row.Number("latitude_degrees", -90, 90),
        LongitudeDegrees = row.Number("longitude_degrees", -180, 180),
        Zones = row.Whole("zones", 1, 100),
        GridCarbonGramsPerKwh = row.OptionalNumber("grid_carbon_grams_per_kwh", 0, 2000),
        Pue = row.OptionalNumber("pue", 1, 4),
        WaterLitresPerKwh = row.OptionalNumber("water_litres_per_kwh", 0, 100),
        ElectricityUsdPerKwh = row.OptionalNumber("electricity_usd_per_kwh", 0.001, 10),
        Provenance = Words.Provenance(row),
    })];

    public static List<RoundTrip> ReadRoundTrips(CsvTable table, ILookup<string, string> regionsOfProvider)
    {
        Dictionary<string, HashSet<string>> known = regionsOfProvider.ToDictionary(p => p.Key, p => p.ToHashSet());
        string Region(CsvRow row, string side)
        {
            string provider = row.Reference(side + "_provider", known.Keys, "a provider with regions");
            return row.Reference(side + "_region", known[provider], $"a region of {provider}");
        }
        return [.. table.Rows.Select(row => new RoundTrip(row.Text("from_provider"), Region(row, "from"), row.Text("to_provider"), Region(row, "to"),
            row.Number("round_trip_milliseconds", 0.01, 5000) * Milli, row.Text("metric"), row.Text("source"), row.Optional("date")))];
    }

    public static RoundTripModel ReadModel(CsvTable table)
    {
        CsvRow row = table.Rows[^1];
        return new RoundTripModel(row.Number("base_milliseconds", 0, 1000) * Milli, row.Number("milliseconds_per_1000_kilometres", 6.67, 1000) * Milli / 1000,
            row.Number("same_region_milliseconds", 0.01, 100) * Milli, Words.Provenance(row));
    }
}
