namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// The k best fit results, best first; fitness and ties as in <see cref="BestPerGroup"/>. Memory: k per thread.
/// </summary>
public sealed class TopResults : IReducer<TopResults>
{
    readonly Objective _objective;
    readonly int _fitColumn;
    readonly int _most;
    readonly PriorityQueue<(int Row, int Item, float Loss), (float Loss, int Row, int Item)> _kept;
    float _worst = float.PositiveInfinity;

    /// <param name="most">k, at least 1.</param>
    /// <param name="objective">What makes a result better.</param>
    /// <param name="fitColumn">Output column that is greater than 0 where a result counts, or -1 when all count.</param>
    public TopResults(int most, Objective objective, int fitColumn = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
        _objective = objective;
        _fitColumn = fitColumn;
        _kept = new(Comparer<(float Loss, int Row, int Item)>.Create((left, right) => right.CompareTo(left)));
    }

    /// <summary>What was kept, best first.</summary>
    public IReadOnlyList<Pick> Picks =>
        [.. _kept.UnorderedItems.Select(kept => kept.Priority).Order().Select(kept => new Pick(kept.Row, kept.Item, _objective.Loss(kept.Loss)))];

    public TopResults Fork() => new(_most, _objective, _fitColumn);

    public void Add(in Chunk chunk)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(_objective.Column, row);
            ReadOnlySpan<float> fit = _fitColumn < 0 ? [] : chunk.Column(_fitColumn, row);
            for (int item = 0; item < values.Length; item++)
            {
                float loss = _objective.Loss(values[item]);
                if (loss <= _worst && float.IsFinite(loss) && (fit.IsEmpty || fit[item] > 0)) Offer(loss, chunk.FirstRow + row, chunk.FirstItem + item);
            }
        }
    }

    public void Merge(TopResults other)
    {
        foreach ((_, (float loss, int row, int item)) in other._kept.UnorderedItems) Offer(loss, row, item);
    }

    void Offer(float loss, int row, int item)
    {
        if (_kept.Count < _most) _kept.Enqueue((row, item, loss), (loss, row, item));
        else _kept.EnqueueDequeue((row, item, loss), (loss, row, item));
        if (_kept.Count == _most && _kept.TryPeek(out _, out (float Loss, int Row, int Item) worst)) _worst = worst.Loss;
    }
}
