using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Planning;

/// <summary>A small plan, by hand, in worlds.</summary>
public class PlannedFleetTests
{
    /// <summary>Only what worlds read is filled in.</summary>
    static T Blank<T>() => Activator.CreateInstance<T>();

    /// <summary>
    /// Two quarters; one site of two zones, one deployment whose unit carries 10 requests per second of chat and 5 of code. Chat asks 10, then 20; code 5, then 10:
    /// 2, then 4 units of load. 4 units stand, half of them held; 8 from the second quarter: a zone less carries all.
    /// </summary>
    static Plan Small()
    {
        PlanDemand Demand(int index, string name, double rate) => Blank<PlanDemand>() with
        {
            WeekRates = Rates(rate, 2 * rate),
            Class = name,
            ClassIndex = index,
            Users = "here",
            BinOfSite = [0],
        };
        PlanOffer Offer(int? held) => new()
        {
            Site = 0,
            Instance = "i",
            AcceleratorId = "a",
            Accelerators = 8,
            Purchase = "on-demand",
            Held = held,
            IsOwned = held is null,
            TermQuarters = 1,
            LeadQuarters = 0,
            UsdPerQuarter = 1000,
            Kilowatts = 10,
            IdleKilowatts = 4,
        };
        QuarterFigures Figures(int quarter) => new()
        {
            Quarter = Quarter.Parse($"2027-Q{quarter + 1}", "first"),
            DemandRequestsPerSecond = 15 * (quarter + 1),
            CapacityRequestsPerSecond = 30,
            Utilisation = 0.5,
            Accelerators = 32,
            Megawatts = 0.04,
            MegawattHours = 50,
            CapexUsd = 0,
            OpexUsd = 20_000 * (quarter + 1),
            CapitalChargeUsd = 0,
            TonnesCo2 = 0,
            WaterCubicMetres = 0,
            Hectares = 0,
            ServedRequests = 1,
            DemandedRequests = 1,
        };
        return new()
        {
            Problem = new()
            {
                Name = "small",
                First = Quarter.Parse("2027-Q1", "first"),
                Quarters = 2,
                Hours = [new(0, 2190)],
                Demands = [Demand(0, "chat", 10), Demand(1, "code", 5)],
                Sites = [new() { Name = "s", Zones = 2, Kilowatts = [40, 80], CarbonKgPerKwh = [0], ElectricityUsdPerKwh = 0.1 }],
                Deployments = [Blank<PlanDeployment>() with { Name = "d", Instance = "i", InstancesPerUnit = 1, UnitCapacity = new double[,] { { 10 }, { 5 } } }],
                Offers = [Offer(2), Offer(null)],
                Rules = new(),
                Objective = FleetObjective.Cost,
            },
            Orders = [],
            Standing = [new(0, 0, 2), new(0, 1, 2), new(1, 0, 2), new(1, 1, 6)],
            Assignments = [new(0, 0, 0, false, 4, 2), new(1, 0, 0, false, 8, 4)],
            Dispatch = [new(0, 0, 0, 0, 0, false, 10), new(0, 0, 1, 0, 0, false, 5), new(1, 0, 0, 0, 0, false, 20), new(1, 0, 1, 0, 0, false, 10)],
            Quarters = [Figures(0), Figures(1)],
            Binding = [],
            Objective = 60_000,
            Bound = 60_000,
            BoundBasis = "by hand",
        };
    }

    static double[,] Rates(double first, double second)
    {
        double[,] rates = new double[2, WeekCurve.Hours];
        for (int hour = 0; hour < WeekCurve.Hours; hour++) (rates[0, hour], rates[1, hour]) = (first, second);
        return rates;
    }

    static FleetWorlds Tries => new(new HostBackend(1), WorldLosses.Zones, usdPerUnservedWork: 1);

    static WorldOutcome Try(Uncertainty uncertainty) =>
        Tries.Try("plan", PlannedFleet.Of(Small()), WorldSet.Draw(uncertainty, 200, 1), TestContext.Current.CancellationToken);

