using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Worlds;

/// <summary>Fleets in many worlds: laws of the dispatch, and what a hand finds.</summary>
public class WorldTests
{
    static readonly Uncertainty s_wild = new()
    {
        Growth = Spread.Ratio(0.7, 1, 1.5),
        Demand = Spread.Ratio(0.5, 1, 2),
        Capacity = Spread.Ratio(0.6, 1, 1.2),
        DeliveryDelay = Spread.Difference(0, 0.5, 3),
        ConnectionDelay = Spread.Difference(0, 1, 5),
    };

    const WorldLosses AllLosses = WorldLosses.Zones | WorldLosses.Sites;

    static readonly double[] s_shares = [0.1, 0.5, 0.9];

    /// <summary>Column, row, world.</summary>
    static float[,,] Map(WorldFleet fleet, WorldSet worlds, WorldLosses losses = WorldLosses.Zones, HostLane lane = HostLane.Precise)
    {
        WorldRows rows = new(fleet, losses);
        WorkGrid grid = rows.With(worlds);
        float[] outputs = new float[grid.OutputLength(WorldOutput.Count)];
        using HostBackend host = new(1, lane);
        host.Map<WorldBody>(grid, outputs, TestContext.Current.CancellationToken);
        float[,,] results = new float[WorldOutput.Count, rows.Hours.Count, worlds.Count];
        for (int column = 0; column < WorldOutput.Count; column++)
            for (int row = 0; row < rows.Hours.Count; row++)
                for (int world = 0; world < worlds.Count; world++) results[column, row, world] = outputs[grid.OutputIndex(column, row, world)];
        return results;
    }

    static void EachCell(float[,,] results, Action<int, int> claim)
    {
        for (int row = 0; row < results.GetLength(1); row++)
            for (int world = 0; world < results.GetLength(2); world++) claim(row, world);
    }

    static WorldFleet Resized(WorldFleet fleet, int site, double factor) => fleet with
    {
        Sites = [.. fleet.Sites.Select((place, i) => i != site ? place : place with
        {
            Supplies = [.. place.Supplies.Select(s => s with { ExistingWork = [.. s.ExistingWork.Select(x => x * factor)], OrderedWork = [.. s.OrderedWork.Select(x => x * factor)] })],
        })],
    };

    static WorldFleet Asked(WorldFleet fleet, int demand, double factor) => fleet with
    {
        Demands = [.. fleet.Demands.Select((d, i) => i != demand ? d : d with { WorkPerSecond = Times(d.WorkPerSecond, factor), Planned = d.Planned.ToDictionary(p => p.Key, p => Times(p.Value, factor)) })],
    };

    static IReadOnlyList<IReadOnlyList<double>> Times(IReadOnlyList<IReadOnlyList<double>> work, double factor) => [.. work.Select(hours => (IReadOnlyList<double>)[.. hours.Select(x => x * factor)])];

    [Fact]
    public void Each_supply_serves_first_what_the_plan_gives_it()
    {
        // Two demands of 10 that may both go to both places; the plan gives each its own. In merit order the first would fill the first place and spill over; here nothing moves until one is short.
        WorldDemand Planned(int place) => new($"{place}", new HashSet<(int, int)> { (0, 0), (1, 0) }, [[10.0]]) { Planned = new Dictionary<(int, int), IReadOnlyList<IReadOnlyList<double>>> { [(place, 0)] = [[10.0]] } };
        WorldFleet fleet = new()
        {
            Sites = [SomeFleets.Site("a", 1, [20], 0.1, new([12], [0], 1, 0)), SomeFleets.Site("b", 1, [11], 0.1, new([12], [0], 2, 0))],
            Demands = [Planned(0) with { Places = new HashSet<(int, int)> { (0, 0) } }, Planned(1)],
            HoursPerQuarter = [2190],
            FixedUsd = [0],
            OrderedUsd = [0],
        };
        WorldOutcome Of(double demand) => new FleetWorlds(new HostBackend(1), WorldLosses.None, 1).Try("", fleet, WorldSet.Draw(Uncertainty.None with { Demand = Spread.Ratio(demand, demand, demand) }, 1, 1), TestContext.Current.CancellationToken);
        // Half of it fits: 5 kW and 10 kW of the 11 there are. All of it: the second place has power for 5.5, the first room for 2 more, and 2.5 are left.
        Assert.Equal(0.015, Of(0.5).PeakMegawatts.P50, 1e-6);
        Assert.Equal(2.5 / 20, Of(1).WorstUnservedShare.P50, 1e-6);
        Assert.Equal(1, Of(1).PowerExceededProbability);
        // A place that merging took from a group still serves what the plan gives it.
        Assert.Equal(10, Assert.Single(WorldDemand.Merge([Planned(0), Planned(1) with { Places = new HashSet<(int, int)> { (0, 0) } }], most: 1)).Planned[(1, 0)][0][0]);
    }

