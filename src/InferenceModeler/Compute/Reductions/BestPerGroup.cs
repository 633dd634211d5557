namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// The best feasible result of each group; one whose objective is NaN or infinite does not count. Of equal results the one of the lowest row, then the lowest
/// item, wins.
/// </summary>
public sealed class BestPerGroup : IReducer<BestPerGroup>, ISieved
{
    readonly Grouping _grouping;
    readonly Objective _objective;
    readonly Feasibility _feasibility;
    readonly float[] _loss;
    readonly (int Row, int Item)[] _place;

    /// <param name="objective">What makes a result better.</param>
    /// <param name="grouping">The groups, or none for one of all.</param>
    /// <param name="feasibility">Which results count, or none for all.</param>
    public BestPerGroup(Objective objective, Grouping? grouping = null, Feasibility? feasibility = null)
    {
        _objective = objective;
        _grouping = grouping ?? Grouping.One;
        _feasibility = feasibility ?? Feasibility.All;
        _loss = new float[_grouping.Count];
        _place = new (int, int)[_grouping.Count];
        Array.Fill(_loss, float.PositiveInfinity);
        Array.Fill(_place, (-1, -1));
    }

    /// <summary>The best of a group, or <see cref="Pick.None"/>.</summary>
    public Pick this[int group] => _place[group].Row < 0 ? Pick.None : new Pick(_place[group].Row, _place[group].Item, _objective.Loss(_loss[group]));

    public BestPerGroup Fork() => new(_objective, _grouping, _feasibility);

    public void Add(in Chunk chunk)
    {
        ReadOnlySpan<int> itemClass = _grouping.ItemClass(chunk);
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(_objective.Column, row);
            int rowBase = _grouping.RowBase(chunk.FirstRow + row);
            for (int item = 0; item < values.Length; item++)
            {
                float loss = _objective.Loss(values[item]);
                int group = rowBase + (itemClass.IsEmpty ? 0 : itemClass[item]);
                if (loss <= _loss[group] && float.IsFinite(loss) && _feasibility.Holds(chunk, row, item)) Offer(group, loss, chunk.FirstRow + row, chunk.FirstItem + item);
            }
        }
    }

    public void Merge(BestPerGroup other)
    {
        for (int group = 0; group < _loss.Length; group++)
            if (other._place[group].Row >= 0) Offer(group, other._loss[group], other._place[group].Row, other._place[group].Item);
    }

    public Sieve SieveOf(WorkGrid grid) => _grouping.Sieve(SieveKind.Best, grid, _objective, _feasibility, Band.Finite(_objective.Column));

    public void Account(ReadOnlySpan<long> missed, long dropped)
    {
    }

    void Offer(int group, float loss, int row, int item)
    {
        if (loss > _loss[group] || (loss == _loss[group] && !Pick.Precedes(row, item, _place[group].Row, _place[group].Item))) return;
        _loss[group] = loss;
        _place[group] = (row, item);
    }
}
