namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// The best fit result of each group. A result is fit when its objective is finite and, where a fit column is named, that column is greater than 0
/// (so NaN there means unfit). Of equal results the one of the lowest row, then the lowest item, wins.
/// </summary>
public sealed class BestPerGroup : IReducer<BestPerGroup>
{
    readonly Grouping _grouping;
    readonly Objective _objective;
    readonly int _fitColumn;
    readonly float[] _loss;
    readonly (int Row, int Item)[] _place;

    /// <param name="objective">What makes a result better.</param>
    /// <param name="grouping">The groups, or none for one of all.</param>
    /// <param name="fitColumn">Output column that is greater than 0 where a result counts, or -1 when all count.</param>
    public BestPerGroup(Objective objective, Grouping? grouping = null, int fitColumn = -1)
    {
        _objective = objective;
        _grouping = grouping ?? Grouping.One;
        _fitColumn = fitColumn;
        _loss = new float[_grouping.Count];
        _place = new (int, int)[_grouping.Count];
        Array.Fill(_loss, float.PositiveInfinity);
        Array.Fill(_place, (-1, -1));
    }

    /// <summary>The best of a group, or <see cref="Pick.None"/>.</summary>
    public Pick this[int group] => _place[group].Row < 0 ? Pick.None : new Pick(_place[group].Row, _place[group].Item, _objective.Loss(_loss[group]));

    public BestPerGroup Fork() => new(_objective, _grouping, _fitColumn);

    public void Add(in Chunk chunk)
    {
        ReadOnlySpan<int> itemClass = _grouping.ItemClass(chunk);
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(_objective.Column, row);
            ReadOnlySpan<float> fit = _fitColumn < 0 ? [] : chunk.Column(_fitColumn, row);
            int rowBase = _grouping.RowBase(chunk.FirstRow + row);
            for (int item = 0; item < values.Length; item++)
            {
                float loss = _objective.Loss(values[item]);
                int group = rowBase + (itemClass.IsEmpty ? 0 : itemClass[item]);
                if (loss <= _loss[group] && float.IsFinite(loss) && (fit.IsEmpty || fit[item] > 0)) Offer(group, loss, chunk.FirstRow + row, chunk.FirstItem + item);
            }
        }
    }

    public void Merge(BestPerGroup other)
    {
        for (int group = 0; group < _loss.Length; group++)
            if (other._place[group].Row >= 0) Offer(group, other._loss[group], other._place[group].Row, other._place[group].Item);
    }

    void Offer(int group, float loss, int row, int item)
    {
        if (loss > _loss[group] || (loss == _loss[group] && !Pick.Precedes(row, item, _place[group].Row, _place[group].Item))) return;
        _loss[group] = loss;
        _place[group] = (row, item);
    }
}
