using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>A joint distribution given as weighted shapes: the requests of a trace, or the quantile cells of a preset.</summary>
public sealed record EmpiricalLengths : LengthDistribution
{
    readonly double[] _cumulativeShares;
    readonly RequestShape[] _shapes;

    // First cell whose cumulative share reaches each of as many equal parts of 0 to 1.
    readonly int[] _firstOfPart;

    /// <param name="cells">Shares are positive and are scaled to sum to 1.</param>
    /// <exception cref="InputException">No cells, or a cell with a senseless share or length.</exception>
    public EmpiricalLengths(IReadOnlyList<WeightedShape> cells)
    {
        if (cells.Count == 0) throw new InputException("a length distribution needs at least one entry");
        foreach (WeightedShape cell in cells)
        {
            Checked(cell.Shape);
            if (!(cell.Share > 0 && double.IsFinite(cell.Share))) throw new InputException($"share {cell.Share}: must be a positive number");
        }

        // In one order, so that sums and with them every result do not depend on the order given.
        WeightedShape[] sorted = [.. cells];
        Array.Sort(sorted, static (left, right) => Key(left).CompareTo(Key(right)));
        double total = sorted.Sum(cell => cell.Share);
        // Shares that sum to 1 but for rounding stay as they are, so that a table read back is the table written.
        if (Math.Abs(total - 1) < 1e-9) total = 1;
        Table = [.. sorted.Select(cell => cell with { Share = cell.Share / total })];
        _cumulativeShares = new double[cells.Count];
        double sum = 0;
        for (int i = 0; i < cells.Count; i++) _cumulativeShares[i] = sum += sorted[i].Share / total;
        _shapes = [.. sorted.Select(cell => cell.Shape)];
        _firstOfPart = new int[cells.Count];
        for (int part = 0, cell = 0; part < cells.Count; part++)
        {
            while (cell < cells.Count - 1 && _cumulativeShares[cell] * cells.Count < part) cell++;
            _firstOfPart[part] = cell;
        }
    }

    public override IReadOnlyList<WeightedShape> Table { get; }

    public override RequestShape Sample(uint seed, uint stream, uint draw)
    {
        double share = CounterRandom.Draw(seed, stream, draw).First;
        int cell = _firstOfPart[(int)(share * _firstOfPart.Length)];
        // A part's foot is rounded: the cell before may be the one.
        while (cell > 0 && _cumulativeShares[cell - 1] >= share) cell--;
        while (cell < _shapes.Length - 1 && _cumulativeShares[cell] < share) cell++;
        return _shapes[cell];
    }

    public bool Equals(EmpiricalLengths? other) => other is not null && Table.SequenceEqual(other.Table);

    public override int GetHashCode() => HashCode.Combine(Table.Count, Table[0]);

    static (int, int, int, double) Key(WeightedShape cell) => (cell.Shape.PromptTokens, cell.Shape.OutputTokens, cell.Shape.CachedPromptTokens, cell.Share);

    internal static RequestShape Checked(RequestShape shape)
    {
        if (shape.PromptTokens < 1) throw new InputException($"prompt of {shape.PromptTokens} tokens: must be at least 1");
        if (shape.OutputTokens < 1) throw new InputException($"output of {shape.OutputTokens} tokens: must be at least 1");
        if (shape.CachedPromptTokens < 0 || shape.CachedPromptTokens >= shape.PromptTokens)
            throw new InputException($"{shape.CachedPromptTokens} cached of {shape.PromptTokens} prompt tokens: must be at least 0 and less than the prompt");
        return shape;
    }
}
