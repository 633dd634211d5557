using CsCheck;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Plans under limits that leave some demand unserved: how much, and how far the cost is from the least at that.</summary>
public sealed class ShortfallTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    /// <summary>One class on one site of three deployments; power for a few instances.</summary>
    static readonly Gen<PlanProblem> s_fleets =
        from rates in Gen.Double[10, 40].Array[4]
        from capacities in Gen.Double[3, 12].Array[6]
        from prices in Gen.Int[50, 200].Array[3]
        from instances in Gen.Int[1, 6]
        select Of(SmallFleets.Of(1, 3, 2, rates, capacities, prices, 2), instances);

    static PlanProblem Of(PlanProblem problem, int instances) => problem with
    {
        Demands = [problem.Demands[0]],
        Sites = [problem.Sites[0] with { Kilowatts = [10.0 * instances] }],
        Rules = new() { MayFallShort = true },
    };

    [Fact]
    public void No_fleet_serves_more_for_as_much_or_as_much_for_less() => s_fleets.Sample(problem =>
    {
        Plan plan = Optimizer.Solve(problem, s_exact).Plan!;
        double shorts = plan.UnservedShare * Asked(problem);
        Assert.Equal(plan.CostUsd, plan.Objective, 1e-3);
        Assert.Equal(plan.CostUsd, Fleets(problem).Where(f => f.Short <= shorts + 1e-5).Min(f => f.Usd), 1e-3);
        Assert.Equal(shorts, Fleets(problem).Where(f => f.Usd <= plan.CostUsd + 1e-3).Min(f => f.Short), 1e-4);
        Assert.InRange(plan.LeastUnservedShare, 0, plan.UnservedShare);
    }, iter: 25, threads: 1);

    [Fact]
    public void The_bound_is_of_the_cost_alone_and_of_fleets_that_leave_no_more_short() => s_fleets.Sample(problem =>
    {
        Plan plan = Optimizer.Solve(problem, new() { Gap = 0.02, MostNumbersAtOnce = 0 }).Plan!;
        double shorts = plan.UnservedShare * Asked(problem);
        Assert.InRange(Fleets(problem).Where(f => f.Short <= shorts + 1e-6).Min(f => f.Usd), plan.Bound * (1 - 1e-6), double.MaxValue);
        Assert.InRange(Fleets(problem).Where(f => f.Usd <= plan.Objective * (1 + 1e-9)).Min(f => f.Short), plan.LeastUnservedShare * Asked(problem) - 1e-6, double.MaxValue);
    }, iter: 15, threads: 1);

    [Fact]
    public void A_gap_of_the_cost_is_no_smaller_for_what_goes_short()
    {
        // 30 are asked; power for two of 10 each, at 100 dollars: a third goes short, which weighs more than they cost.
        PlanProblem problem = Of(SmallFleets.Of(1, 1, 1, [30, 30], [10, 10], [100], 2), 2);
        Plan plan = Optimizer.Solve(problem with { Rules = problem.Rules with { SurvivesZoneLoss = false } }, s_exact, null, TestContext.Current.CancellationToken).Plan!;
        Assert.Equal((200, 200, 0), (plan.Objective, Math.Round(plan.Bound, 3), Math.Round(plan.OptimalityGap, 6)));
        Assert.Equal(1.0 / 3, plan.UnservedShare, 1e-6);
        Assert.Equal(1.0 / 3, plan.LeastUnservedShare, 1e-6);
        Assert.Equal((0.25, 50), ((plan with { Bound = 150 }).OptimalityGap, (plan with { Bound = 150 }).ObjectiveGap));
    }

    [Fact]
    public void A_fleet_that_only_stands_serves_what_it_can_before_anything_goes_short()
    {
        // 30 are asked, two of 10 each stand, and nothing can be ordered: giving them back would save 200 dollars.
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [30, 30], [10, 10], [100], 2);
        problem = problem with { Demands = [problem.Demands[0]], Offers = [problem.Offers[0] with { Held = 2, HeldUntil = 0 }], Rules = new() { MayFallShort = true, SurvivesZoneLoss = false } };
        Plan plan = Optimizer.Solve(problem, s_exact, null, TestContext.Current.CancellationToken).Plan!;
        Assert.Equal(1.0 / 3, plan.UnservedShare, 1e-6);
        Assert.Equal(200, plan.CostUsd, 1e-6);
    }

    // What each fleet within the power leaves short of a quarter's requests, in requests per second on the mean, and costs.
    static IEnumerable<(double Short, double Usd)> Fleets(PlanProblem problem)
    {
        int most = (int)(problem.Sites[0].Kilowatts[0] / 10);
        for (int a = 0; a <= most; a++)
            for (int b = 0; a + b <= most; b++)
                for (int c = 0; a + b + c <= most; c++)
                {
                    int[] units = [a, b, c];
                    double carried = units.Select((n, d) => (n - Math.Ceiling((double)n / problem.Zones(0, d))) * problem.Deployments[d].UnitCapacity[0, 0]).Sum();
                    yield return (problem.Hours.Select((_, h) => Math.Max(0, problem.Rate(0, 0, h) - carried)).Average(), units.Zip(problem.Offers, (n, o) => n * o.UsdPerQuarter).Sum());
                }
    }

    static double Asked(PlanProblem problem) => problem.Hours.Select((_, h) => problem.Rate(0, 0, h)).Average();
}
