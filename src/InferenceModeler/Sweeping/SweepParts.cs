namespace InferenceModeler.Sweeping;

/// <summary>
/// A space cut into parts of about equal size. Parts follow each other in the order of the space when everything is kept, so that their results need no
/// sorting.
/// </summary>
public sealed class SweepParts
{
    // Item tables stay small beside 600 MB, and where everything is kept the results of a part do.
    const int MostItems = 1 << 20;
    const int MostEvaluations = 1 << 25;
    const int MostEvaluationsKept = 1 << 17;

    readonly SweepSpace _space;
    readonly int _rows;
    readonly int _items;
    readonly int _itemSlices;

    /// <param name="space">What is cut.</param>
    /// <param name="keep">What is kept of it.</param>
    /// <param name="evaluations">Evaluations per part, at least 1; none for as many as is good.</param>
    public SweepParts(SweepSpace space, SweepKeep keep, long? evaluations = null)
    {
        long most = Math.Min(evaluations ?? long.MaxValue, keep == SweepKeep.All ? MostEvaluationsKept : MostEvaluations);
        _space = space;
        _items = (int)Math.Min(space.Items, Math.Min(most, MostItems));
        _rows = (int)Math.Clamp(most / _items, 1, space.Deployments.Count);
        _itemSlices = checked((int)((space.Items + _items - 1) / _items));
        Count = checked((space.Deployments.Count + _rows - 1) / _rows * _itemSlices);
    }

    public int Count { get; }

    public SweepPart this[int index]
    {
        get
        {
            int row = index / _itemSlices * _rows;
            long item = (long)(index % _itemSlices) * _items;
            return new(row, Math.Min(_rows, _space.Deployments.Count - row), item, (int)Math.Min(_items, _space.Items - item));
        }
    }
}
