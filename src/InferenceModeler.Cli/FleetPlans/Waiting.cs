using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What it is worth to order at once: the same scenario with every lead time a quarter longer, as if the first quarter passed without orders, what cannot be served in time going short.</summary>
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
        if (!later.Sites.Any(site => Arrives(later, site))) return null;
        if (PlanFigures.Of(solved) is not { } now || planner.Try("waiting", later, "waiting").Figures is not { } then) return null;
        double unserved = Math.Max(0, then.UnservedShare - now.UnservedShare), asked = solved.Plan.Quarters.Sum(q => q.DemandedRequests), served = solved.Plan.Quarters.Sum(q => q.ServedRequests);
        return new(now.TotalUsd - then.TotalUsd, unserved, now.UnservedShare, solved.Costs!.RevenueUsd is { } revenue && served > 0 ? revenue * unserved * asked / served : null);
    }

    // Whether anything ordered at a site stands within the horizon.
    static bool Arrives(FleetScenario scenario, Site site) =>
        site.Offers.Any(o => site.LeadOf(o.Instance) < (o.Block is { } block ? block.From - scenario.First + 1 : scenario.Quarters))
        || (site.Servers.Any(s => s.LeadQuarters < scenario.Quarters) && (site.Halls.Count == 0 || site.Halls.Any(h => h.CapitalUsd is null || h.LeadQuarters < scenario.Quarters)));
}
