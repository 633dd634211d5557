using CsCheck;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Plans over two quarters against all that could be ordered.</summary>
public sealed class SmallHorizonTests
{
    /// <summary>Pools that are few enough to try everything whatever it costs.</summary>
    const int Few = 3;

    const double Dearest = 1e5;

    [Fact]
    public void No_other_orders_over_two_quarters_are_cheaper() => SmallHorizons.Gen.Sample(problem =>
    {
        Plan? plan = Optimizer.Solve(problem, new() { Gap = 0 }).Plan;
        int pools = problem.Offers.Select(o => (o.Site, o.Instance)).Distinct().Count();
        if (plan is null)
        {
            if (pools <= Few) Assert.Equal(double.PositiveInfinity, SmallHorizons.Least(problem, Dearest));
            return;
        }
        Assert.Equal(plan.CostUsd + problem.Rules.OwedShare * plan.Owed.Usd, plan.Objective, 1e-6);
        Assert.Equal(plan.Objective, SmallHorizons.Least(problem, plan.Objective + 1e-3), 1e-3);
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
    }, iter: 40, threads: 1);

    [Fact]
    public void Quarter_by_quarter_the_bound_holds() => SmallHorizons.Gen.Sample(problem =>
    {
        if (Optimizer.Solve(problem, new() { Gap = 0 }).Plan is not { } best) return;
        if (Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan is not { } parts) return;
        Assert.InRange(best.Objective, parts.Bound * (1 - 1e-6), parts.Objective * (1 + 1e-6));
    }, iter: 20, threads: 1);
}
