namespace InferenceModeler.Worlds;

/// <summary>Work that may be served in the same places.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Places">Supplies that may serve it, as (site, supply) positions in the fleet.</param>
/// <param name="WorkPerSecond">By quarter, then typical hour.</param>
/// <param name="CanWait">Waits while a zone is lost.</param>
public sealed record WorldDemand(string Name, IReadOnlySet<(int Site, int Supply)> Places, IReadOnlyList<IReadOnlyList<double>> WorkPerSecond, bool CanWait = false)
{
    /// <summary>Work per second by quarter, then typical hour, that the plan gives to a supply, whether it is a place of all that was merged or not. At most <see cref="WorkPerSecond"/> in all.</summary>
    public IReadOnlyDictionary<(int Site, int Supply), IReadOnlyList<IReadOnlyList<double>>> Planned { get; init; } = new Dictionary<(int, int), IReadOnlyList<IReadOnlyList<double>>>();

    /// <summary>
    /// Adds up demands of equal places, then, while there are more than <paramref name="most"/>, the two whose common places are the largest share of
    /// all theirs, which from then on may use the common places only: never more is served than could be. Those with the fewest places come first.
    /// </summary>
    /// <exception cref="InputException">More than <paramref name="most"/> with no place in common.</exception>
    public static IReadOnlyList<WorldDemand> Merge(IEnumerable<WorldDemand> demands, int most = WorldSupplyRow.Groups)
    {
        List<WorldDemand> merged = [];
        foreach (WorldDemand demand in demands)
        {
            int same = merged.FindIndex(other => other.IsLike(demand));
            if (same < 0) merged.Add(demand);
            else merged[same] = merged[same].With(demand);
        }
        while (merged.Count > most)
        {
            (int a, int b) = (from i in Enumerable.Range(0, merged.Count)
                              from j in Enumerable.Range(i + 1, merged.Count - i - 1)
                              orderby merged[i].Likeness(merged[j]) descending, i, j
                              select (i, j)).First();
            if (merged[a].Likeness(merged[b]) == 0)
                throw new InputException($"{merged.Count} kinds of demand with no place in common, for example {merged[a].Name} and {merged[b].Name}: worlds tell at most {most} apart");
            WorldDemand both = merged[a].With(merged[b]);
            merged.RemoveAt(b);
            merged.RemoveAt(a);
            int same = merged.FindIndex(other => other.IsLike(both));
            if (same < 0) merged.Add(both);
            else merged[same] = merged[same].With(both);
        }
        return [.. merged.OrderBy(demand => demand.Places.Count)];
    }

    bool IsLike(WorldDemand other) => CanWait == other.CanWait && Places.SetEquals(other.Places);

    double Likeness(WorldDemand other)
    {
        int common = Places.Count(other.Places.Contains);
        return (double)common / (Places.Count + other.Places.Count - common);
    }

    WorldDemand With(WorldDemand other) => new($"{Name}, {other.Name}", Places.Where(other.Places.Contains).ToHashSet(),
        Sum(WorkPerSecond, other.WorkPerSecond), CanWait && other.CanWait)
    {
        Planned = Planned.Concat(other.Planned).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Select(p => p.Value).Aggregate(Sum)),
    };

    static IReadOnlyList<IReadOnlyList<double>> Sum(IReadOnlyList<IReadOnlyList<double>> a, IReadOnlyList<IReadOnlyList<double>> b) =>
        [.. a.Zip(b, (mine, others) => (IReadOnlyList<double>)[.. mine.Zip(others, (x, y) => x + y)])];
}
