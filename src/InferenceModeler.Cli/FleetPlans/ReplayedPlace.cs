using InferenceModeler.Planning.Replays;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A demand at a deployment of a site in the simulator, with all zones up or one lost, over all quarters and typical hours.</summary>
/// <param name="Hours">Quarters × typical hours replayed.</param>
/// <param name="Kept">Of them, those in which the promise was kept.</param>
/// <param name="Worst">The hour furthest below, or least above, its promise.</param>
sealed record ReplayedPlace(int Hours, int Kept, ReplayedHour Worst)
{
    public static IReadOnlyList<ReplayedPlace> Of(IReadOnlyList<ReplayedHour> hours) =>
        [.. hours.GroupBy(h => (h.Site, h.Deployment, h.Demand, h.ZoneLost)).Select(g => new ReplayedPlace(g.Count(), g.Count(h => h.IsKept), g.MinBy(h => (h.IsKept, h.Attained.Value - h.Needed))!))];
}
