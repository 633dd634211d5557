namespace InferenceModeler.Planning.Building;

/// <summary>Keeps the few deployments of each type of instance that an optimum may use.</summary>
static class Pruning
{
    /// <summary>
    /// Per type of instance, size of unit, class and round trip the <paramref name="perInstance"/> that carry most per instance; of these, none that another on the same
    /// instances, of units no larger, equals or exceeds for every class and round trip.
    /// </summary>
    /// <param name="recipes">All.</param>
    /// <param name="binsOf">Bins from which a class is served.</param>
    /// <param name="perInstance">At least 1.</param>
    public static IReadOnlyList<Recipe> Keep(IReadOnlyList<Recipe> recipes, IReadOnlyList<int[]> binsOf, int perInstance)
    {
        (int Class, int Bin)[] cells = [.. binsOf.SelectMany((bins, c) => bins.Select(bin => (c, bin)))];
        List<Recipe> kept = [];
        foreach (IGrouping<string, Recipe> type in recipes.GroupBy(r => r.Type.Key))
        {
            Recipe[] best = [.. type.GroupBy(r => r.Packing.InstancesPerUnit).OrderBy(g => g.Key)
                .SelectMany(units => cells.SelectMany(cell => units.Where(r => r.RequestsPerSecond[cell.Class, cell.Bin] > 0).OrderByDescending(r => r.PerInstance(cell.Class, cell.Bin)).Take(perInstance)))
                .Distinct()];
            for (int i = 0; i < best.Length; i++)
                if (!best.Where((_, j) => j != i).Any(other => Exceeds(other, best[i], cells, isEarlier: Array.IndexOf(best, other) < i))) kept.Add(best[i]);
        }
        return kept;
    }

    // Of equals the earlier stays.
    static bool Exceeds(Recipe a, Recipe b, (int Class, int Bin)[] cells, bool isEarlier) =>
        a.Packing.InstancesPerUnit <= b.Packing.InstancesPerUnit && cells.All(c => a.PerInstance(c.Class, c.Bin) >= b.PerInstance(c.Class, c.Bin))
        && (isEarlier || a.Packing.InstancesPerUnit < b.Packing.InstancesPerUnit || cells.Any(c => a.PerInstance(c.Class, c.Bin) > b.PerInstance(c.Class, c.Bin)));
}