    [Fact]
    public void Every_lane_gives_the_scalar_lanes_bits() => Gen.Select(SomeFleets.Gen, Gen.UInt).Sample((fleet, seed) =>
    {
        WorkGrid grid = new WorldRows(fleet, AllLosses).With(WorldSet.Draw(s_wild, 37, seed));
        ulong Sum(HostLane lane, int threads)
        {
            Checksum sum = new(WorldOutput.Count);
            new HostBackend(threads, lane).Reduce<WorldBody, Checksum>(grid, sum, null, TestContext.Current.CancellationToken);
            return sum.Value;
        }
        ulong scalar = Sum(HostLane.Scalar, 1);
        Assert.Equal(scalar, Sum(HostLane.Wide256, 2));
        Assert.Equal(scalar, Sum(HostLane.Wide512, 3));
    }, iter: 30);

    [Fact]
    public void More_capacity_never_serves_less() => Gen.Select(SomeFleets.Gen, Gen.Int[0, 5], Gen.Double[1, 3], Gen.UInt).Sample((fleet, site, factor, seed) =>
    {
        WorldSet worlds = WorldSet.Draw(s_wild, 20, seed);
        float[,,] before = Map(fleet, worlds), after = Map(Resized(fleet, site % fleet.Sites.Count, factor), worlds);
        EachCell(before, (row, world) => Assert.True(after[WorldOutput.Unserved, row, world] <= before[WorldOutput.Unserved, row, world] + 1e-5 * before[WorldOutput.Demand, row, world] + Lost));
    }, iter: 100);

    // Rows hold up to some hundred of work and what delays take of it in single precision.
    const double Lost = 2e-4;

    [Fact]
    public void More_demand_never_costs_less() => Gen.Select(SomeFleets.Gen, Gen.Int[0, 3], Gen.Double[1, 3], Gen.UInt).Sample((fleet, demand, factor, seed) =>
    {
        // The same rows for both: which hours are tried with a zone lost depends on the demand.
        WorldSet worlds = WorldSet.Draw(s_wild, 20, seed);
        float[,,] before = Map(fleet, worlds, WorldLosses.None), after = Map(Asked(fleet, demand % fleet.Demands.Count, factor), worlds, WorldLosses.None);
        EachCell(before, (row, world) =>
        {
            Assert.True(after[WorldOutput.Usd, row, world] >= before[WorldOutput.Usd, row, world] * (1 - 1e-6));
            Assert.True(after[WorldOutput.Unserved, row, world] >= before[WorldOutput.Unserved, row, world] - 1e-5 * before[WorldOutput.Demand, row, world]);
        });
    }, iter: 100);

    [Fact]
    public void A_lost_zone_never_serves_more_and_no_hour_left_out_is_worse() => Gen.Select(SomeFleets.Gen, Gen.UInt).Sample((fleet, seed) =>
    {
        WorldSet worlds = WorldSet.Draw(s_wild, 20, seed);
        FleetWorlds With(WorldLosses losses) => new(new HostBackend(1), losses, 1);
        Assert.True(With(WorldLosses.Zones).Try("", fleet, worlds, TestContext.Current.CancellationToken).SloKeptProbability <= With(WorldLosses.None).Try("", fleet, worlds, TestContext.Current.CancellationToken).SloKeptProbability);
    }, iter: 50);

