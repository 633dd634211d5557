using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Building;

/// <summary>What a request that goes short weighs: its work, and more for each class of less priority.</summary>
static class Priorities
{
    const double PerStep = 4;

    /// <summary>By class, at least 1: work relative to the lightest request, by the accelerators that a request needs where it needs fewest.</summary>
    public static double[] Of(FleetScenario scenario, IReadOnlyList<Recipe> recipes, Access access)
    {
        double[] work = [.. Enumerable.Range(0, scenario.Classes.Count).Select(c =>
        {
            int nearest = access.BinsOf(c)[0];
            double most = recipes.Max(r => r.PerInstance(c, nearest) / r.Type.Instance.Accelerators);
            return most > 0 ? 1 / most : 1;
        })];
        int[] levels = [.. scenario.Classes.Select(c => c.Priority).Distinct().OrderDescending()];
        return [.. scenario.Classes.Select((c, i) => work[i] / work.Min() * Math.Pow(PerStep, Array.IndexOf(levels, c.Priority)))];
    }
}
