using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>A small plan on simulated capacities, replayed in the simulator: two sites, two classes of one model, a day that rises and falls.</summary>
public sealed class PlanReplayTests
{
    const int Threads = 2;

    static readonly FleetScenario s_scenario = SmallFleet.Read(
        ("quarters: 4", "quarters: 1"), ("workload: 512x128", "workload: azure-conversation-2023"), ("requestsPerSecond: 100", "requestsPerSecond: 100"),
        ("demand: [{users: europe, requestsPerSecond: 100, day: consumer, growth: 28%}]", """
            demand:
                  - {users: europe, requestsPerSecond: 400, day: consumer, residency: [DE]}
                  - {users: america, requestsPerSecond: 300, day: office, weekend: 0.6}
              - name: summaries
                model: meta-llama/Llama-3.1-8B-Instruct
                workload: sharegpt
                limits: {ttft: 2s, tpot: 60ms}
                demand: [{users: america, requestsPerSecond: 40, day: office}]
            """),
        ("  - {name: asia, near: aws/ap-northeast-1, utcOffset: 9}", "  - {name: america, near: aws/us-east-1, utcOffset: -5}"),
        ("sites:", "capacity: {simulate: full, margin: 0.05}\nsites:"));

    static readonly Lazy<(BuiltFleet Built, Plan Plan)> s_planned = new(() =>
    {
        (BuiltFleet built, PlanAnswer answer) = FleetPlanner.Solve(SmallFleet.Problem(s_scenario), new(), new() { Gap = 0.01 }, null, TestContext.Current.CancellationToken);
        return (built, answer.Plan!);
    });

    static IReadOnlyList<ReplayedHour> Replay(Plan plan) => PlanReplay.Of(s_scenario, s_planned.Value.Built, plan, Threads, null, TestContext.Current.CancellationToken);

    [Fact]
    public void Every_class_keeps_its_promise_wherever_and_whenever_the_plan_serves_it_and_with_a_zone_lost()
    {
        Plan plan = s_planned.Value.Plan;
        IReadOnlyList<ReplayedHour> replayed = Replay(plan);
        Assert.Equal(2, replayed.Select(r => r.Site).Distinct().Count());
        Assert.Equal(2 * plan.Dispatch.Count(d => d.RequestsPerSecond > 0), replayed.Count);
        Assert.All(replayed, r => Assert.True(r.IsKept, $"{r}"));
    }

    [Fact]
    public void The_power_of_the_busiest_hour_is_that_of_its_replicas_in_the_simulator()
    {
        (BuiltFleet built, Plan plan) = s_planned.Value;
        foreach (SiteFeeder feeder in SiteFeeder.Of(s_scenario, built, plan, Threads, null, TestContext.Current.CancellationToken))
        {
            PlanProblem problem = plan.Problem;
            int site = problem.Sites.ToList().FindIndex(s => s.Name == feeder.Site);
            double kilowatts = plan.Standing.Where(s => problem.Offers[s.Offer].Site == site).Sum(s => s.Instances * problem.Offers[s.Offer].IdleKilowatts)
                + plan.Assignments.Where(a => a.Site == site).Sum(a => a.Units * problem.RunningKilowatts(site, a.Deployment))
                + plan.Dispatch.Where(d => d.Site == site && problem.Hours[d.Hour].HourOfWeek == feeder.HourOfWeek)
                    .Sum(d => d.RequestsPerSecond * 3600 * problem.Deployments[d.Deployment].KwhPerRequest[problem.Demands[d.Demand].ClassIndex] * problem.Sites[site].Pue);
            Assert.Equal(feeder.Power.MeanKilowatts, kilowatts, 0.1 * kilowatts);
        }
    }

    [Fact]
    public void Half_the_units_keep_no_promise_in_the_busiest_hour()
    {
        Plan plan = s_planned.Value.Plan;
        Plan halved = plan with { Assignments = [.. plan.Assignments.Select(a => a with { Units = a.Units / 2, UnitsOfFullestZone = a.UnitsOfFullestZone / 2 })] };
        Assert.Contains(Replay(halved), r => !r.IsKept && r.ZoneLost);
    }
}
