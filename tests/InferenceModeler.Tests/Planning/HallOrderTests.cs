using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Halls that are ordered.</summary>
public class HallOrderTests
{
    const double ServerUsd = 10, RentUsd = 100, HallUsd = 60;

    static readonly SolveLimits s_exact = new() { Gap = 0 };

    /// <summary>Four quarters at one site, which rents a unit of 10 requests/s at 100 $ or has an own one at 10 $ in a hall of four racks that can be ordered: a quarter ahead, at 60 $ a quarter.</summary>
    static PlanProblem Of(double[] rates, int leadQuarters = 1, double capital = 1000)
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [0, 0], [10, 10], [100], 2);
        double[,] week = new double[rates.Length, WeekCurve.Hours];
        for (int q = 0; q < rates.Length; q++) week[q, 0] = rates[q];
        double[] unlimited = [.. rates.Select(_ => double.PositiveInfinity)];
        PlanHall hall = new("site 0, new", [.. rates.Select((_, q) => q < leadQuarters ? 0.0 : 4)], double.PositiveInfinity) { Order = new(leadQuarters, capital, HallUsd, 56) };
        return problem with
        {
            Quarters = rates.Length,
            Demands = [problem.Demands[0] with { WeekRates = week }],
            Sites = [problem.Sites[0] with { Kilowatts = unlimited, Halls = [hall] }],
            Offers = [problem.Offers[0] with { UsdPerQuarter = RentUsd }, problem.Offers[0] with { IsOwned = true, Purchase = "owned, new", UsdPerQuarter = ServerUsd, Hall = 0, Racks = 1 }],
            Rules = new() { SurvivesZoneLoss = false },
        };
    }

    static Plan Best(PlanProblem problem, bool whole = true) => Optimizer.Solve(problem, whole ? s_exact : s_exact with { MostNumbersAtOnce = 0 }).Plan!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hall_that_pays_is_ordered_its_lead_time_ahead_and_its_servers_stand_in_it_from_then_on(bool whole)
    {
        Plan plan = Best(Of([20, 20, 20, 20]), whole);
        Order hall = Assert.Single(plan.Orders, o => o.Purchase == "hall");
        Assert.Equal((0, 1, "site 0", "site 0, new", 1, 0), (hall.Quarter - plan.Problem.First, hall.Arrives - plan.Problem.First, hall.Site, hall.Instance, hall.Instances, hall.Accelerators));
        Assert.Equal((1000.0, 1000.0), (hall.CapitalUsd, plan.Quarters[0].CapexUsd));
        // Two rented in the first quarter, then two of one's own in the hall.
        Assert.Equal(2 * RentUsd + 3 * (HallUsd + 2 * ServerUsd), plan.CostUsd, 1e-6);
        Assert.Equal(plan.CostUsd, plan.Objective, 1e-6);
        Assert.Equal([0.0, HallUsd, HallUsd, HallUsd], plan.Quarters.Select(q => q.CapitalChargeUsd));
        Assert.Equal((56 - 3) * HallUsd, plan.Owed.CapitalChargesUsd, 1e-6);
        Assert.DoesNotContain(plan.Standing, s => s.Quarter == 0 && plan.Problem.Offers[s.Offer].IsOwned);
    }

    [Fact]
    public void A_hall_is_ordered_only_where_it_saves_more_than_it_costs()
    {
        // 90 $ saved a quarter against 60 $: worth it; with a hall for 100 $ it would not be.
        Assert.Contains(Best(Of([10, 10, 10, 10])).Orders, o => o.Purchase == "hall");
        PlanProblem dear = Of([10, 10, 10, 10]);
        dear = dear with { Sites = [dear.Sites[0] with { Halls = [dear.Sites[0].Halls[0] with { Order = new(1, 1000, 100, 56) }] }] };
        Assert.DoesNotContain(Best(dear).Orders, o => o.Purchase == "hall");
    }

    [Fact]
    public void Halls_wait_for_their_lead_time_and_for_the_capital_that_a_quarter_may_spend()
    {
        Assert.Equal(3, Best(Of([20, 20, 20, 20], leadQuarters: 3)).Orders.Single(o => o.Purchase == "hall").Arrives.Index - Quarter.Of(2027, 1).Index);
        PlanProblem poor = Of([20, 20, 20, 20]);
        Assert.DoesNotContain(Best(poor with { Rules = poor.Rules with { CapitalUsdPerQuarter = 999 } }).Orders, o => o.Purchase == "hall");
    }

    [Fact]
    public void No_more_racks_are_filled_than_the_hall_has()
    {
        Plan plan = Best(Of([60, 60, 60, 60]));
        Assert.Equal(4, plan.Standing.Where(s => plan.Problem.Offers[s.Offer].IsOwned).Max(s => s.Instances));
    }

    static FleetScenario Read(string hall, string server = "") => SmallFleet.Read(
        ("sites:", $"servers: [{{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000{server}}}]\nsites:"),
        ("region: aws/us-east-1, purchases", $"region: aws/us-east-1, servers: [box], halls: [{{name: new, racks: 4, {hall}}}], purchases"));

    [Fact]
    public void A_scenario_says_what_a_hall_costs_and_how_long_it_takes()
    {
        BuiltFleet built = SmallFleet.Build(Read("capitalUsd: 5.6e6, leadQuarters: 2, lifeYears: 14"));
        PlanHall hall = built.Problem.Sites[1].Halls[0];
        Assert.Equal([0.0, 0, 4, 4], hall.Racks);
        Assert.Equal((2, 5.6e6, 56), (hall.Order!.FirstArrival, hall.Order.CapitalUsd, hall.Order.LifeQuarters));
        // An annuity of 56 payments at 2.5%.
        Assert.Equal(5.6e6 * 0.025 / (1 - Math.Pow(1.025, -56)), hall.Order.ChargeUsdPerQuarter, 1e-3);
    }

    [Theory]
    [InlineData("capitalUsd: 1e6, leadQuarters: 4", "", "nothing ordered would arrive")]
    [InlineData("leadQuarters: 2", "", "capitalUsd")]
    [InlineData("capitalUsd: 1e6, leadQuarters: 2", ", hallUsdPerKilowatt: 9000", "hallUsdPerKilowatt")]
    public void Halls_that_contradict_themselves_are_refused(string hall, string server, string complaint) => Assert.Contains(complaint, Assert.Throws<InputException>(() => Read(hall, server)).Message);
}
