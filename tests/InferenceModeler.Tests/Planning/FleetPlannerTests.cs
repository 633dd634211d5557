using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Planning;

public sealed class FleetPlannerTests
{
    static readonly SolveLimits s_limits = new() { Gap = 0.01 };

    static (BuiltFleet Built, Plan Plan) Solve(FleetScenario scenario, ReplicaSimulations simulations)
    {
        (BuiltFleet built, PlanAnswer answer) = FleetPlanner.Solve(SmallFleet.Problem(scenario), simulations, s_limits, null, TestContext.Current.CancellationToken);
        return (built, answer.Plan!);
    }

    static FleetScenario Scenario(SimulateExtent extent, params (string, string)[] changes)
    {
        FleetScenario read = SmallFleet.Read([("quarters: 4", "quarters: 1"), .. changes]);
        return read with { Capacity = read.Capacity with { Simulate = extent } };
    }

    static ReplicaRate[] Used(BuiltFleet built, Plan plan) => [.. built.Rates.Where(r => plan.Assignments.Any(a => a.Deployment == r.Deployment))];

    [Fact]
    public void Unless_told_otherwise_a_plan_counts_on_the_lower_end_of_what_its_replicas_carry_when_simulated()
    {
        FleetScenario scenario = SmallFleet.Read(("quarters: 4", "quarters: 1"));
        (BuiltFleet built, Plan plan) = Solve(scenario, new());
        Assert.NotEmpty(Used(built, plan));
        Assert.All(Used(built, plan), r =>
        {
            Assert.True(r.IsSimulated);
            Assert.Equal(r.Simulated!.Value.Low, r.Counted);
            PlanDeployment deployment = built.Problem.Deployments[r.Deployment];
            Assert.Equal((1 - scenario.Capacity.Margin) * r.Counted * deployment.ReplicasPerUnit, deployment.UnitCapacity[0, built.Problem.Demands[0].BinOfSite[0]], 1e-9);
            Assert.Equal(r.ClosedForm, r.Counted * (1 + r.ClosedFormGap!.Value), 1e-9);
        });
    }

    [Fact]
    public void Without_simulations_the_closed_form_counts()
    {
        (BuiltFleet built, Plan plan) = Solve(Scenario(SimulateExtent.None), new());
        Assert.All(Used(built, plan), r => Assert.True(!r.IsSimulated && r.Simulated is null && r.Counted == r.ClosedForm));
    }

    [Fact]
    public void Of_many_deployments_only_those_are_simulated_that_plans_use()
    {
        ReplicaSimulations simulations = new();
        FleetScenario scenario = Scenario(SimulateExtent.Best, ("accelerators: [h100-sxm], engines: [vllm], layouts: [tp1, tp2]", "perInstance: 3"));
        (BuiltFleet built, Plan plan) = Solve(scenario, simulations);
        Assert.True(built.Rates.Count > FleetPlanner.MostAtOnce);
        Assert.InRange(simulations.Count, 1, built.Rates.Count - 1);
        Assert.All(Used(built, plan), r => Assert.True(r.IsSimulated));
        // Known ones are not simulated again.
        int before = simulations.Count;
        Solve(scenario, simulations);
        Assert.Equal(before, simulations.Count);
    }

    [Fact]
    public void Requests_in_clumps_that_no_simulated_replica_carries_are_planned_in_closed_form_and_told()
    {
        FleetScenario scenario = Scenario(SimulateExtent.Best, ("workload: 512x128", "workload: azure-code-2023"), ("limits: {ttft: 500ms, tpot: 50ms}", "limits: {ttft: 500ms, tpot: 20ms}"), ("layouts: [tp1, tp2]", "layouts: [tp1]"));
        (BuiltFleet built, Plan plan) = Solve(scenario, new());
        Assert.Contains(built.Notes, n => n.Contains("come in clumps", StringComparison.Ordinal));
        Assert.All(Used(built, plan), r => Assert.True(!r.IsSimulated && r.Simulated!.Value.Low == 0 && r.Counted == r.ClosedForm));
    }
}