    [Fact]
    public void Without_uncertainty_every_world_serves_costs_and_draws_what_the_plan_does()
    {
        WorldOutcome plan = Try(Uncertainty.None);
        Assert.Equal(1, plan.SloKeptProbability);
        Assert.Equal(Small().CostUsd, plan.Usd.P5, 0.05);
        Assert.Equal(Small().CostUsd, plan.Usd.P95, 0.05);
        // Four units of load of eight: 4 × 10 kW busy and 4 × 4 kW idle.
        Assert.Equal(0.056, plan.PeakMegawatts.P95, 1e-6);
    }

    [Fact]
    public void A_tenth_more_demand_falls_short_by_a_tenth_with_a_zone_lost_and_late_orders_by_more()
    {
        WorldOutcome more = Try(Uncertainty.None with { Demand = Spread.Ratio(1.1, 1.1, 1.1) });
        Assert.Equal(0, more.SloKeptProbability);
        Assert.Equal(0.1 / 1.1, more.WorstUnservedShare.P50, 1e-5);
        // A quarter late, the first quarter has the 2 held units, of which 1 is left of the 2 needed; the second 2 and 2, of which 2 are left of 4.
        WorldOutcome late = Try(Uncertainty.None with { DeliveryDelay = Spread.Difference(1, 1, 1) });
        Assert.Equal(0.5, late.WorstUnservedShare.P50, 1e-5);
        Assert.Equal(0, late.SloKeptByQuarter[0]);
    }

    static Plan Rented(Plan plan) => plan with { Problem = plan.Problem with { Offers = [.. plan.Problem.Offers.Select(o => o with { IsOwned = false })] } };

    [Fact]
    public void What_is_rented_on_demand_is_never_late()
    {
        WorldSet late = WorldSet.Draw(Uncertainty.None with { DeliveryDelay = Spread.Difference(1, 1, 1) }, 10, 1);
        WorldOutcome rented = Tries.Try("plan", PlannedFleet.Of(Rented(Small())), late, TestContext.Current.CancellationToken);
        Assert.Equal(1, rented.SloKeptProbability);
        Assert.Equal(Small().CostUsd, rented.Usd.P50, 0.1);
        // A lead time can be overrun.
        Plan led = Rented(Small());
        led = led with { Problem = led.Problem with { Offers = [.. led.Problem.Offers.Select(o => o with { LeadQuarters = o.Held is null ? 1 : 0 })] } };
        Assert.Equal(0, Tries.Try("plan", PlannedFleet.Of(led), late, TestContext.Current.CancellationToken).SloKeptProbability);
    }

