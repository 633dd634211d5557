namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// Which results count. A body marks what cannot be with a reason column: 0 where the result is fit, anything else (NaN included) where it is not. Ceilings
/// add limits of the question, such as a latency promise.
/// </summary>
public sealed class Feasibility
{
    readonly int _reasonColumn;
    readonly Ceiling[] _ceilings;

    /// <param name="reasonColumn">The output column that is 0 where a result is fit, or -1 when all are.</param>
    /// <param name="ceilings">Further limits; NaN never keeps one.</param>
    public Feasibility(int reasonColumn, params ReadOnlySpan<Ceiling> ceilings)
    {
        _reasonColumn = reasonColumn;
        _ceilings = ceilings.ToArray();
    }

    internal IEnumerable<Band> Bands =>
        (_reasonColumn < 0 ? [] : new Band[] { new(_reasonColumn, 0, 0) }).Concat(_ceilings.Select(ceiling => new Band(ceiling.Column, float.NegativeInfinity, ceiling.Most)));

    /// <summary>Every result counts.</summary>
    public static Feasibility All { get; } = new(-1);

    /// <summary>Whether a result of the chunk counts, row and item counted from 0 in the chunk.</summary>
    public bool Holds(in Chunk chunk, int row, int item)
    {
        if (_reasonColumn >= 0 && chunk.At(_reasonColumn, row, item) != 0) return false;
        foreach (Ceiling ceiling in _ceilings)
            if (!(chunk.At(ceiling.Column, row, item) <= ceiling.Most)) return false;
        return true;
    }
}