    [Fact]
    public void Work_power_and_cost_are_conserved() => Gen.Select(SomeFleets.Gen, Gen.UInt).Sample((fleet, seed) =>
    {
        float[,,] results = Map(fleet, WorldSet.Draw(s_wild, 20, seed));
        double limitKw = fleet.Sites.Sum(site => site.LimitKw[0]);
        EachCell(results, (row, world) =>
        {
            Assert.InRange(results[WorldOutput.Unserved, row, world], 0, results[WorldOutput.Demand, row, world] * (1 + 1e-6));
            Assert.InRange(results[WorldOutput.Kw, row, world], 0, limitKw * (1 + 1e-6));
            Assert.True(results[WorldOutput.Usd, row, world] >= 0);
        });
    }, iter: 100);

    [Fact]
    public void Without_uncertainty_every_world_is_the_plan() => SomeFleets.Gen.Sample(fleet =>
    {
        using HostBackend host = new(2);
        FleetWorlds worlds = new(host, AllLosses, 1);
        WorldOutcome one = worlds.Try("plan", fleet, WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken), many = worlds.Try("plan", fleet, WorldSet.Draw(Uncertainty.None, 33, 7), TestContext.Current.CancellationToken);
        Assert.Equal(one.Usd.P50, many.Usd.P50);
        Assert.Equal(many.Usd.P5, many.Usd.P95);
        Assert.True(many.SloKeptProbability is 0 or 1);
        Assert.Equal(one.SloKeptByQuarter, many.SloKeptByQuarter);
        Assert.Empty(worlds.Tornado(fleet, Uncertainty.None, cancellation: TestContext.Current.CancellationToken));
    }, iter: 30);

    [Fact]
    public void The_same_seed_gives_the_same_worlds_however_many_and_on_however_many_threads()
    {
        WorldFleet fleet = SomeFleets.Large(8, 4, 4);
        WorldSet few = WorldSet.Draw(s_wild, 500, 3), many = WorldSet.Draw(s_wild, 1000, 3);
        WorldOutcome a = new FleetWorlds(new HostBackend(1), AllLosses, 0.01).Try("", fleet, few, TestContext.Current.CancellationToken), b = new FleetWorlds(new HostBackend(3), AllLosses, 0.01).Try("", fleet, few, TestContext.Current.CancellationToken);
        Assert.Equal(a.UsdByWorld, b.UsdByWorld);
        Assert.Equal(a.Usd, b.Usd);
        WorldOutcome all = new FleetWorlds(new HostBackend(2), AllLosses, 0.01).Try("", fleet, many, TestContext.Current.CancellationToken);
        Assert.Equal(a.UsdByWorld, all.UsdByWorld.Take(500));
        Assert.NotEqual(a.UsdByWorld, new FleetWorlds(new HostBackend(2), AllLosses, 0.01).Try("", fleet, WorldSet.Draw(s_wild, 500, 4), TestContext.Current.CancellationToken).UsdByWorld);
    }

