using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Planning;

/// <summary>Instances that may be taken away: what they carry, and how far a plan leans on them.</summary>
public class SpotTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    /// <summary>One site; the second class may wait, and every instance type is sold firm and, at a fraction of the price, on spot.</summary>
    static readonly Gen<PlanProblem> s_fleets =
        from deployments in Gen.Int[1, 2]
        from hours in Gen.Int[1, 2]
        from rates in Gen.Double[1, 12].Array[2 * hours]
        from capacities in Gen.Double[3, 12].Array[2 * deployments]
        from prices in Gen.Int[50, 200].Array[deployments]
        from spotPrices in Gen.Int[20, 150].Array[deployments]
        from share in Gen.Int[1, 3]
        from perHour in Gen.Int[0, 1]
        select Of(SmallFleets.Of(1, deployments, hours, rates, capacities, prices, 2), spotPrices, share / 3.0, perHour);

    static PlanProblem Of(PlanProblem problem, int[] spotPrices, double share, double perHour) => problem with
    {
        Demands = [problem.Demands[0], problem.Demands[1] with { IsDeferrable = true, WeekRates = All(problem.Demands[1].WeekRates[0, 0]) }],
        Sites = [problem.Sites[0] with { SpotInterruptionsPerHour = perHour }],
        Deployments = [.. problem.Deployments.Select(d => d with { SecondsPerInterruption = 720 })],
        Offers = [.. problem.Offers, .. problem.Offers.Select((o, i) => o with { Purchase = "spot", IsSpot = true, UsdPerQuarter = spotPrices[i] })],
        Rules = new() { SpotShare = share },
    };

    static double[,] All(double rate)
    {
        double[,] week = new double[1, WeekCurve.Hours];
        for (int hour = 0; hour < WeekCurve.Hours; hour++) week[0, hour] = rate;
        return week;
    }

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    [Fact]
    public void An_interruption_costs_the_restart_and_what_is_done_again()
    {
        // 0.9 of the time there is an instance; an hour of it loses two fifths of an interruption of two instances of 720 s each.
        PlanProblem problem = Of(SmallFleets.Of(1, 1, 1, [3, 3], [10, 10], [100], 2), [50], 1, 0.5);
        Assert.Equal(0.9 / 1.1, problem.SpotUpShare(0, 0), 1e-12);
        Assert.Equal(0.9 / 1.2, (problem with { Deployments = [problem.Deployments[0] with { InstancesPerUnit = 2 }] }).SpotUpShare(0, 0), 1e-12);
        Assert.Equal(0.9, (problem with { Sites = [problem.Sites[0] with { SpotInterruptionsPerHour = 0 }] }).SpotUpShare(0, 0), 1e-12);
        // An update that takes out half takes out spot as well.
        Assert.Equal(0.5, (problem with { Rules = problem.Rules with { SurgeShare = 0.5 } }).SpotUpShare(0, 0), 1e-12);
    }

    [Fact]
    public void A_scenario_says_how_often_and_what_restarts_take()
    {
        BuiltFleet Built(string rules, string site) => SmallFleet.Build(("limits: {ttft: 500ms, tpot: 50ms}", "limits: {ttft: 500ms, tpot: 50ms}\n    deferrable: true"),
            ("sites:", $"rules: {{{rules}}}\nsites:"), ("pue: 1.2, carbonGramsPerKwh: 300", $"pue: 1.2, carbonGramsPerKwh: 300{site}"));
        BuiltFleet usual = Built("restart: 5min", ""), slow = Built("restart: 10min", ", storageGigabytesPerSecond: 0.1, spotInterruptionsPerHour: 0.3");
        Assert.Equal([0.1, 0.1], usual.Problem.Sites.Select(s => s.SpotInterruptionsPerHour));
        Assert.Equal([0.3, 0.1], slow.Problem.Sites.Select(s => s.SpotInterruptionsPerHour));
        for (int d = 0; d < usual.Problem.Deployments.Count; d++)
        {
            // An instance loads the weights of its replicas once, at 2 and at 0.1 GB/s; half of a request is served again.
            double bytes = usual.Replicas[d]!.Budget.WeightBytes * usual.Replicas[d]!.Deployment.Layout.Accelerators, before = usual.Problem.Deployments[d].SecondsPerInterruption;
            bool inFrankfurt = usual.Problem.Offers.Any(o => o.Site == 0 && o.Instance == usual.Problem.Deployments[d].Instance);
            Assert.InRange(before - 300 - bytes / 2e9, 0.1, 10);
            Assert.Equal(300 + (inFrankfurt ? bytes / 0.1e9 - bytes / 2e9 : 0), slow.Problem.Deployments[d].SecondsPerInterruption - before, 1e-6);
        }
    }

    [Fact]
    public void Training_on_spot_goes_back_half_the_time_between_two_checkpoints() =>
        Assert.Equal(300 + 1200 / 2, SmallFleet.Build(("sites:", "training: [{name: tuning, accelerator: h100-sxm, acceleratorHoursPerQuarter: 5000, preemptible: true, checkpoint: 20min}]\nsites:"))
            .Problem.Deployments.First(d => d.Training == "tuning").SecondsPerInterruption, 1e-9);

    [Fact]
    public void No_other_fleet_with_spot_is_cheaper() => s_fleets.Sample(problem =>
    {
        Plan plan = Best(problem);
        int deployments = problem.Deployments.Count;
        int[] units = new int[2 * deployments];
        foreach (Assignment pool in plan.Assignments) units[(pool.IsSpot ? deployments : 0) + pool.Deployment] = (int)pool.Units;
        Assert.True(Serves(problem, units));
        Assert.Equal(units.Zip(problem.Offers, (n, o) => n * o.UsdPerQuarter).Sum(), plan.CostUsd, 1e-6);
        Assert.False(SmallFleets.HasCheaper(problem, plan.CostUsd - 1e-6, Serves));
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
    }, iter: 20, threads: 1);

    [Fact]
    public void Fewer_interruptions_and_a_larger_share_never_cost_more() => s_fleets.Sample(problem =>
    {
        double most = Best(problem).CostUsd * (1 + 1e-6);
        Assert.InRange(Best(problem with { Sites = [problem.Sites[0] with { SpotInterruptionsPerHour = 0 }] }).CostUsd, 0, most);
        Assert.InRange(Best(problem with { Rules = problem.Rules with { SpotShare = 1 } }).CostUsd, 0, most);
        Assert.InRange(Best(problem with { Deployments = [.. problem.Deployments.Select(d => d with { SecondsPerInterruption = 60 })] }).CostUsd, 0, most);
    }, iter: 6, threads: 1);

    [Fact]
    public void Quarter_by_quarter_spot_serves_no_more_than_its_share_and_the_bound_holds() => s_fleets.Sample(problem =>
    {
        Plan plan = Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(Best(problem).CostUsd, plan.Bound * (1 - 1e-6), plan.CostUsd * (1 + 1e-6));
        double onSpot = plan.Dispatch.Where(d => d.IsSpot).Sum(d => d.RequestsPerSecond * problem.Hours[d.Hour].HoursPerQuarter * 3600);
        Assert.InRange(onSpot, 0, problem.Rules.SpotShare * problem.Demands[1].RequestsPerQuarter(0) * (1 + 1e-6));
    }, iter: 8, threads: 1);

    [Fact]
    public void Where_only_spot_is_sold_its_share_is_named_as_what_stands_in_the_way()
    {
        PlanProblem problem = Of(SmallFleets.Of(1, 1, 1, [3, 3], [10, 10], [100], 2), [50], 0.5, 0);
        PlanAnswer answer = Optimizer.Solve(problem with { Demands = [problem.Demands[1] with { ClassIndex = 0 }], Offers = [problem.Offers[1]] }, s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(answer.Plan);
        Assert.Equal("spot would serve more than 50% of what may wait", Assert.Single(answer.Conflicts, c => c.Limit == "spot-share").Detail);
    }

    [Fact]
    public void Without_uncertainty_worlds_serve_on_spot_what_the_plan_does()
    {
        PlanProblem problem = Of(SmallFleets.Of(1, 1, 1, [3, 8], [10, 10], [200], 2), [20], 1, 0.5);
        Plan plan = Best(problem with { Rules = problem.Rules with { SurgeShare = 0.05 } });
        Assert.Contains(plan.Assignments, a => a.IsSpot);
        using HostBackend backend = new(1);
        WorldOutcome outcome = new FleetWorlds(backend, WorldLosses.Zones, usdPerUnservedWork: 1).Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None, 10, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, outcome.SloKeptProbability);
        Assert.Equal(plan.CostUsd, outcome.Usd.P50, 1e-4 * plan.CostUsd);
    }

    // The first class takes what is better at it; what is left, and spot up to its share, serves the second.
    static bool Serves(PlanProblem problem, int[] units)
    {
        int deployments = problem.Deployments.Count;
        double Capacity(int deployment, int demand) => problem.Deployments[deployment].UnitCapacity[demand, 0];
        int[] order = [.. Enumerable.Range(0, deployments).OrderByDescending(d => Capacity(d, 0) / Capacity(d, 1))];
        double asked = problem.Demands[1].RequestsPerQuarter(0), firm = 0;
        for (int h = 0; h < problem.Hours.Count; h++)
        {
            double first = problem.Rate(0, 0, h);
            foreach (int d in order)
            {
                double carrying = units[d] - Math.Ceiling((double)units[d] / problem.Zones(0, d)), taken = Math.Min(first, carrying * Capacity(d, 0));
                first -= taken;
                firm += (carrying - taken / Capacity(d, 0)) * Capacity(d, 1) * problem.Hours[h].HoursPerQuarter * 3600;
            }
            if (first > 1e-9) return false;
        }
        double spot = Enumerable.Range(0, deployments).Sum(d => units[deployments + d] * problem.SpotUpShare(0, d) * Capacity(d, 1) * Quarter.Hours * 3600);
        return firm + Math.Min(spot, problem.Rules.SpotShare * asked) >= asked * (1 - 1e-9);
    }
}
