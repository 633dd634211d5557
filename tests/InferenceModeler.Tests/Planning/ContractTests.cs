using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>What has to be paid whatever is used, and what can be had in certain quarters only.</summary>
public class ContractTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    static readonly Gen<PlanProblem> s_fleets =
        from problem in SmallFleets.Gen
        from first in Gen.Int[50, 900]
        from second in Gen.Int[50, 900]
        from cut in Gen.Int[0, 3]
        select problem with { MinimumSpends = [new("first", [.. Enumerable.Range(0, problem.Offers.Count).Where(i => i % 2 == 0)], [first]), new("second", [.. Enumerable.Range(0, Math.Min(cut, problem.Offers.Count))], [second])] };

    /// <summary>Two sites of 100 and 60 dollars; two units carry the load, and no zone is lost.</summary>
    static PlanProblem Two(double leastUsd)
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 1, [10, 10], [10, 10], [100, 60], 2);
        return problem with { Rules = new() { SurvivesZoneLoss = false }, MinimumSpends = [new("dear", [0], [leastUsd])] };
    }

    [Theory]
    // Two of the cheaper, and 40 for nothing; one of each; two of the dearer; and 150 for nothing.
    [InlineData(30, 150, 30)]
    [InlineData(100, 160, 0)]
    [InlineData(150, 200, 0)]
    [InlineData(350, 350, 150)]
    public void Rent_that_is_owed_anyway_is_used_where_that_is_cheapest(double leastUsd, double usd, double unspent)
    {
        Plan plan = Best(Two(leastUsd));
        Assert.Equal((usd, unspent), (plan.CostUsd, plan.Quarters[0].UnspentUsd));
        Assert.Equal(usd, plan.Objective, 1e-3);
        // A fraction of an instance could use it up at 40 dollars more per 100; what nothing can use up is worth itself.
        Assert.Equal(leastUsd > 200 ? 1 : 0.4, Assert.Single(plan.Binding, b => b is { Limit: "minimum-spend", Where: "dear", Unit: "$" }).Worth, 1e-3);
    }

    [Fact]
    public void No_other_fleet_is_cheaper_under_minimum_spends() => s_fleets.Sample(problem =>
    {
        Plan plan = Best(problem);
        int[] units = new int[problem.Offers.Count];
        foreach (Standing standing in plan.Standing) units[standing.Offer] = (int)standing.Instances;
        Assert.True(SmallFleets.Serves(problem, units));
        Assert.Equal(units.Zip(problem.Offers, (n, o) => n * o.UsdPerQuarter).Sum() + SmallFleets.Unspent(problem, units), plan.CostUsd, 1e-6);
        Assert.False(SmallFleets.HasCheaper(problem, plan.CostUsd - 0.01));
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
    }, iter: 15, threads: 1);

    [Fact]
    public void Quarter_by_quarter_the_bound_holds_under_minimum_spends() => s_fleets.Sample(problem =>
    {
        Plan plan = Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(Best(problem).CostUsd, plan.Bound * (1 - 1e-6), plan.CostUsd * (1 + 1e-6));
    }, iter: 8, threads: 1);

    [Fact]
    public void A_minimum_spend_never_saves_and_scales_with_prices() => s_fleets.Sample(problem =>
    {
        double usd = Best(problem).CostUsd;
        Assert.InRange(Best(problem with { MinimumSpends = [problem.MinimumSpends[0]] }).CostUsd, 0, usd * (1 + 1e-6));
        Assert.InRange(usd, problem.MinimumSpends.Max(m => m.LeastUsd[0]) * (1 - 1e-9), double.MaxValue);
        PlanProblem dearer = problem with
        {
            Offers = [.. problem.Offers.Select(o => o with { UsdPerQuarter = 7 * o.UsdPerQuarter })],
            MinimumSpends = [.. problem.MinimumSpends.Select(m => m with { LeastUsd = [7 * m.LeastUsd[0]] })],
        };
        Assert.Equal(7 * usd, Best(dearer).CostUsd, 1e-5 * usd);
    }, iter: 6, threads: 1);

    /// <summary>Three quarters that need one, three and one unit at 100 dollars each, and blocks at another price.</summary>
    static Plan WithBlock(int arrives, int quarters, double most, double usdPerQuarter)
    {
        PlanProblem one = SmallFleets.Of(1, 1, 1, [5, 5], [10, 10], [100], 0);
        double[,] week = new double[3, WeekCurve.Hours];
        (week[0, 0], week[1, 0], week[2, 0]) = (5, 15, 5);
        PlanProblem problem = one with
        {
            Quarters = 3,
            Demands = [.. one.Demands.Select(d => d with { WeekRates = week })],
            Sites = [one.Sites[0] with { Kilowatts = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity] }],
            Offers = [one.Offers[0], one.Offers[0] with { Purchase = "capacity-block", UsdPerQuarter = usdPerQuarter, TermQuarters = quarters, Arrives = arrives, Most = most }],
            Rules = new() { SurvivesZoneLoss = false },
        };
        Plan plan = Best(problem);
        Plan parts = Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(plan.CostUsd, parts.Bound * (1 - 1e-6), parts.CostUsd * (1 + 1e-6));
        return plan;
    }

    [Theory]
    // As many as there are, in their quarter; too dear a quarter too long; worth it for two quarters; of no use after the peak at this price.
    [InlineData(1, 1, 1, 50, 450, 1)]
    [InlineData(1, 1, 9, 50, 350, 3)]
    [InlineData(1, 2, 9, 60, 420, 1)]
    [InlineData(1, 2, 9, 45, 370, 3)]
    [InlineData(2, 1, 9, 120, 500, 0)]
    public void A_block_is_had_in_its_quarters_and_paid_for_all_of_them(int arrives, int quarters, double most, double usdPerQuarter, double usd, int blocks)
    {
        Plan plan = WithBlock(arrives, quarters, most, usdPerQuarter);
        Assert.Equal(usd, plan.CostUsd, 1e-6);
        Order[] ordered = [.. plan.Orders.Where(o => o.Purchase == "capacity-block")];
        Assert.Equal(blocks, ordered.Sum(o => o.Instances));
        Assert.All(ordered, o => Assert.Equal(arrives, o.Arrives - plan.Problem.First));
        Assert.All(plan.Standing.Where(s => s.Offer == 1), s => Assert.InRange(s.Quarter, arrives, arrives + quarters - 1));
    }

    [Fact]
    public void Blocks_of_any_start_are_ordered_anew_for_each_quarter()
    {
        // Three quarters of one, three and one unit: a block ends with its quarter, what is on demand stands until it is given back.
        PlanProblem problem = WithBlock(0, 1, 9, 50).Problem;
        int[] Ordered(string purchase)
        {
            PlanOffer offer = problem.Offers[0] with { Purchase = purchase };
            Plan plan = Best(problem with { Offers = [offer] });
            return [.. Enumerable.Range(0, 3).Select(q => plan.Orders.Where(o => o.Arrives - problem.First == q).Sum(o => o.Instances))];
        }
        Assert.Equal([1, 3, 1], Ordered("capacity-block"));
        Assert.Equal([1, 2, 0], Ordered("on-demand"));
    }

    [Theory]
    // Two instances at 60 dollars, or 50 of them capital charge, ordered or held: a quarter is within the horizon, the rest of their term after it.
    [InlineData(1, false, 0)]
    [InlineData(4, false, 3)]
    [InlineData(4, true, 3)]
    public void What_a_term_costs_after_the_horizon_is_told_and_not_counted(int termQuarters, bool isOwned, int left)
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [10, 10], [10, 10], [60], 2) with { Rules = new() { SurvivesZoneLoss = false } };
        Plan plan = Best(problem with { Offers = [problem.Offers[0] with { TermQuarters = termQuarters, IsOwned = isOwned, CapitalChargeUsdPerQuarter = isOwned ? 50 : 0 }] });
        Assert.Equal(120, plan.CostUsd, 1e-6);
        Assert.Equal(isOwned ? new(0, 2 * 50 * left) : new Owed(2 * 60 * left, 0), plan.Owed);
        Plan held = Best(problem with { Offers = [problem.Offers[0] with { Held = 2, HeldUntil = left, IsCommitted = !isOwned, IsOwned = isOwned, CapitalChargeUsdPerQuarter = isOwned ? 50 : 0 }] });
        Assert.Equal(plan.Owed, held.Owed);
    }

    [Theory]
    // One unit for one quarter at 100 dollars, or at 60 for four: 180 owed after it, of which a share counts. Up to 2/9 of it the commitment is the cheaper.
    [InlineData(0, 60, "commit")]
    [InlineData(0.2, 96, "commit")]
    [InlineData(0.25, 100, "on-demand")]
    [InlineData(1, 100, "on-demand")]
    public void What_is_owed_after_the_horizon_counts_as_far_as_the_rules_say(double share, double objective, string purchase)
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [5, 5], [10, 10], [100], 2) with { Rules = new() { SurvivesZoneLoss = false, OwedShare = share } };
        Plan plan = Best(problem with { Offers = [problem.Offers[0], problem.Offers[0] with { Purchase = "commit", TermQuarters = 4, UsdPerQuarter = 60 }] });
        Assert.Equal((objective, purchase), (Math.Round(plan.Objective, 6), plan.Orders[0].Purchase));
        Assert.Equal(plan.CostUsd + share * plan.Owed.Usd, plan.Objective, 1e-6);
        Assert.InRange(plan.Bound, plan.Objective * (1 - 1e-6), plan.Objective);
    }

    [Theory]
    // Own for 40 dollars a quarter, 30 of them capital charge, with three quarters of life after the horizon; only the charge goes on.
    [InlineData(0.5, 85, "owned")]
    [InlineData(0.7, 100, "on-demand")]
    public void Of_an_own_server_the_charge_is_owed_and_not_its_upkeep(double share, double objective, string purchase)
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [5, 5], [10, 10], [100], 2) with { Rules = new() { SurvivesZoneLoss = false, OwedShare = share } };
        Plan plan = Best(problem with { Offers = [problem.Offers[0], problem.Offers[0] with { Purchase = "owned", IsOwned = true, TermQuarters = 4, UsdPerQuarter = 40, CapitalChargeUsdPerQuarter = 30 }] });
        Assert.Equal((objective, purchase), (Math.Round(plan.Objective, 6), plan.Orders[0].Purchase));
    }

    [Fact]
    public void A_scenario_says_what_contracts_ask_for_and_when_blocks_start()
    {
        PlanProblem problem = SmallFleet.Build(
            ("discounts: {aws: 10%}", "discounts: {aws: 10%}\nminimumSpend: [{with: aws, usdPerQuarter: 1e6, from: 2027-Q2}, {name: site, with: virginia, usdPerQuarter: 5000, to: 2027-Q1}]"),
            ("{instance: p5.48xlarge, purchase: spot, usdPerHour: 20}", "{instance: p5.48xlarge, purchase: capacity-block, usdPerHour: 31, from: 2027-Q3, quarters: 2, instances: 8}")).Problem;
        Assert.Equal([0, 1e6, 1e6, 1e6], problem.MinimumSpends[0].LeastUsd);
        Assert.Equal([5000, 0, 0, 0], problem.MinimumSpends[1].LeastUsd);
        Assert.Equal(problem.Offers.Count, problem.MinimumSpends[0].Offers.Count);
        Assert.Equal(Enumerable.Range(0, problem.Offers.Count).Where(i => problem.Offers[i].Site == 1), problem.MinimumSpends[1].Offers);
        PlanOffer block = problem.Offers.Single(o => o.Purchase == "capacity-block");
        Assert.Equal((2, 2, 8.0, 31 * Quarter.Hours), (block.Arrives, block.TermQuarters, block.Most, block.UsdPerQuarter));
    }
}