    [Fact]
    public void An_hour_by_hand()
    {
        // Two sites of two zones, 15 work per second each at 1 kW per work and half of it idle; 15 asked for, cheap site first: all there.
        // Drawn: 15 kW + 15 × 0.5 kW = 22.5 kW; cost 100 + (15 × 0.1 + 7.5 × 0.2) × 2190 h. With a zone of both lost, or either site: 7.5 + 7.5 and 15 carry 15.
        WorldFleet fleet = new()
        {
            Sites = [SomeFleets.Site("a", 2, [20], 0.1, new([15], [0], 1, 0.5)), SomeFleets.Site("b", 2, [20], 0.2, new([15], [0], 1, 0.5))],
            Demands = [new("all", new HashSet<(int, int)> { (0, 0), (1, 0) }, [[15.0]])],
            HoursPerQuarter = [2190],
            FixedUsd = [100],
            OrderedUsd = [0],
        };
        WorldOutcome plan = new FleetWorlds(new HostBackend(1), AllLosses, 1).Try("plan", fleet, WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, plan.SloKeptProbability);
        Assert.Equal(100 + 3 * 2190, plan.Usd.P50, 0.01);
        Assert.Equal(0.0225, plan.PeakMegawatts.P50, 1e-6);
        Assert.Equal(0, plan.PowerExceededProbability);

        // A larger first site: 8 of 16 are left without a zone of either site, 20 of 30 without the smaller site, 10 without the larger one.
        WorldFleet uneven = Resized(fleet, 0, 4.0 / 3);
        WorldOutcome Without(WorldLosses losses, double asked) => new FleetWorlds(new HostBackend(1), losses, 1).Try("", Asked(uneven, 0, asked / 15), WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, Without(WorldLosses.Zones, 17.5).SloKeptProbability);
        Assert.Equal(0.5 / 18, Without(WorldLosses.Zones, 18).WorstUnservedShare.P50, 1e-6);
        Assert.Equal(1, Without(WorldLosses.Sites, 15).SloKeptProbability);
        Assert.Equal(3.0 / 18, Without(WorldLosses.Sites, 18).WorstUnservedShare.P50, 1e-6);
        // Of two regions as of two sites; of one, nothing is left.
        Assert.Equal(3.0 / 18, Without(WorldLosses.Sites | WorldLosses.Regions, 18).WorstUnservedShare.P50, 1e-6);
        uneven = uneven with { Sites = [.. uneven.Sites.Select(site => site with { Region = "one" })] };
        Assert.Equal(1, Without(WorldLosses.Regions, 18).WorstUnservedShare.P50, 1e-6);
        // In whole units a zone may hold more than its share: two of three.
        WorldFleet whole = fleet with { Sites = [fleet.Sites[0] with { Supplies = [fleet.Sites[0].Supplies[0] with { FirmShare = [1.0 / 3] }] }, fleet.Sites[1]] };
        Assert.Equal(2.5 / 15, new FleetWorlds(new HostBackend(1), WorldLosses.Zones, 1).Try("", whole, WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken).WorstUnservedShare.P50, 1e-6);

        // At 1.5 kW of limit per site less than is asked for.
        WorldFleet dark = fleet with { Sites = [.. fleet.Sites.Select(site => site with { LimitKw = [1.5] })] };
        WorldOutcome capped = new FleetWorlds(new HostBackend(1), WorldLosses.None, 1).Try("dark", dark, WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, capped.PowerExceededProbability);
        Assert.Equal(12.0 / 15, capped.WorstUnservedShare.P50, 1e-6);
        Assert.Equal(0.003, capped.PeakMegawatts.P50, 1e-6);
    }

