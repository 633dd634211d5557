using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

public class OptimizerTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    [Fact]
    public void No_other_fleet_of_a_small_problem_is_cheaper() => SmallFleets.Gen.Sample(problem =>
    {
        Plan plan = Best(problem);
        int[] units = new int[problem.Offers.Count];
        foreach (Assignment pool in plan.Assignments) units[pool.Site * problem.Deployments.Count + pool.Deployment] = (int)pool.Units;
        Assert.True(SmallFleets.Serves(problem, units));
        Assert.Equal(units.Zip(problem.Offers, (n, o) => n * o.UsdPerQuarter).Sum(), plan.CostUsd, 1e-6);
        Assert.False(SmallFleets.HasCheaper(problem, plan.CostUsd - 1e-6));
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
    }, iter: 20, threads: 1);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.0001)]
    public void Quarter_by_quarter_a_plan_serves_everybody_and_its_bound_holds(double gap) => SmallFleets.Gen.Sample(problem =>
    {
        Plan plan = Optimizer.Solve(problem, new() { Gap = gap, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(Best(problem).CostUsd, plan.Bound * (1 - 1e-6), plan.CostUsd * (1 + 1e-6));
        for (int h = 0; h < problem.Hours.Count; h++)
            for (int d = 0; d < problem.Demands.Count; d++)
                Assert.Equal(problem.Rate(d, 0, h), plan.Dispatch.Where(x => x.Hour == h && x.Demand == d).Sum(x => x.RequestsPerSecond), 1e-3);
    }, iter: 8, threads: 1);

    [Fact]
    public void Everybody_is_served_in_every_hour_with_the_fullest_zone_lost() => SmallFleets.Gen.Sample(problem =>
    {
        Plan plan = Best(problem);
        for (int h = 0; h < problem.Hours.Count; h++)
        {
            for (int d = 0; d < problem.Demands.Count; d++)
            {
                Assert.Equal(problem.Rate(d, 0, h), plan.Dispatch.Where(x => x.Hour == h && x.Demand == d).Sum(x => x.RequestsPerSecond), 1e-5);
                Assert.DoesNotContain(plan.Dispatch, x => x.Demand == d && problem.Demands[d].BinOfSite[x.Site] < 0);
            }
            foreach (Assignment pool in plan.Assignments)
            {
                double busy = plan.Dispatch.Where(x => x.Hour == h && x.Site == pool.Site && x.Deployment == pool.Deployment).Sum(x => x.RequestsPerSecond / problem.Deployments[x.Deployment].UnitCapacity[x.Demand, 0]);
                Assert.InRange(busy, 0, pool.Units - pool.UnitsOfFullestZone + 1e-5);
            }
        }
    }, iter: 6, threads: 1);

    [Fact]
    public void More_demand_never_costs_less_and_more_capacity_stock_power_or_places_never_more() => SmallFleets.Gen.Sample(problem =>
    {
        double usd = Best(problem).CostUsd, most = usd * (1 + 1e-6), least = usd * (1 - 1e-6);
        Assert.InRange(Best(problem with { Demands = [.. problem.Demands.Select(d => d with { WeekRates = Scaled(d.WeekRates, 1.3) })] }).CostUsd, least, double.MaxValue);
        Assert.InRange(Best(problem with { Deployments = [.. problem.Deployments.Select(d => d with { UnitCapacity = Scaled(d.UnitCapacity, 1.2) })] }).CostUsd, 0, most);
        Assert.InRange(Best(problem with { Demands = [.. problem.Demands.Select(d => d with { BinOfSite = new int[problem.Sites.Count] })] }).CostUsd, 0, most);
        Assert.InRange(Best(problem with { Sites = [.. problem.Sites.Select(s => s with { ZonesOf = new Dictionary<string, int>() })] }).CostUsd, 0, most);
        PlanProblem Limited(double kilowatts, double stock) => problem with
        {
            Sites = [.. problem.Sites.Select(s => s with { Kilowatts = [kilowatts], StockPerQuarter = problem.Deployments.ToDictionary(d => d.AcceleratorId, _ => stock) })],
        };
        double tight = Optimizer.Solve(Limited(300, 200), s_exact).Plan?.CostUsd ?? double.MaxValue;
        Assert.InRange(usd, 0, tight * (1 + 1e-6));
        Assert.InRange(Optimizer.Solve(Limited(400, 200), s_exact).Plan?.CostUsd ?? double.MaxValue, 0, tight * (1 + 1e-6));
        Assert.InRange(Optimizer.Solve(Limited(300, 280), s_exact).Plan?.CostUsd ?? double.MaxValue, 0, tight * (1 + 1e-6));
    }, iter: 6, threads: 1);

    [Theory]
    [InlineData(3, 9)]
    [InlineData(2, 12)]
    public void A_fleet_is_spread_over_the_zones_that_have_its_instances(int zones, int units)
    {
        // Six units carry the load; what the fullest of the zones holds comes on top.
        Plan plan = Best(In(zones));
        Assignment pool = Assert.Single(plan.Assignments);
        Assert.Equal((units, units / zones), (pool.Units, pool.UnitsOfFullestZone));
    }

    [Fact]
    public void What_one_zone_alone_has_cannot_survive_its_loss()
    {
        PlanAnswer answer = Optimizer.Solve(In(1), s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(answer.Plan);
        Assert.Contains("site 0: 3 zones, i0 in 1", Assert.Single(answer.Conflicts, c => c.Limit == "zone-loss").Detail, StringComparison.Ordinal);
    }

    static PlanProblem In(int zones)
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [30, 30], [10, 10], [100], 0);
        return problem with { Sites = [problem.Sites[0] with { Zones = 3, ZonesOf = new Dictionary<string, int> { ["i0"] = zones } }] };
    }

    [Fact]
    public void Scaling_all_prices_scales_the_cost() => SmallFleets.Gen.Sample(problem =>
    {
        double usd = Best(problem).CostUsd;
        Assert.Equal(7 * usd, Best(problem with { Offers = [.. problem.Offers.Select(o => o with { UsdPerQuarter = 7 * o.UsdPerQuarter })] }).CostUsd, 1e-5 * usd);
    }, iter: 6, threads: 1);

    [Fact]
    public void Limits_that_contradict_each_other_are_named_with_what_lifting_them_takes() => SmallFleets.Gen.Sample(problem =>
    {
        PlanAnswer answer = Optimizer.Solve(problem with { Sites = [.. problem.Sites.Select(s => s with { Kilowatts = [0.5] })] }, s_exact);
        Assert.Null(answer.Plan);
        Conflict power = Assert.Single(answer.Conflicts, c => c.Limit == "power");
        Assert.Contains("kW more in 2027-Q1", power.Detail, StringComparison.Ordinal);
    }, iter: 3, threads: 1);

    [Fact]
    public void A_limit_that_is_short_by_less_than_an_instance_is_named_too()
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [2, 2], [10, 10], [100], 0);
        // Four tenths of an instance would do, two are needed: one in each zone.
        PlanAnswer answer = Optimizer.Solve(problem with { Sites = [problem.Sites[0] with { Kilowatts = [15] }] }, s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(answer.Plan);
        Assert.Contains("5 kW more in 2027-Q1", Assert.Single(answer.Conflicts, c => c.Limit == "power").Detail, StringComparison.Ordinal);
        Assert.Contains(answer.Conflicts, c => c.Limit == "zone-loss");
    }

    [Fact]
    public void A_type_of_instance_is_limited_beside_its_accelerator()
    {
        // Four instances carry the load. Of the cheaper type there are two; the other costs 50 more.
        PlanProblem two = SmallFleets.Of(1, 2, 1, [20, 20], [10, 10, 10, 10], [100, 150], 0), problem = two with
        {
            Rules = new() { SurvivesZoneLoss = false },
            Deployments = [.. two.Deployments.Select(d => d with { AcceleratorId = "a0" })],
            Offers = [.. two.Offers.Select(o => o with { AcceleratorId = "a0" })],
        };
        PlanProblem With(params (string Limited, double Most)[] quota) => problem with { Sites = [problem.Sites[0] with { Quota = quota.ToDictionary(l => l.Limited, l => l.Most) }] };
        Plan plan = Best(With(("i0", 2), ("a0", 32)));
        Assert.Equal(500, plan.CostUsd, 1e-6);
        Assert.Equal(("quota", "site 0, i0", "instance", 50.0), Assert.Single(plan.Binding, b => b.Limit == "quota") is var bound ? (bound.Limit, bound.Where, bound.Unit, Math.Round(bound.Worth, 6)) : default);
        PlanAnswer none = Optimizer.Solve(With(("i0", 2), ("i1", 1)), s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(none.Plan);
        Assert.Equal("quota of site 0, i0: 1 instance more in 2027-Q1", Assert.Single(none.Conflicts).Detail);
    }

    [Fact]
    public void A_lone_site_that_must_be_survived_is_named()
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [2, 2], [10, 10], [100], 0);
        PlanAnswer answer = Optimizer.Solve(problem with { Rules = new() { SurvivesSiteLoss = true } }, s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(answer.Plan);
        Assert.Equal("a lost site would not be survived (class 0 of all: 1 of 1 sites may serve, class 1 of all: 1 of 1 sites may serve)", Assert.Single(answer.Conflicts).Detail);
    }

    [Fact]
    public void A_site_that_only_stands_ready_for_another_counts_as_capacity_and_its_reason_binds()
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 1, [4, 4], [10, 10], [100, 100], 2);
        Plan plan = Best(problem with { Rules = new() { SurvivesSiteLoss = true, SurvivesZoneLoss = false }, Demands = [.. problem.Demands.Select(d => d with { RoundTripSecondsOfSite = [0.02, 0.08] })] });
        // One unit at each site; the nearer one serves all.
        Assert.Equal((200, 0), (plan.CostUsd, plan.Dispatch.Where(d => d.RequestsPerSecond > 0).Select(d => d.Site).Distinct().Single()));
        Assert.Equal(20, plan.Quarters[0].CapacityRequestsPerSecond, 1e-9);
        Assert.Equal(["site 0", "site 1"], plan.Binding.Where(b => b.Limit == "site-loss").Select(b => b.Where).Order());
    }

    [Theory]
    [InlineData(true, false, 200)]
    [InlineData(false, true, 250)]
    [InlineData(true, true, 250)]
    public void Sites_of_one_region_are_lost_together(bool siteLoss, bool regionLoss, double usd)
    {
        // A unit carries all. A second one stands at the other cheap site, or where the region of both is lost, in the dear one.
        PlanProblem problem = Regional(["east", "east", "west"]);
        Plan plan = Best(problem with { Rules = problem.Rules with { SurvivesSiteLoss = siteLoss, SurvivesRegionLoss = regionLoss } });
        Assert.Equal(usd, plan.CostUsd, 1e-6);
        string[] lost = regionLoss ? ["region-loss: east", "region-loss: west"] : ["site-loss: site 0", "site-loss: site 1"];
        Assert.Equal(lost, plan.Binding.Where(b => b.Limit is "site-loss" or "region-loss").Select(b => $"{b.Limit}: {b.Where}").Order());
    }

    [Fact]
    public void A_lone_region_that_must_be_survived_is_named()
    {
        PlanProblem problem = Regional(["east", "east", "east"]);
        PlanAnswer answer = Optimizer.Solve(problem with { Rules = problem.Rules with { SurvivesRegionLoss = true } }, s_exact, null, TestContext.Current.CancellationToken);
        Assert.Equal(("region-loss", "a lost region would not be survived (class 0 of all: 1 of 1 regions may serve, class 1 of all: 1 of 1 regions may serve)"), Assert.Single(answer.Conflicts) is var lone ? (lone.Limit, lone.Detail) : default);
    }

    static PlanProblem Regional(string[] regions)
    {
        PlanProblem problem = SmallFleets.Of(3, 1, 1, [4, 4], [10, 10], [100, 100, 150], 0);
        return problem with { Sites = [.. problem.Sites.Select((s, i) => s with { Region = regions[i] })], Rules = new() { SurvivesZoneLoss = false } };
    }

    [Fact]
    public void The_loss_of_regions_of_one_site_each_costs_as_much_as_that_of_sites_and_never_less_than_none() => SmallFleets.Gen.Sample(problem =>
    {
        double? Usd(FleetRules rules) => Optimizer.Solve(problem with { Rules = rules }, s_exact).Plan?.CostUsd;
        double? sites = Usd(problem.Rules with { SurvivesSiteLoss = true }), regions = Usd(problem.Rules with { SurvivesRegionLoss = true });
        Assert.Equal(sites is null, regions is null);
        if (sites is null) return;
        Assert.Equal(sites.Value, regions!.Value, 1e-6);
        Assert.InRange(sites.Value, Best(problem).CostUsd - 1e-6, double.MaxValue);
    }, iter: 20, threads: 1);

    [Fact]
    public void Of_sites_that_cost_the_same_the_nearer_serves()
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 1, [2, 2], [10, 10], [100, 100], 2);
        Plan plan = Best(problem with { Demands = [.. problem.Demands.Select((d, i) => d with { RoundTripSecondsOfSite = i == 0 ? [0.02, 0.08] : [0.08, 0.02] })] });
        double usd = plan.CostUsd;
        Assert.Equal(200, usd, 1e-6);
        Assert.Equal(usd, plan.Objective, 1e-6);
    }

    static double[,] Scaled(double[,] values, double by)
    {
        double[,] scaled = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < values.GetLength(0); i++)
            for (int j = 0; j < values.GetLength(1); j++) scaled[i, j] = values[i, j] * by;
        return scaled;
    }
}
