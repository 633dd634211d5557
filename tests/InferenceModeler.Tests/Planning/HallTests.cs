using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Own servers stand in halls that have racks, power and a way of cooling.</summary>
public class HallTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    [Theory]
    // Three of 12 kW to a rack of 40 kW; a rack by itself; too hot for the rack; liquid in a hall of air; air in a hall of liquid.
    [InlineData(12, Cooling.Air, false, 40, Cooling.Air, 1.0 / 3)]
    [InlineData(12, Cooling.Air, true, 40, Cooling.Air, 1.0)]
    [InlineData(41, Cooling.Air, false, 40, Cooling.Air, null)]
    [InlineData(12, Cooling.Liquid, false, 150, Cooling.Air, null)]
    [InlineData(132, Cooling.Liquid, true, 150, Cooling.Liquid, 1.0)]
    [InlineData(50, Cooling.Air, false, 150, Cooling.Liquid, 1.0 / 3)]
    public void A_server_takes_its_part_of_a_rack_that_can_feed_and_cool_it(double kilowatts, Cooling server, bool wholeRack, double perRack, Cooling hall, double? racks) =>
        Assert.Equal(racks, new Hall { KilowattsPerRack = perRack, Cooling = hall }.RacksOf(new() { Instance = null!, CapitalUsd = 1, Cooling = server, IsWholeRack = wholeRack }, kilowatts));

    [Theory]
    // Eleven of 10.3 kW by power, four of 10 units by height; as high as the rack; higher; a whole rack whatever its height; power binds before height.
    [InlineData(10.3, 10, false, 120, 42, 1.0 / 4)]
    [InlineData(10.3, 10, false, 120, 120, 1.0 / 11)]
    [InlineData(10.3, 42, false, 120, 42, 1.0)]
    [InlineData(10.3, 43, false, 120, 42, null)]
    [InlineData(10.3, 43, true, 120, 42, 1.0)]
    [InlineData(10.3, 8, false, 40, 42, 1.0 / 3)]
    public void A_rack_holds_as_many_as_its_power_and_its_height_both_allow(double kilowatts, int units, bool wholeRack, double perRack, int unitsPerRack, double? racks) =>
        Assert.Equal(racks, new Hall { KilowattsPerRack = perRack, UnitsPerRack = unitsPerRack }.RacksOf(new() { Instance = null!, CapitalUsd = 1, Units = units, IsWholeRack = wholeRack }, kilowatts));

    /// <summary>One site of two halls, of air and of liquid; the first deployment is of servers of which two share a rack of either, the second of racks that need liquid.</summary>
    static PlanProblem Of(double[] rates, double airRacks, double liquidRacks, double[] capacities, int[] prices)
    {
        PlanProblem problem = SmallFleets.Of(1, 2, 1, [rates[0], 0], [capacities[0], 1, capacities[1], 1], prices, 2);
        double[,] week = new double[rates.Length, WeekCurve.Hours];
        for (int q = 0; q < rates.Length; q++) week[q, 0] = rates[q];
        double[] unlimited = [.. rates.Select(_ => double.PositiveInfinity)];
        // The liquid hall stands from the second quarter on where there is one.
        double[] liquid = [.. rates.Select((_, q) => rates.Length > 1 && q == 0 ? 0 : liquidRacks)];
        return problem with
        {
            Quarters = rates.Length,
            Demands = [problem.Demands[0] with { WeekRates = week }],
            Sites = [problem.Sites[0] with { Kilowatts = unlimited, Halls = [new("site, air", [.. rates.Select(_ => airRacks)], double.PositiveInfinity), new("site, liquid", liquid, double.PositiveInfinity)] }],
            Offers = [Owned(problem.Offers[0], 0, 0.5), Owned(problem.Offers[0], 1, 0.5), Owned(problem.Offers[1], 1, 1)],
            Rules = new() { SurvivesZoneLoss = false },
        };
    }

    static PlanOffer Owned(PlanOffer offer, int hall, double racks) => offer with { IsOwned = true, Purchase = "owned", Hall = hall, Racks = racks };

    [Fact]
    public void Racks_that_need_liquid_wait_for_its_hall_and_no_more_stand_than_fit()
    {
        // 20 in the first quarter: two servers of 60 dollars. 130 in the second: the one rack that fits, of 500, and three servers.
        Plan plan = Best(Of([20, 130], 3, 1, [10, 100], [60, 500]));
        Assert.Equal(2 * 60 + 500 + 3 * 60, plan.CostUsd, 1e-6);
        // A rack more of liquid saves what relaxed models see in it; it is named.
        Assert.Contains(plan.Binding, b => b is { Limit: "racks", Where: "site, liquid", Worth: > 0, Unit: "rack" });
        PlanAnswer none = Optimizer.Solve(Of([20, 130], 1, 1, [10, 100], [60, 500]), s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(none.Plan);
        Assert.Contains("rack", Assert.Single(none.Conflicts, c => c.Limit == "racks").Detail, StringComparison.Ordinal);
    }

    static readonly Gen<PlanProblem> s_fleets =
        from rate in Gen.Double[5, 60]
        from air in Gen.Int[1, 3]
        from liquid in Gen.Int[0, 3]
        from capacities in Gen.Select(Gen.Double[5, 12], Gen.Double[15, 40])
        from prices in Gen.Select(Gen.Int[50, 150], Gen.Int[100, 400])
        select Of([rate], air, liquid, [capacities.Item1, capacities.Item2], [prices.Item1, prices.Item2]);

    [Fact]
    public void No_other_fleet_in_these_halls_is_cheaper() => s_fleets.Sample(problem =>
    {
        double least = double.PositiveInfinity;
        for (int inAir = 0; inAir * 0.5 <= problem.Sites[0].Halls[0].Racks[0]; inAir++)
            for (int inLiquid = 0; inLiquid * 0.5 <= problem.Sites[0].Halls[1].Racks[0]; inLiquid++)
                for (int racks = 0; racks + inLiquid * 0.5 <= problem.Sites[0].Halls[1].Racks[0]; racks++)
                    if ((inAir + inLiquid) * problem.Deployments[0].UnitCapacity[0, 0] + racks * problem.Deployments[1].UnitCapacity[0, 0] >= problem.Rate(0, 0, 0))
                        least = Math.Min(least, (inAir + inLiquid) * problem.Offers[0].UsdPerQuarter + racks * problem.Offers[2].UsdPerQuarter);
        PlanAnswer answer = Optimizer.Solve(problem, s_exact);
        Assert.Equal(double.IsPositiveInfinity(least), answer.Plan is null);
        if (answer.Plan is not { } plan) return;
        Assert.Equal(least, plan.CostUsd, 1e-6);
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
        Plan parts = Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(least, parts.Bound * (1 - 1e-6), parts.CostUsd * (1 + 1e-6));
        // A rack more never costs more.
        Assert.InRange(Best(problem with { Sites = [problem.Sites[0] with { Halls = [.. problem.Sites[0].Halls.Select(h => h with { Racks = [h.Racks[0] + 1] })] }] }).CostUsd, 0, least * (1 + 1e-6));
    }, iter: 25, threads: 1);

    const string Racks = """
        servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000}, {name: nvl72, accelerator: gb200, accelerators: 72, capitalUsd: 3.5e6, kilowatts: 132}]
        fleet: [{site: own, instance: box, instances: 3, purchase: owned, until: 2028-Q4, hall: old}]
        sites:
          - {name: own, region: aws/eu-central-1, servers: [box, nvl72], pue: 1.25, carbonGramsPerKwh: 300, electricityUsdPerKwh: 0.2, halls: [{name: old, racks: 10, megawatts: 0.3}, {name: new, racks: 4, cooling: liquid, from: 2027-Q3}]}
        """;

    [Fact]
    public void Height_is_read_of_servers_and_halls()
    {
        double Racks(params (string, string)[] changes) => Built(changes).Problem.Offers.First(o => o.Instance == "own/box" && o.Hall == 1).Racks;
        // Six of 8 units in 48; four of 10 in 42.
        Assert.Equal(1.0 / 6, Racks(("racks: 4,", "racks: 4, unitsPerRack: 48,")));
        Assert.Equal(1.0 / 4, Racks(("capitalUsd: 300000", "capitalUsd: 300000, units: 10")));
    }

    static BuiltFleet Built(params (string, string)[] changes) => SmallFleet.Build([("sites:", changes.Aggregate(Racks, (text, c) => text.Replace(c.Item1, c.Item2, StringComparison.Ordinal))), ("accelerators: [h100-sxm]", "accelerators: [h100-sxm, gb200]")]);

    [Fact]
    public void A_rack_of_72_is_bought_whole_and_stands_where_liquid_cools()
    {
        BuiltFleet built = Built();
        PlanProblem problem = built.Problem;
        PlanOffer rack = problem.Offers.Single(o => o.Instance == "own/nvl72");
        Assert.Equal((72, 1, 1.0, "owned, new"), (rack.Accelerators, rack.Hall, rack.Racks, rack.Purchase));
        Assert.Equal(132 * 1.25, rack.Kilowatts, 1e-9);
        // Boxes of 8.96 kW and 8 units: four to a rack of 40 kW, and to one of 150 kW, which would feed sixteen, the five that 42 units hold.
        Assert.Equal([(0, 0.25), (1, 0.2)], problem.Offers.Where(o => o.Instance == "own/box" && o.Held is null).Select(o => (o.Hall!.Value, o.Racks)));
        Assert.Equal(0, problem.Offers.Single(o => o.Held == 3).Hall);
        Assert.Equal([0, 0, 4, 4], problem.Sites[0].Halls[1].Racks);
        Assert.Equal((300, double.PositiveInfinity), (problem.Sites[0].Halls[0].Kilowatts, problem.Sites[0].Halls[1].Kilowatts));
        // A busy rack draws at most what it is given: 132 kW for 72 accelerators of 1.2 kW.
        for (int d = 0; d < problem.Deployments.Count; d++)
        {
            if (problem.Deployments[d].Instance != "own/nvl72") continue;
            double busy = problem.Deployments[d].UnitCapacity[0, 0] / 0.85 * 3600 * problem.Deployments[d].KwhPerRequest[0] * 1.25 / problem.Deployments[d].InstancesPerUnit;
            Assert.InRange(rack.IdleKilowatts + busy, 1.1 * rack.IdleKilowatts, rack.Kilowatts);
        }
    }

    [Theory]
    [InlineData("cooling: liquid, ", "", "nvl72 stands in no hall of own: it draws 132 kW and needs liquid cooling, racks take 40 kW and 42 units by air, 40 kW and 42 units by air")]
    [InlineData("racks: 4, ", "racks: 4, kilowattsPerRack: 130, ", "nvl72 stands in no hall of own: it draws 132 kW and needs liquid cooling, racks take 40 kW and 42 units by air, 130 kW and 42 units by liquid")]
    [InlineData("instances: 3", "instances: 41", "10.3 racks are taken with them, own has 10")]
    [InlineData("instances: 3", "instances: 30", "old draws 0.336 MW with them and has 0.3")]
    [InlineData("hall: old", "hall: odl", "fleet[0].hall: 'odl': no such hall in own; nearest: old")]
    [InlineData(", hall: old", "", "fleet[0].hall: is missing: own has old, new; name one")]
    [InlineData("hall: old", "hall: new", "new: stands from 2027-Q3 on only; name another of old, new")]
    [InlineData("megawatts: 0.3", "megawatts: 0.001", "old: 0.001 MW is below one of the servers that it takes")]
    [InlineData("name: new", "name: old", "there is a hall of this name already")]
    [InlineData("capitalUsd: 300000", "capitalUsd: 300000, units: 43", "box stands in no hall of own: it draws 9 kW, takes 43 units, racks take 40 kW and 42 units by air, 150 kW and 42 units by liquid")]
    [InlineData("racks: 10,", "racks: 10, unitsPerRack: 7,", "box draws 9 kW, takes 8 units, a rack there takes 40 kW and 7 units by air; name another hall")]
    [InlineData("capitalUsd: 300000", "capitalUsd: 300000, units: 0", "units 0: must be at least 1")]
    [InlineData("capitalUsd: 300000", "capitalUsd: 300000, units: 101", "units 101: must be at most 100")]
    [InlineData("kilowatts: 132", "kilowatts: 132, units: 42", "servers[1].units: it is a whole rack; leave units out, or say wholeRack: false")]
    [InlineData("racks: 10,", "racks: 10, unitsPerRack: 0,", "unitsPerRack 0: must be at least 1")]
    [InlineData("halls:", "unitsPerRack: 48, halls:", "halls say it of each hall; give it there")]
    [InlineData("halls:", "racks: 3, halls:", "halls say it of each hall; give it there")]
    public void What_fits_in_no_hall_is_refused(string good, string bad, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InputException>(() => Built((good, bad))).Message, StringComparison.Ordinal);
}
