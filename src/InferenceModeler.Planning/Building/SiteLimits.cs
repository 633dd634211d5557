using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Building;

/// <summary>Sites as numbers.</summary>
static class SiteLimits
{
    const int HoursPerDay = 24;
    const double GramsPerKilogram = 1000, KilowattsPerMegawatt = 1000;

    public static PlanSite Of(FleetScenario scenario, Site site, TypicalHours hours) => new()
    {
        Name = site.Name,
        Zones = site.Zones,
        ZonesOf = site.ZonesOf.ToDictionary(p => $"{p.Key.Provider}/{p.Key.Instance}", p => p.Value),
        SpotInterruptionsPerHour = site.SpotInterruptionsPerHour ?? scenario.Rules.SpotInterruptionsPerHour,
        Kilowatts = [.. Enumerable.Range(0, scenario.Quarters).Select(q => site.MegawattsIn(scenario.First + q) * KilowattsPerMegawatt)],
        Racks = site.Racks ?? double.PositiveInfinity,
        StockPerQuarter = site.StockPerQuarter,
        Quota = site.Quota,
        CarbonKgPerKwh = [.. hours.Members.Select(m => m.Average(hour => site.CarbonGramsPerKwh[hour % HoursPerDay]) / GramsPerKilogram)],
        ElectricityUsdPerKwh = site.ElectricityUsdPerKwh,
        Pue = site.Pue,
        IngressGbitPerSecond = site.IngressGbitPerSecond ?? double.PositiveInfinity,
        EgressGbitPerSecond = site.EgressGbitPerSecond ?? double.PositiveInfinity,
        EgressUsdPerGigabyte = site.EgressUsdPerGigabyte,
        WaterLitresPerKwh = site.WaterLitresPerKwh,
        HectaresPerMegawatt = site.HectaresPerMegawatt,
    };
}
