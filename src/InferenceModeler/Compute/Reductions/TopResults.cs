namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// The k best feasible results, best first; what counts and ties as in <see cref="BestPerGroup"/>. Memory: k per thread.
/// </summary>
public sealed class TopResults : IReducer<TopResults>, ISieved
{
    readonly Objective _objective;
    readonly Feasibility _feasibility;
    readonly int _most;
    readonly PriorityQueue<(int Row, int Item, float Loss), (float Loss, int Row, int Item)> _kept;
    float _worst = float.PositiveInfinity;

    /// <param name="most">k, at least 1.</param>
    /// <param name="objective">What makes a result better.</param>
    /// <param name="feasibility">Which results count, or none for all.</param>
    public TopResults(int most, Objective objective, Feasibility? feasibility = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
        _objective = objective;
        _feasibility = feasibility ?? Feasibility.All;
        _kept = new(Comparer<(float Loss, int Row, int Item)>.Create((left, right) => right.CompareTo(left)));
    }

    /// <summary>What was kept, best first.</summary>
    public IReadOnlyList<Pick> Picks =>
        [.. _kept.UnorderedItems.Select(kept => kept.Priority).Order().Select(kept => new Pick(kept.Row, kept.Item, _objective.Loss(kept.Loss)))];

    public TopResults Fork() => new(_most, _objective, _feasibility);

    public void Add(in Chunk chunk)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(_objective.Column, row);
            for (int item = 0; item < values.Length; item++)
            {
                float loss = _objective.Loss(values[item]);
                if (loss <= _worst && float.IsFinite(loss) && _feasibility.Holds(chunk, row, item)) Offer(loss, chunk.FirstRow + row, chunk.FirstItem + item);
            }
        }
    }

    public void Merge(TopResults other)
    {
        foreach ((_, (float loss, int row, int item)) in other._kept.UnorderedItems) Offer(loss, row, item);
    }

    public Sieve SieveOf(WorkGrid grid) => Grouping.One.Sieve(SieveKind.Top, grid, _objective, _feasibility, Band.Finite(_objective.Column)) with { Most = _most };

    public void Account(ReadOnlySpan<long> missed, long dropped)
    {
    }

    void Offer(float loss, int row, int item)
    {
        if (_kept.Count < _most) _kept.Enqueue((row, item, loss), (loss, row, item));
        else _kept.EnqueueDequeue((row, item, loss), (loss, row, item));
        if (_kept.Count == _most && _kept.TryPeek(out _, out (float Loss, int Row, int Item) worst)) _worst = worst.Loss;
    }
}
