using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning;

/// <summary>Plans on simulated capacities: of few deployments all are simulated, of many those that plans use, until a plan uses no other.</summary>
public static class FleetPlanner
{
    const int MostRounds = 6;

    /// <summary>Deployments × classes up to which all are simulated before the first plan.</summary>
    public const int MostAtOnce = 16;

    // Simulations end early enough for a plan.
    const double SimulationShare = 0.5;

    /// <param name="problem">What to plan.</param>
    /// <param name="simulations">Known capacities; receives more as its scenario says.</param>
    /// <param name="limits">When to end; the clock counts for everything here.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops between two steps with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A demand that nothing serves in time; training that nothing can run.</exception>
    public static (BuiltFleet Built, PlanAnswer Answer) Solve(FleetProblem problem, ReplicaSimulations simulations, SolveLimits limits, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        SimulateExtent extent = problem.Scenario.Capacity.Simulate;
        Deadline clock = new(limits.Seconds), simulating = new(limits.Seconds * SimulationShare);
        void Simulate(IReadOnlyList<ReplicaQuestion> some) => simulations.Simulate(some, () => simulating.IsOver, progress, cancellation);
        if (extent == SimulateExtent.Full || (extent == SimulateExtent.Best && problem.Questions.Count <= MostAtOnce)) Simulate(problem.Questions);
        for (int round = 1; ; round++)
        {
            BuiltFleet built = problem.Build(simulations);
            PlanAnswer answer = Optimizer.Solve(built.Problem, limits with { Seconds = limits.Seconds - clock.ElapsedSeconds }, progress, cancellation);
            HashSet<int> used = [.. answer.Plan?.Assignments.Select(a => a.Deployment) ?? []];
            ReplicaQuestion[] open = [.. problem.Questions.Where(q => extent != SimulateExtent.None && used.Contains(q.Deployment) && simulations.Find(q) is null)];
            if (open.Length == 0 || round == MostRounds || simulating.IsOver) return (built, answer);
            Simulate(open);
        }
    }
}
