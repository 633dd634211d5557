using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>What units draw for running at all.</summary>
public sealed class RunningPowerTests
{
    const double Kilowatts = 2, UsdPerKwh = 0.01, Pue = 1.5;

    static PlanProblem Running(PlanProblem problem) => problem with
    {
        Sites = [.. problem.Sites.Select(s => s with { ElectricityUsdPerKwh = UsdPerKwh, Pue = Pue })],
        Deployments = [.. problem.Deployments.Select(d => d with { RunningKilowatts = Kilowatts })],
    };

    // Where all that stands runs, its energy is rent by another name.
    [Fact]
    public void Plans_pay_for_what_runs_as_for_rent() => SmallFleets.Gen.Sample(problem =>
    {
        PlanProblem dearer = problem with { Offers = [.. problem.Offers.Select(o => o with { UsdPerQuarter = o.UsdPerQuarter + Kilowatts * Pue * UsdPerKwh * Quarter.Hours })] };
        Plan? running = Optimizer.Solve(Running(problem), new() { Gap = 0 }).Plan, rented = Optimizer.Solve(dearer, new() { Gap = 0 }).Plan;
        Assert.Equal(rented is null, running is null);
        if (running is null) return;
        Assert.Equal(rented!.CostUsd, running.CostUsd, 1e-3);
        Assert.Equal(running.CostUsd, running.Objective, 1e-3);
        Plan parts = Optimizer.Solve(Running(problem), new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(running.Objective, parts.Bound * (1 - 1e-6), parts.Objective * (1 + 1e-6));
    }, iter: 20, threads: 1);

    [Fact]
    public void What_stands_beside_it_idles()
    {
        // 8 requests/s of 10 take one of three units that are held anyway.
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [4, 4], [10, 10], [100], 0);
        Plan plan = Optimizer.Solve(Running(problem) with
        {
            Offers = [problem.Offers[0] with { Held = 3, IsCommitted = true, IdleKilowatts = 1 }],
            Rules = new() { SurvivesZoneLoss = false },
            Deployments = [problem.Deployments[0] with { RunningKilowatts = Kilowatts, KwhPerRequest = [1e-3, 1e-3] }],
        }, new() { Gap = 0 }, null, TestContext.Current.CancellationToken).Plan!;
        double kilowatts = 3 * 1 + 1 * Kilowatts * Pue + 8 * 3600 * 1e-3 * Pue;
        Assert.Equal(kilowatts * Quarter.Hours / 1000, plan.Quarters[0].MegawattHours, 1e-6);
        Assert.Equal(300 + (kilowatts - 3) * Quarter.Hours * UsdPerKwh, plan.CostUsd, 1e-3);
    }
}
