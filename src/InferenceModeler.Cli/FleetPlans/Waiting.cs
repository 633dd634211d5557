using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What it is worth to order now instead of a quarter later: the same scenario with every order a quarter later, what cannot be served in time going short.</summary>
/// <param name="SavedUsd">Cost of the plan less that of waiting.</param>
/// <param name="UnservedShare">Share of the horizon's requests that go short by waiting, beyond those that do in any case.</param>
/// <param name="UnservedShareAsPlanned">Those that do in any case.</param>
/// <param name="LostRevenueUsd">What they would have paid; null without prices.</param>
sealed record Waiting(double SavedUsd, double UnservedShare, double UnservedShareAsPlanned, double? LostRevenueUsd)
{
    const string Edit = "wait=1,fall-short=on";

    // Where planning once more takes no time to speak of; beyond it the same comes by --what-if.
    const long MostNumbers = 20_000;

    public double? NetUsd => LostRevenueUsd - SavedUsd;

    /// <summary>Null where nothing is ordered, waiting takes every order beyond the horizon, or the scenario is large.</summary>
    public static Waiting? Of(SolvedPlan solved, Planner planner, Catalog catalog)
    {
        PlanProblem problem = solved.Built.Problem;
        if (solved.Plan is not { Orders.Count: > 0 } || (long)problem.Quarters * problem.Hours.Count * problem.Demands.Count * problem.Offers.Count > MostNumbers) return null;
        FleetScenario later = ScenarioEdits.Apply(solved.Scenario, Edit, catalog);
        if (later.Sites.All(s => (s.Offers.Count == 0 || s.LeadQuarters >= later.Quarters) && s.Servers.All(o => o.LeadQuarters >= later.Quarters))) return null;
        if (PlanFigures.Of(solved) is not { } now || planner.Try("waiting", later, "waiting").Figures is not { } then) return null;
        double unserved = Math.Max(0, then.UnservedShare - now.UnservedShare), asked = solved.Plan.Quarters.Sum(q => q.DemandedRequests), served = solved.Plan.Quarters.Sum(q => q.ServedRequests);
        return new(now.TotalUsd - then.TotalUsd, unserved, now.UnservedShare, solved.Costs!.RevenueUsd is { } revenue && served > 0 ? revenue * unserved * asked / served : null);
    }
}