    [Fact]
    public void As_many_instances_are_down_as_a_binomial_draw_of_the_worst_hour_says()
    {
        // Ten instances that are up nine hours in ten, one hour of a hundred looked at; work for seven of them, in the mean nine are up.
        WorldFleet Of(double asked, double hours) => new()
        {
            Sites = [SomeFleets.Site("a", 1, [1e6], 0, new([10], [0], 1, 0) { Instances = [10] })],
            Demands = [new("all", new HashSet<(int, int)> { (0, 0) }, [[asked]])],
            HoursPerQuarter = [hours],
            FixedUsd = [0],
            OrderedUsd = [0],
            UpShare = 0.9,
            InstanceAvailability = 0.9,
        };
        double Kept(double asked, double hours, Uncertainty uncertainty) =>
            new FleetWorlds(new HostBackend(1), WorldLosses.None, 1).Try("", Of(asked, hours), WorldSet.Draw(uncertainty, 10_000, 1), TestContext.Current.CancellationToken).SloKeptProbability;
        Uncertainty failing = Uncertainty.None with { Availability = null };
        // At most three of ten down: Σ C(10,k) 0.1^k 0.9^(10−k) = 0.98720; at most one: 0.73610.
        Assert.Equal(0.98720, Kept(7, 1, failing), 0.004);
        Assert.Equal(0.73610, Kept(9, 1, failing), 0.015);
        Assert.Equal(Math.Pow(0.98720, 50), Kept(7, 50, failing), 0.01);
        // The plan's mean is what is there without uncertainty, and never more.
        Assert.Equal((1, 0), (Kept(9, 50, Uncertainty.None), Kept(9.001, 1, Uncertainty.None)));
        Assert.Equal(0, Kept(9.001, 1, failing));

        TornadoBar bar = Assert.Single(new FleetWorlds(new HostBackend(1), WorldLosses.None, 1).Tornado(Of(9, 1), failing, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((WorldFactor.Availability, 0, 1), (bar.Factor, bar.Low.QuartersKept, bar.High.QuartersKept));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(400, 13)]
    [InlineData(20_000, 13)]
    [InlineData(2_000_000, 90)]
    public void Many_instances_have_few_down_at_once(double instances, double hours)
    {
        // Of many the worst hour has the mean of 0.3% and a few standard deviations more down.
        WorldFleet fleet = new()
        {
            Sites = [SomeFleets.Site("a", 1, [1e9], 0, new([instances], [0], 1, 0) { Instances = [instances] })],
            Demands = [new("all", new HashSet<(int, int)> { (0, 0) }, [[instances]])],
            HoursPerQuarter = [hours],
            FixedUsd = [0],
            OrderedUsd = [0],
            InstanceAvailability = 0.997,
        };
        WorldOutcome outcome = new FleetWorlds(new HostBackend(1), WorldLosses.None, 1).Try("", fleet, WorldSet.Draw(Uncertainty.None with { Availability = null }, 2000, 1), TestContext.Current.CancellationToken);
        double mean = 0.003, deviation = Math.Sqrt(mean * 0.997 / instances);
        Assert.InRange(outcome.WorstUnservedShare.P50, 0, mean + 3.5 * deviation + 1 / instances);
        Assert.InRange(outcome.WorstUnservedShare.P95, outcome.WorstUnservedShare.P50, mean + 5 * deviation + 1 / instances);
        if (instances > 100) Assert.InRange(outcome.WorstUnservedShare.P50, mean, 1);
    }

    [Fact]
    public void Late_orders_and_connections_are_those_of_earlier_quarters()
    {
        // 5 work per second, 10 more from the second quarter; the limit rises with it. Asked: 5, then 15. Half a quarter late carries 10 of 15.
        WorldFleet fleet = new()
        {
            Sites = [SomeFleets.Site("a", 2, [5, 15], 0, new([5, 5], [0, 10], 1, 0))],
            Demands = [new("all", new HashSet<(int, int)> { (0, 0) }, [[5.0], [15.0]])],
            HoursPerQuarter = [2190],
            FixedUsd = [100, 100],
            OrderedUsd = [0, 50],
        };
        WorldOutcome Late(double delivery, double connection) => new FleetWorlds(new HostBackend(1), WorldLosses.None, 0).Try("", fleet, WorldSet.Draw(Uncertainty.None with
        {
            DeliveryDelay = Spread.Difference(delivery, delivery, delivery),
            ConnectionDelay = Spread.Difference(connection, connection, connection),
        }, 1, 1), TestContext.Current.CancellationToken);
        Assert.Equal((1.0, 250.0), (Late(0, 0).SloKeptProbability, Late(0, 0).Usd.P50));
        Assert.Equal(5.0 / 15, Late(0.5, 0).WorstUnservedShare.P50, 1e-6);
        Assert.Equal(225, Late(0.5, 0).Usd.P50, 0.01);
        Assert.Equal(10.0 / 15, Late(1, 0).WorstUnservedShare.P50, 1e-6);
        Assert.Equal(10.0 / 15, Late(0, 3).WorstUnservedShare.P50, 1e-6);
        Assert.Equal([1, 0], Late(0, 3).SloKeptByQuarter);
        Assert.Equal(1, Late(0, 3).PowerExceededProbability);
    }

    [Theory]
    // A connection of the second quarter that is in time in half of the worlds, at two sites that are both needed: by themselves, together, or one of them certain.
    [InlineData(0, 1, false, 0.25)]
    [InlineData(3, 3, false, 0.5)]
    [InlineData(0, 1, true, 0.5)]
    public void Connections_of_each_site_slip_by_themselves_and_certain_ones_never(int first, int second, bool isCertain, double kept)
    {
        WorldSite Site(string name, int connection, bool certain) =>
            SomeFleets.Site(name, 1, [5, 15], 0, new([5, 15], [0, 0], 1, 0)) with { Connection = connection, LateLimitKw = certain ? [[5, 15], [5, 15], [5, 15], [5, 15]] : [[5, 5], [5, 5], [5, 5], [5, 5]] };
        WorldFleet fleet = new()
        {
            Sites = [Site("a", first, certain: false), Site("b", second, isCertain)],
            Demands = [new("a", new HashSet<(int, int)> { (0, 0) }, [[5.0], [15.0]]), new("b", new HashSet<(int, int)> { (1, 0) }, [[5.0], [15.0]])],
            HoursPerQuarter = [2190],
            FixedUsd = [0, 0],
            OrderedUsd = [0, 0],
        };
        WorldOutcome outcome = new FleetWorlds(new HostBackend(1), WorldLosses.None, 0).Try("", fleet, WorldSet.Draw(Uncertainty.None with { ConnectionDelay = Spread.Difference(0, 0, 1) }, 4000, 1), TestContext.Current.CancellationToken);
        Assert.Equal(kept, outcome.SloKeptProbability, 0.02);
    }

    [Fact]
    public void Merged_demands_keep_all_work_and_never_gain_places() => Gen.Select(Gen.Int[1, 7], Gen.Double[0, 5]).Array[1, 12].Sample(demands =>
    {
        WorldDemand[] all = [.. demands.Select((d, i) => SomeFleets.Demand($"{i}", d.Item1 | 8, 1, d.Item2))];
        IReadOnlyList<WorldDemand> merged = WorldDemand.Merge(all, most: 3);
        Assert.InRange(merged.Count, 1, 3);
        Assert.Equal(all.Sum(d => d.WorkPerSecond[0][0]), merged.Sum(d => d.WorkPerSecond[0][0]), 1e-9);
        foreach (WorldDemand demand in merged)
            Assert.All(demand.Name.Split(", "), name => Assert.True(demand.Places.IsSubsetOf(all[int.Parse(name)].Places)));
    }, iter: 200);

    [Fact]
    public void A_spread_passes_through_its_points()
    {
        Spread ratio = Spread.Ratio(0.8, 1, 1.5), delay = Spread.Difference(0, 1, 3);
        Assert.Equal([0.8, 1, 1.5], s_shares.Select(p => Math.Round(ratio.At(p), 6)));
        Assert.Equal([0, 1, 3], s_shares.Select(p => Math.Round(delay.At(p), 6)));
        Assert.Equal(0, delay.At(0.001));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Ratio(1, 0.5, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Difference(double.NaN, 1, 2));
    }

    [Fact]
    public void Regret_names_the_best_in_the_mean_and_at_the_tail()
    {
        // A small fleet is cheap until demand is high; a large one costs the same in every world.
        WorldFleet Of(double work, double usd) => new()
        {
            Sites = [SomeFleets.Site("a", 1, [1e6], 0, new([work], [0], 1, 0))],
            Demands = [new("all", new HashSet<(int, int)> { (0, 0) }, [[10.0]])],
            HoursPerQuarter = [2190],
            FixedUsd = [usd],
            OrderedUsd = [0],
        };
        WorldSet worlds = WorldSet.Draw(Uncertainty.None with { Demand = Spread.Ratio(0.9, 1, 1.3) }, 2000, 1);
        FleetWorlds tries = new(new HostBackend(1), WorldLosses.None, 1e-5);
        Regret regret = new([tries.Try("small", Of(12, 1000), worlds, TestContext.Current.CancellationToken), tries.Try("large", Of(20, 1080), worlds, TestContext.Current.CancellationToken)]);
        Assert.Equal("small", regret.BestInMean.Name);
        Assert.Equal("large", regret.BestAtTail.Name);
        Assert.Equal("large", regret.MostKept.Name);
        Assert.True(regret.PriceOfRobustnessUsd > 0);
        Assert.Equal(regret.PriceOfRobustnessUsd, regret.PriceOfKeepingUsd);
        Assert.All(regret.Usd, usd => Assert.True(usd.P5 >= 0));
        Assert.Equal(80, regret.Usd[1].P50, 0.01);
        Assert.Throws<ArgumentException>(() => new Regret([]));

        IReadOnlyList<TornadoBar> bars = tries.Tornado(Of(12, 1000), Uncertainty.Prior with { Demand = Spread.Ratio(0.9, 1, 1.3) }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(WorldFactor.Demand, bars[0].Factor);
        Assert.True(bars[0].High.Usd > bars[0].Low.Usd);
        Assert.Equal(0, bars[0].High.QuartersKept);
    }

    [Fact]
    public void Kinds_of_replicas_err_by_their_own_spread_and_together_as_told()
    {
        // Two sites of one kind each, of which both are needed whole: either falls short in half of the worlds.
        WorldFleet fleet = new()
        {
            Sites = [.. Enumerable.Range(0, 2).Select(kind => SomeFleets.Site($"{kind}", 1, [1e6], 0, new([10], [0], 1, 0, kind)))],
            Demands = [.. Enumerable.Range(0, 2).Select(site => new WorldDemand($"{site}", new HashSet<(int, int)> { (site, 0) }, [[10.0]]))],
            HoursPerQuarter = [2190],
            FixedUsd = [0],
            OrderedUsd = [0],
        };
        FleetWorlds tries = new(new HostBackend(1), WorldLosses.None, 1);
        double Kept(double correlation, Uncertainty uncertainty) => tries.Try("", fleet, WorldSet.Draw(uncertainty, 4000, 1,
            new([new("a", Spread.Ratio(0.8, 1, 1.2)), new("b", Spread.Ratio(0.5, 1, 2))], new[,] { { 1, correlation }, { correlation, 1 } })), TestContext.Current.CancellationToken).SloKeptProbability;
        Uncertainty own = Uncertainty.None with { Capacity = null };
        Assert.Equal(0.25, Kept(0, own), 0.02);
        Assert.Equal(0.5, Kept(1, own), 0.02);
        // P(both above their middles) of a bivariate normal: 1/4 + asin(r) / 2π.
        Assert.Equal(0.25 + Math.Asin(0.6) / (2 * Math.PI), Kept(0.6, own), 0.02);
        // What is said for all replicas counts.
        Assert.Equal(1, Kept(0, Uncertainty.None));

        CapacityErrors errors = new([new("a", Spread.Ratio(0.8, 1, 1.2)), new("b", Spread.Ratio(1, 1, 1)), new("a", Spread.Ratio(0.6, 1, 1.2))], new[,] { { 1.0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } });
        TornadoBar bar = Assert.Single(tries.Tornado(fleet, own, errors, TestContext.Current.CancellationToken));
        Assert.Equal((WorldFactor.Capacity, "a"), (bar.Factor, bar.Of));
        Assert.Equal(0.7, bar.Low.Value, 1e-12);
        Assert.Equal(0.1, bar.Low.WorstUnservedShare, 1e-6);
        Assert.Throws<ArgumentException>(() => new CapacityErrors([], new double[0, 0]));
    }

    [Fact]
    public void A_fleet_that_worlds_cannot_hold_is_refused()
    {
        WorldFleet fleet = SomeFleets.Large(97, 1, 1);
        Assert.Contains("97 kinds of replicas", Assert.Throws<InputException>(() => new WorldRows(fleet, AllLosses)).Message);
        IEnumerable<WorldDemand> apart = Enumerable.Range(0, 17).Select(i => SomeFleets.Demand($"{i}", 1 << i, 1, 1));
        Assert.Contains("no place in common", Assert.Throws<InputException>(() => WorldDemand.Merge(apart)).Message);
    }
}
