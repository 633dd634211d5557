using System.Diagnostics;
using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Planning.Worlds;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Turns scenarios into plans, and tells on the terminal what it is doing.</summary>
sealed class Planner(Session session, PlanInput input, IComputeBackend backend, SolveLimits limits)
{
    readonly ReplicaSimulations _simulations = new();

    /// <summary>Replicas whose capacity was simulated so far.</summary>
    public int Simulations => _simulations.Count;

    public SolvedPlan Solve(FleetScenario scenario, string what)
    {
        using StatusLine status = session.StatusLine(what);
        long started = Stopwatch.GetTimestamp();
        FleetProblem problem = FleetProblem.Of(scenario, input.Catalog, input.Coefficients, backend, status.Tell, session.Cancellation);
        double buildSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        (BuiltFleet built, PlanAnswer answer) = FleetPlanner.Solve(problem, _simulations, limits, status.Tell, session.Cancellation);
        return new(problem.Scenario, built, answer, limits, buildSeconds, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>The plan of a problem; null where there is none.</summary>
    public Plan? Plan(PlanProblem problem, string what)
    {
        using StatusLine status = session.StatusLine(what);
        return Optimizer.Solve(problem, limits, status.Tell, session.Cancellation).Plan;
    }

    /// <summary>The plan of an edited scenario; one in which nobody can be served has none.</summary>
    public WhatIf Try(string edit, FleetScenario scenario, string what)
    {
        try
        {
            SolvedPlan solved = Solve(scenario, what);
            return new(edit, solved, solved.Reason);
        }
        catch (InputException exception)
        {
            return new(edit, null, exception.Message);
        }
    }

    /// <summary>What the deployments of plans for the scenario, and for variants of it, may turn out to carry.</summary>
    public PlannedCapacities Capacities(SolvedPlan solved, IReadOnlyList<Plan> plans) =>
        PlannedCapacities.Of(solved.Scenario, solved.Built, plans, input.Coefficients, backend, session.Cancellation);

    /// <summary>The plan's claims in the simulator.</summary>
    public IReadOnlyList<ReplayedPlace> Replay(SolvedPlan solved)
    {
        using StatusLine status = session.StatusLine("replay");
        return ReplayedPlace.Of(PlanReplay.Of(solved.Scenario, solved.Built, solved.Plan!, Environment.ProcessorCount, status.Tell, session.Cancellation));
    }

    /// <summary>The power of each site of the plan, as the sum of its simulated replicas.</summary>
    public IReadOnlyList<SiteFeeder> Feeders(SolvedPlan solved)
    {
        using StatusLine status = session.StatusLine("power");
        return SiteFeeder.Of(solved.Scenario, solved.Built, solved.Plan!, Environment.ProcessorCount, status.Tell, session.Cancellation);
    }
}
