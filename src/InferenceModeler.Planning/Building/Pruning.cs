using InferenceModeler.Models;

namespace InferenceModeler.Planning.Building;

/// <summary>Keeps the few deployments of each type of instance that an optimum may use.</summary>
static class Pruning
{
    // Deployments that carry this much less than the best count as good: most differ by an engine or a step budget only.
    const double Tolerance = 0.01;

    /// <summary>
    /// Per type of instance and class the fewest that carry about the most per instance at every round trip, in units of any size and in the smallest; then as many again
    /// of other layouts, <paramref name="perInstance"/> times in all. What another on the same instances, in units no larger, does about as well everywhere is left out.
    /// </summary>
    /// <param name="recipes">All.</param>
    /// <param name="binsOf">Round-trip bins from which a class is served.</param>
    /// <param name="perInstance">At least 1.</param>
    public static IReadOnlyList<Recipe> Keep(IReadOnlyList<Recipe> recipes, IReadOnlyList<int[]> binsOf, int perInstance)
    {
        (int Class, int Bin)[] cells = [.. binsOf.SelectMany((bins, c) => bins.Select(bin => (c, bin)))];
        List<Recipe> kept = [];
        foreach (IGrouping<string, Recipe> type in recipes.GroupBy(r => r.Type.Key))
        {
            List<Recipe> accepted = [];
            IEnumerable<(Recipe Recipe, int Round)> good = Enumerable.Range(0, binsOf.Count).SelectMany(c => Good([.. type], c, binsOf[c], perInstance));
            foreach ((Recipe recipe, _) in good.OrderBy(g => g.Round).ThenBy(g => g.Recipe.Packing.InstancesPerUnit))
                if (!accepted.Any(other => DoesAsWell(other, recipe, cells))) accepted.Add(recipe);
            kept.AddRange(accepted);
        }
        return kept;
    }

    static IEnumerable<(Recipe Recipe, int Round)> Good(Recipe[] type, int classIndex, int[] bins, int rounds)
    {
        HashSet<Layout> taken = [];
        for (int round = 0; round < rounds; round++)
        {
            Recipe[] left = [.. type.Where(r => bins.Any(bin => r.RequestsPerSecond[classIndex, bin] > 0) && !taken.Contains(r.Plan.Deployment.Layout))];
            if (left.Length == 0) yield break;
            foreach (Recipe recipe in Cover(left, classIndex, bins))
            {
                taken.Add(recipe.Plan.Deployment.Layout);
                yield return (recipe, round);
            }
        }
    }

    // Greedy: each time the one that is good at most of the round trips that have none yet.
    static IEnumerable<Recipe> Cover(Recipe[] recipes, int classIndex, int[] bins)
    {
        int smallest = recipes.Min(r => r.Packing.InstancesPerUnit);
        List<(int Bin, int MostInstances, double Best)> wanted = [];
        foreach (int bin in bins)
        {
            foreach (int size in new[] { smallest, int.MaxValue })
            {
                double best = recipes.Where(r => r.Packing.InstancesPerUnit <= size).Max(r => r.PerInstance(classIndex, bin));
                if (best > 0) wanted.Add((bin, size, best));
            }
        }
        bool IsGood(Recipe r, (int Bin, int MostInstances, double Best) want) =>
            r.Packing.InstancesPerUnit <= want.MostInstances && r.PerInstance(classIndex, want.Bin) >= (1 - Tolerance) * want.Best;
        while (wanted.Count > 0)
        {
            Recipe next = recipes.OrderByDescending(r => wanted.Count(w => IsGood(r, w))).ThenBy(r => r.Packing.InstancesPerUnit)
                .ThenByDescending(r => wanted.Sum(w => r.PerInstance(classIndex, w.Bin) / w.Best)).First();
            wanted.RemoveAll(w => IsGood(next, w));
            yield return next;
        }
    }

    static bool DoesAsWell(Recipe other, Recipe recipe, (int Class, int Bin)[] cells) =>
        other.Packing.InstancesPerUnit <= recipe.Packing.InstancesPerUnit && cells.All(c => other.PerInstance(c.Class, c.Bin) >= (1 - Tolerance) * recipe.PerInstance(c.Class, c.Bin));
}
