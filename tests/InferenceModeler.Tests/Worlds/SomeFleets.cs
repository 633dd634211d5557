using CsCheck;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Worlds;

/// <summary>Fleets to try in worlds.</summary>
static class SomeFleets
{
    public static readonly IReadOnlyList<double> Hours = [1460, 730];

    /// <summary>Series are given per quarter; every site has one supply, every demand its own set of places.</summary>
    public static readonly Gen<WorldFleet> Gen =
        from sites in CsCheck.Gen.Int[1, 6]
        from quarters in CsCheck.Gen.Int[1, 5]
        from supplies in CsCheck.Gen.Select(Amount(100), Amount(50), CsCheck.Gen.Int[1, 4], CsCheck.Gen.Double[0.5, 3], CsCheck.Gen.Double[20, 400]).Array[sites]
        from failing in CsCheck.Gen.Int[0, 5]
        from demands in CsCheck.Gen.Select(CsCheck.Gen.Int[1, (1 << sites) - 1], Amount(80), CsCheck.Gen.Double[0, 1]).Array[1, 4]
        select new WorldFleet
        {
            Sites = [.. supplies.Select((s, i) => Site($"site {i}", s.Item3, Flat(quarters, s.Item5), 0.05 * (i + 1), new WorldSupply(Flat(quarters, s.Item1), Rising(quarters, s.Item2), s.Item4, 0.3 * s.Item4) { Instances = Flat(quarters, failing), IsSpot = i == 1, NetworkWork = i == 2 ? Hourly(quarters, s.Item1) : [] }))],
            Demands = WorldDemand.Merge(demands.Select((d, i) => Demand($"demand {i}", d.Item1, quarters, d.Item2, d.Item3))),
            HoursPerQuarter = Hours,
            FixedUsd = Flat(quarters, 1000),
            OrderedUsd = Rising(quarters, 500),
            RentedUsd = Rising(quarters, 200),
            Spends = [new(Flat(quarters, 400), Rising(quarters, 150))],
            UpShare = 0.93,
            InstanceAvailability = 0.98,
        };

    // Half as much in the second hour.
    static IReadOnlyList<IReadOnlyList<double>> Hourly(int quarters, double value) => [.. Enumerable.Range(0, quarters).Select(_ => (IReadOnlyList<double>)[value, value / 2])];

    // To a thousandth: single precision knows no difference between nothing and 1e-29.
    static Gen<double> Amount(double most) => CsCheck.Gen.Double[0, most].Select(amount => Math.Round(amount, 3));

    public static double[] Flat(int quarters, double value) => [.. Enumerable.Repeat(value, quarters)];

    public static double[] Rising(int quarters, double perQuarter) => [.. Enumerable.Range(0, quarters).Select(q => q * perQuarter)];

    public static WorldSite Site(string name, int zones, IReadOnlyList<double> limitKw, double usdPerKwh, WorldSupply supply) => new(name, zones, limitKw, usdPerKwh, [supply]);

    /// <summary>Half as much in the second hour; of it the plan gives <paramref name="planned"/> to its places in equal parts.</summary>
    public static WorldDemand Demand(string name, int places, int quarters, double work, double planned = 0)
    {
        HashSet<(int, int)> all = Enumerable.Range(0, 31).Where(site => (places >> site & 1) != 0).Select(site => (site, 0)).ToHashSet();
        IReadOnlyList<IReadOnlyList<double>> Work(double share) => [.. Enumerable.Range(0, quarters).Select(q => (IReadOnlyList<double>)[share * work * (1 + q), share * work * (1 + q) / 2])];
        return new(name, all, Work(1)) { Planned = planned > 0 ? all.ToDictionary(place => place, _ => Work(planned / all.Count)) : [] };
    }

    /// <summary>A plan of a usual size: sites of three zones, a demand that may go anywhere and one for each quarter of the sites.</summary>
    public static WorldFleet Large(int sites, int quarters, int hours) => new()
    {
        Sites = [.. Enumerable.Range(0, sites).Select(i => Site($"site {i}", 3, Rising(quarters, 10).Select(x => x + 1000).ToArray(), 0.08,
            new(Flat(quarters, 120), Rising(quarters, 12), 2 + 0.01 * i, 0.6)))],
        Demands = WorldDemand.Merge([.. Enumerable.Range(0, 8).Select(g => new WorldDemand($"demand {g}",
            Enumerable.Range(0, sites).Where(site => g == 0 || site % 7 + 1 == g || site % 7 + 2 == g).Select(site => (site, 0)).ToHashSet(),
            [.. Enumerable.Range(0, quarters).Select(q => (IReadOnlyList<double>)[.. Enumerable.Range(0, hours).Select(h => 8.0 * sites * (1 + 0.07 * q) * (1 + 0.3 * Math.Sin(h + g)))])]))]),
        HoursPerQuarter = [.. Enumerable.Repeat(2190.0 / hours, hours)],
        FixedUsd = Flat(quarters, 1e7),
        OrderedUsd = Rising(quarters, 1e6),
    };
}
