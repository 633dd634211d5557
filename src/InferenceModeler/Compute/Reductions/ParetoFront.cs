namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// The exact Pareto front of each group under two or three objectives: the feasible results that no other of the group equals or betters in every
/// objective. Of results equal in every objective the one of the lowest row, then the lowest item, stands for all. A result with an objective that is NaN or
/// infinite does not count.
/// </summary>
/// <remarks>Memory grows with the fronts, not with the grid; a result costs a scan of its group's front only when the last few that beat others do not beat it.</remarks>
public sealed class ParetoFront : IReducer<ParetoFront>, ISieved
{
    readonly Objective[] _objectives;
    readonly Grouping _grouping;
    readonly Feasibility _feasibility;
    readonly List<Point>[] _fronts;

    /// <param name="objectives">Two or three.</param>
    /// <param name="grouping">The groups, or none for one of all.</param>
    /// <param name="feasibility">Which results count, or none for all.</param>
    public ParetoFront(ReadOnlySpan<Objective> objectives, Grouping? grouping = null, Feasibility? feasibility = null)
    {
        if (objectives.Length is not (2 or 3)) throw new ArgumentException($"{objectives.Length} objectives: must be two or three", nameof(objectives));
        _objectives = objectives.ToArray();
        _grouping = grouping ?? Grouping.One;
        _feasibility = feasibility ?? Feasibility.All;
        _fronts = [.. Enumerable.Range(0, _grouping.Count).Select(_ => new List<Point>())];
    }

    /// <summary>A group's front, ordered by the first objective from its best on; <see cref="Pick.Value"/> is that of the first objective.</summary>
    public IReadOnlyList<Pick> this[int group] =>
        [.. _fronts[group].OrderBy(p => p.A).ThenBy(p => p.Row).ThenBy(p => p.Item).Select(p => new Pick(p.Row, p.Item, _objectives[0].Loss(p.A)))];

    public ParetoFront Fork() => new(_objectives, _grouping, _feasibility);

    public void Add(in Chunk chunk)
    {
        ReadOnlySpan<int> itemClass = _grouping.ItemClass(chunk);
        Objective first = _objectives[0], second = _objectives[1], third = _objectives[^1];
        bool two = _objectives.Length == 2;
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> a = chunk.Column(first.Column, row), b = chunk.Column(second.Column, row), c = chunk.Column(third.Column, row);
            int rowBase = _grouping.RowBase(chunk.FirstRow + row);
            for (int item = 0; item < a.Length; item++)
            {
                if (!_feasibility.Holds(chunk, row, item)) continue;
                Point point = new(first.Loss(a[item]), second.Loss(b[item]), two ? 0f : third.Loss(c[item]), chunk.FirstRow + row, chunk.FirstItem + item);
                if (point.IsFinite) Offer(_fronts[rowBase + (itemClass.IsEmpty ? 0 : itemClass[item])], point);
            }
        }
    }

    public void Merge(ParetoFront other)
    {
        for (int group = 0; group < _fronts.Length; group++)
            foreach (Point point in other._fronts[group]) Offer(_fronts[group], point);
    }

    /// <summary>Of two objectives; with three all results come.</summary>
    public Sieve? SieveOf(WorkGrid grid)
    {
        if (_objectives.Length > 2) return null;
        Sieve sieve = _grouping.Sieve(SieveKind.Front, grid, _objectives[1], _feasibility, Band.Finite(_objectives[1].Column));
        return sieve with { Bands = [.. sieve.Bands, Band.Finite(_objectives[0].Column)], ClassColumn = _objectives[0].Column, ClassFactor = _objectives[0].Factor };
    }

    public void Account(ReadOnlySpan<long> missed, long dropped)
    {
    }

    /// <summary>Keeps the front free of dominated points; what beats a newcomer moves forward, so that the next newcomer meets it sooner.</summary>
    static void Offer(List<Point> front, Point point)
    {
        int kept = 0;
        for (int i = 0; i < front.Count; i++)
        {
            Point standing = front[i];
            if (standing.Beats(point))
            {
                // Nothing has been dropped: a front holds no two points of which one beats the other, and beating is transitive.
                (front[i], front[i / 2]) = (front[i / 2], front[i]);
                return;
            }
            if (!point.Beats(standing)) front[kept++] = standing;
        }
        front.RemoveRange(kept, front.Count - kept);
        front.Add(point);
    }

    /// <summary>Objectives as losses, and the place.</summary>
    readonly record struct Point(float A, float B, float C, int Row, int Item)
    {
        public bool IsFinite => float.IsFinite(A) && float.IsFinite(B) && float.IsFinite(C);

        public bool Beats(in Point other)
        {
            if (A > other.A || B > other.B || C > other.C) return false;
            return A < other.A || B < other.B || C < other.C || Pick.Precedes(Row, Item, other.Row, other.Item);
        }
    }
}
