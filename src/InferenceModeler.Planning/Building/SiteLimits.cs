using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Worlds;

namespace InferenceModeler.Planning.Building;

/// <summary>Sites as numbers.</summary>
static class SiteLimits
{
    const int HoursPerDay = 24;
    const double QuartersPerYear = 4;
    const double GramsPerKilogram = 1000, KilowattsPerMegawatt = 1000;

    public static PlanSite Of(FleetScenario scenario, Site site, TypicalHours hours) => new()
    {
        Name = site.Name,
        Region = $"{site.Region.Provider}/{site.Region.Id}",
        Zones = site.Zones,
        ZonesOf = site.ZonesOf.ToDictionary(p => $"{p.Key.Provider}/{p.Key.Instance}", p => p.Value),
        SpotInterruptionsPerHour = site.SpotInterruptionsPerHour ?? scenario.Rules.SpotInterruptionsPerHour,
        Kilowatts = [.. Enumerable.Range(0, scenario.Quarters).Select(q => site.MegawattsIn(scenario.First + q) * KilowattsPerMegawatt)],
        LateKilowatts = [.. Enumerable.Range(1, WorldSupplyRow.DelayQuarters).Select(late => (double[])[.. Enumerable.Range(0, scenario.Quarters).Select(q => site.MegawattsIn(scenario.First + q, t => late * Slip(scenario, t)) * KilowattsPerMegawatt)])],
        Halls = [.. site.Halls.Select(h => Of(scenario, site, h))],
        StockPerQuarter = ByKey(scenario, site, site.StockPerQuarter),
        Quota = ByKey(scenario, site, site.Quota),
        CarbonKgPerKwh = [.. hours.Members.Select(m => m.Average(hour => site.CarbonGramsPerKwh[hour % HoursPerDay]) / GramsPerKilogram)],
        ElectricityUsdPerKwh = site.ElectricityUsdPerKwh,
        Pue = site.Pue,
        IngressGbitPerSecond = site.IngressGbitPerSecond ?? double.PositiveInfinity,
        EgressGbitPerSecond = site.EgressGbitPerSecond ?? double.PositiveInfinity,
        EgressUsdPerGigabyte = site.EgressUsdPerGigabyte ?? 0,
        WaterLitresPerKwh = site.WaterLitresPerKwh,
        HectaresPerMegawatt = site.HectaresPerMegawatt,
    };

    static Dictionary<string, double> ByKey(FleetScenario scenario, Site site, IReadOnlyDictionary<string, double> limits)
    {
        Instance[] there = [.. site.Offers.Select(o => o.Instance), .. site.Servers.Select(s => s.Instance), .. scenario.Holdings.Where(h => h.Site.Name == site.Name).Select(h => h.Instance)];
        return limits.ToDictionary(l => there.FirstOrDefault(i => i.Name == l.Key && i.AcceleratorId != l.Key) is { } instance ? InstanceType.KeyOf(instance) : l.Key, l => l.Value);
    }

    // How late a connection comes over the least certain of all; what is there from the start does not, nor what is certain beside others that are not.
    static double Slip(FleetScenario scenario, PowerTranche tranche)
    {
        double most = scenario.Sites.SelectMany(s => s.Tranches).Max(t => t.SlipQuarters);
        return tranche.From - scenario.First <= 0 ? 0 : most > 0 ? tranche.SlipQuarters / most : 1;
    }

    static PlanHall Of(FleetScenario scenario, Site site, Hall hall)
    {
        double racks = hall.Racks ?? double.PositiveInfinity;
        int first = Math.Max(hall.CapitalUsd is null ? 0 : hall.LeadQuarters, hall.From is { } start ? start - scenario.First : 0);
        return new(hall.Name.Length == 0 ? site.Name : $"{site.Name}, {hall.Name}", [.. Enumerable.Range(0, scenario.Quarters).Select(q => q < first ? 0 : racks)],
            hall.Megawatts * KilowattsPerMegawatt ?? double.PositiveInfinity)
        {
            Order = hall.CapitalUsd is { } capital
                ? new(hall.LeadQuarters, capital, OwnedServer.Annuity(capital, scenario.Rules.CostOfCapital, hall.LifeYears), (int)Math.Round(hall.LifeYears * QuartersPerYear)) { FirstArrival = first }
                : null,
        };
    }
}