    [Fact]
    public void A_minimum_spend_asks_for_less_where_rents_turn_out_dearer()
    {
        Plan plan = Rented(Small());
        plan = plan with { Problem = plan.Problem with { MinimumSpends = [new("contract", [0, 1], [10_000, 10_000])] } };
        double Usd(double price) => Tries.Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None with { OrderPrice = Spread.Ratio(price, price, price) }, 2, 1), TestContext.Current.CancellationToken).Usd.P50;
        Assert.Equal(plan.CostUsd, Usd(1), 0.1);
        // Rents are 2 held and 2 ordered of 1,000 $, then 2 and 6. Half as dear again, what is not spent falls by as much, until rents of 11,000 $ exceed the contract's 10,000 $.
        Assert.Equal(plan.CostUsd + 1000, Usd(1.5), 0.1);
        Assert.Equal(plan.CostUsd, Usd(0.5), 0.1);
    }

    [Fact]
    public void The_network_of_a_site_lets_through_what_is_planned_and_what_is_left_of_its_limit()
    {
        // 10, then 20 requests/s of 1 MB are 0.08, then 0.16 Gbit/s of 0.17; four units of work then may be 4.25.
        Plan plan = Small();
        plan = plan with { Problem = plan.Problem with { Demands = [plan.Problem.Demands[0] with { GigabytesPerPrompt = 1e-3 }, plan.Problem.Demands[1]], Sites = [plan.Problem.Sites[0] with { IngressGbitPerSecond = 0.17 }] } };
        WorldOutcome With(double demand) => new FleetWorlds(new HostBackend(1), WorldLosses.None, 1)
            .Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None with { Demand = Spread.Ratio(demand, demand, demand) }, 2, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, With(1).SloKeptProbability);
        Assert.Equal([1, 0], With(1.2).SloKeptByQuarter);
        Assert.Equal((4.8 - 4.25) / 4.8, With(1.2).WorstUnservedShare.P50, 1e-5);
    }

    [Fact]
    public void A_spot_pool_is_lost_in_the_share_of_the_quarters_that_is_said()
    {
        Plan plan = Small();
        plan = plan with
        {
            Assignments = [.. plan.Assignments.Select(a => a with { IsSpot = true })],
            Dispatch = [.. plan.Dispatch.Select(d => d with { IsSpot = true })],
            Problem = plan.Problem with { Offers = [.. plan.Problem.Offers.Select(o => o with { IsSpot = true, IsOwned = false })], Demands = [.. plan.Problem.Demands.Select(d => d with { IsDeferrable = true })] },
        };
        WorldOutcome With(double loss) => Tries.Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None with { SpotLoss = loss }, 1000, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, With(0).SloKeptProbability);
        WorldOutcome outcome = With(0.3);
        Assert.All(outcome.SloKeptByQuarter, kept => Assert.InRange(kept, 0.65, 0.75));
        // Quarters by themselves.
        Assert.InRange(outcome.SloKeptProbability, 0.44, 0.54);
        Assert.Equal(1, outcome.WorstUnservedShare.P95, 1e-5);
        // Both of two quarters are lost in 9% of the worlds, one at least in 51%.
        TornadoBar bar = Assert.Single(Tries.Tornado(PlannedFleet.Of(plan), Uncertainty.None with { SpotLoss = 0.3 }, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((WorldFactor.SpotLoss, 1, 0.5), (bar.Factor, bar.Low.QuartersKept, bar.High.QuartersKept));
        Assert.Equal((0, 1), (bar.Low.WorstUnservedShare, bar.High.WorstUnservedShare));
        Assert.Empty(Tries.Tornado(PlannedFleet.Of(Small()), Uncertainty.None with { SpotLoss = 0.3 }, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_plan_made_for_other_demand_keeps_its_price_and_serves_what_is_asked_of_it()
    {
        Plan plan = Small();
        PlanProblem Asked(double factor) => plan.Problem with { Demands = [.. plan.Problem.Demands.Select(d => d with { WeekRates = Rates(factor * d.WeekRates[0, 0], factor * d.WeekRates[1, 0]) })] };
        WorldOutcome Outcome(double factor) => Tries.Try("plan", PlannedFleet.Of(plan, Asked(factor)), WorldSet.Draw(Uncertainty.None, 10, 1), TestContext.Current.CancellationToken);
        Assert.Equal(plan.CostUsd, Outcome(1).Usd.P50, 0.05);
        WorldOutcome less = Outcome(0.5), more = Outcome(1.1);
        Assert.Equal((1, 0), (less.SloKeptProbability, more.SloKeptProbability));
        Assert.Equal(0.1 / 1.1, more.WorstUnservedShare.P50, 1e-5);
        // Half the load saves half of what serving adds to idling: 1 and 2 units of load less, 6 kW each, two quarters of 2190 h.
        Assert.Equal(plan.CostUsd - (1 + 2) * 6 * 2190 * 0.1, less.Usd.P50, 0.1);
    }

    [Fact]
    public void A_plan_with_more_margin_has_room_for_more_demand_in_the_same_worlds()
    {
        FleetScenario scenario = SmallFleet.Read();
        PlanProblem problem = SmallFleet.Build(scenario).Problem, careful = PlanVariants.Of(problem, scenario, scenario.Growth, 0.32), grown = PlanVariants.Of(problem, scenario with { Growth = GrowthCase.High }, GrowthCase.High, scenario.Capacity.Margin);
        Assert.Equal(0.8 * problem.Deployments[0].UnitCapacity[0, 0], careful.Deployments[0].UnitCapacity[0, 0], 1e-9);
        Assert.Equal(problem.Demands[0].WeekRates, careful.Demands[0].WeekRates);
        Assert.Equal(problem.Deployments[0].UnitCapacity, grown.Deployments[0].UnitCapacity);
        Plan plan = Assert.IsType<Plan>(Optimizer.Solve(careful, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan);
        WorldOutcome With(double demand) => Tries.Try("plan", PlannedFleet.Of(plan, problem), WorldSet.Draw(Uncertainty.None with { Demand = Spread.Ratio(demand, demand, demand) }, 2, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, With(1.24).SloKeptProbability);
        Assert.Equal(plan.CostUsd, With(1).Usd.P50, 1e-4 * plan.CostUsd);
    }

    [Fact]
    public void What_a_plan_itself_leaves_unserved_goes_short_in_every_world()
    {
        Plan plan = Small();
        plan = plan with
        {
            Problem = plan.Problem with { Rules = plan.Problem.Rules with { MayFallShort = true } },
            Assignments = [plan.Assignments[0] with { Units = 1, UnitsOfFullestZone = 1 }, plan.Assignments[1]],
            Dispatch = [.. plan.Dispatch.Select(d => d.Quarter == 0 ? d with { RequestsPerSecond = d.RequestsPerSecond / 2 } : d)],
        };
        WorldOutcome outcome = Tries.Try("short", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None, 10, 1), TestContext.Current.CancellationToken);
        Assert.Equal([0, 1], outcome.SloKeptByQuarter);
        // The only unit of the first quarter may stand in the lost zone.
        Assert.Equal(1, outcome.WorstUnservedShare.P50, 1e-5);
        Assert.Equal(plan.CostUsd, outcome.Usd.P50, 0.1);
    }

    [Fact]
    public void A_lost_zone_takes_the_units_of_the_fullest()
    {
        Plan plan = Small();
        WorldOutcome With(double fullest, bool isSpot = false) => Tries.Try("plan", PlannedFleet.Of(plan with
        {
            Assignments = [.. plan.Assignments.Select(a => a with { UnitsOfFullestZone = fullest * a.Units, IsSpot = isSpot })],
            Dispatch = [.. plan.Dispatch.Select(d => d with { IsSpot = isSpot })],
            Problem = plan.Problem with { Offers = [.. plan.Problem.Offers.Select(o => o with { IsSpot = isSpot })], Demands = [.. plan.Problem.Demands.Select(d => d with { IsDeferrable = isSpot })], Sites = [plan.Problem.Sites[0] with { Zones = (int)(1 / fullest) }] },
        }), WorldSet.Draw(Uncertainty.None with { Demand = Spread.Ratio(1.1, 1.1, 1.1) }, 10, 1), TestContext.Current.CancellationToken);
        // A quarter less carries a tenth more than half of all, half does not.
        Assert.Equal(1, With(0.25).SloKeptProbability);
        Assert.Equal(0.1 / 1.1, With(0.5).WorstUnservedShare.P50, 1e-5);
        // What spot serves may wait.
        Assert.Equal(1, With(0.5, isSpot: true).SloKeptProbability);
    }

    [Fact]
    public void Without_uncertainty_every_world_keeps_what_the_plan_promises_in_whole_units() => SmallFleets.Gen.Sample(problem =>
    {
        if (Optimizer.Solve(problem, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan is { } plan)
            Assert.Equal(0, Tries.Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None, 1, 1), TestContext.Current.CancellationToken).WorstUnservedShare.P50);
    }, iter: 50);

    [Fact]
    public void A_site_is_lost_where_the_plan_says_so()
    {
        PlanProblem problem = SmallFleet.Build(("discounts:", "rules: {siteLoss: true}\ndiscounts:")).Problem;
        Plan plan = Assert.IsType<Plan>(Optimizer.Solve(problem, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan);
        Plan fragile = Assert.IsType<Plan>(Optimizer.Solve(problem with { Rules = problem.Rules with { SurvivesSiteLoss = false } }, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan);
        double Kept(Plan tried) => new FleetWorlds(new HostBackend(1), WorldLosses.Zones | WorldLosses.Sites, 1)
            .Try("plan", PlannedFleet.Of(tried), WorldSet.Draw(Uncertainty.None, 2, 1), TestContext.Current.CancellationToken).SloKeptProbability;
        Assert.Equal((1, 0), (Kept(plan), Kept(fragile)));
    }

    [Fact]
    public void A_plan_in_which_nothing_serves_is_refused() =>
        Assert.Contains("nothing serves", Assert.Throws<InputException>(() => PlannedFleet.Of(Small() with { Assignments = [] })).Message);
}
