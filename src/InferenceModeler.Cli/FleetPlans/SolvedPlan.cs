using InferenceModeler.Cli.Output;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Reports;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A scenario and what planning found for it.</summary>
sealed record SolvedPlan(FleetScenario Scenario, BuiltFleet Built, PlanAnswer Answer, SolveLimits Limits, double BuildSeconds, double SolveSeconds)
{
    // A gap of the solvers' own accuracy is none.
    const double Rounding = 1e-4;

    public Plan? Plan => Answer.Plan;

    public PlanCosts? Costs { get; } = Answer.Plan is { } plan ? PlanCosts.Of(plan, Scenario) : null;

    readonly Lazy<IReadOnlyList<CheckedWeek>> _weeks = new(() => Answer.Plan is { } plan ? WeekDispatch.Of(plan) : []);

    /// <summary>How the fleet carries all hours of the week, by quarter.</summary>
    public IReadOnlyList<CheckedWeek> Weeks => _weeks.Value;

    /// <summary>What the objective, its bound and the worth of limits are counted in.</summary>
    public string ObjectiveUnit => Scenario.Objective.IsCost ? "$" : Scenario.Objective.UsdPerTonne > 0 ? "t CO2" : "accelerator-quarters";

    /// <summary>What the least possible that leaves no more short may be lower by; null where no dollars are minimised.</summary>
    public double? GapUsd => ObjectiveUnit == "$" ? Plan?.ObjectiveGap : null;

    /// <summary>Whether the plan counts on capacities that the scenario wants simulated and that were not.</summary>
    public bool AwaitsSimulation => Scenario.Capacity.Simulate != SimulateExtent.None && Plan is { } plan && plan.Assignments.Any(a => Built.Rates.Any(r => r.Deployment == a.Deployment && r.IsOpen));

    /// <summary>What to know of the answer.</summary>
    public IReadOnlyList<string> Notes => [.. Built.Notes, .. GapNotes, .. SimulationNotes, .. ConflictNotes];

    IEnumerable<string> ConflictNotes => IsTimeLimited && Answer.Conflicts.Count > 0
        ? ["the time limit ended the search for what stands in the way: other limits may stand there too, and cost less to lift; a longer --time-limit finds them"] : [];

    IEnumerable<string> SimulationNotes => AwaitsSimulation
        ? ["capacities that the plan counts on are the closed form's: the search ended before they were simulated; a longer --time-limit simulates them, and may find that more is needed"] : [];

    IEnumerable<string> GapNotes => Plan is { IsTimeLimited: false } plan && plan.OptimalityGap > Limits.Gap + Rounding
        ? [$"the search ended at a gap of {Format.Percent(plan.OptimalityGap)}, wider than the {Format.Percent(Limits.Gap)} asked for, and not for lack of time: a smaller --gap, fewer candidates or a shorter horizon may narrow it, a longer --time-limit does not"]
        : [];

    /// <summary>Whether the clock, not the gap, ended the search.</summary>
    public bool IsTimeLimited => Answer.IsTimeLimited;

    /// <summary>Why nothing is ordered; null where something is.</summary>
    public string? Reason => Plan is null
        ? Answer.Conflicts.Count > 0 ? Answer.Failure ?? $"no plan keeps all limits: {Answer.Conflicts[0].Limit} stands in the way"
            : IsTimeLimited ? $"{Answer.Failure ?? "no plan keeps all limits, and the time limit came before it was found which of them stand in the way"}; give a longer --time-limit"
            : Answer.Failure ?? "no plan keeps all limits, not even with two kinds of them lifted"
        : Plan.Orders.Count > 0 ? null
        : Plan.Standing.Any(s => s.Instances > 0) ? "what stands already carries the demand over the whole horizon, and nothing that can be ordered would be cheaper"
        : Plan.Quarters.Sum(q => q.DemandedRequests) > 0 ? "nothing that can be ordered arrives within the horizon or serves the demand" : "nobody asks for anything within the horizon";
}
