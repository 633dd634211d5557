using InferenceModeler.Numerics;

namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// How far each item's predictions lie from what was measured for the rows: the mean of |log2(predicted / measured)|, in octaves, each at most a cap, so that a
/// few bad measurements do not decide. A prediction that is not positive and finite counts as the cap.
/// </summary>
/// <remarks>Summed in units of 2^-32 octave, so that the score does not depend on the order.</remarks>
public sealed class ItemScores : IReducer<ItemScores>
{
    const double Unit = 1.0 / (1L << 32);

    readonly int _column;
    readonly float[] _measured;
    readonly float _cap;
    readonly long[] _sums;
    readonly int _points;

    /// <param name="column">The predicted column.</param>
    /// <param name="measured">What was measured, a positive number per row; 0 where nothing was, which is left out.</param>
    /// <param name="items">Items of the grid.</param>
    /// <param name="capOctaves">The most that a point counts.</param>
    public ItemScores(int column, ReadOnlySpan<float> measured, int items, float capOctaves = 1f)
        : this(column, Checked(measured), items, capOctaves)
    {
    }

    ItemScores(int column, float[] measured, int items, float capOctaves)
    {
        if (!(capOctaves > 0)) throw new ArgumentOutOfRangeException(nameof(capOctaves), capOctaves, "must be positive");
        _column = column;
        _measured = measured;
        _cap = capOctaves;
        _sums = new long[items];
        _points = measured.Count(value => value > 0);
        if (_points == 0) throw new ArgumentException("no row has a measurement", nameof(measured));
    }

    /// <summary>Mean capped distance of an item, octaves; 0 is perfect.</summary>
    public double this[int item] => _sums[item] * Unit / _points;

    /// <summary>The item of the lowest score; of equal ones the first.</summary>
    public int Best => Array.IndexOf(_sums, _sums.Min());

    public ItemScores Fork() => new(_column, _measured, _sums.Length, _cap);

    public void Add(in Chunk chunk)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            float measured = _measured[chunk.FirstRow + row];
            if (measured <= 0) continue;
            float level = Scalar.Log2(new(measured)).Value;
            ReadOnlySpan<float> predicted = chunk.Column(_column, row);
            Span<long> sums = _sums.AsSpan(chunk.FirstItem, chunk.Items);
            for (int item = 0; item < predicted.Length; item++)
            {
                bool usable = float.IsNormal(predicted[item]) && predicted[item] > 0;
                float distance = usable ? Math.Abs(Scalar.Log2(new(predicted[item])).Value - level) : _cap;
                sums[item] += (long)(Math.Min(distance, _cap) / Unit);
            }
        }
    }

    public void Merge(ItemScores other)
    {
        for (int item = 0; item < _sums.Length; item++) _sums[item] += other._sums[item];
    }

    static float[] Checked(ReadOnlySpan<float> measured)
    {
        for (int row = 0; row < measured.Length; row++)
            if (!float.IsFinite(measured[row]) || measured[row] < 0)
                throw new ArgumentException($"row {row} was measured as {measured[row]}: must be positive, or 0 where it was not", nameof(measured));
        return measured.ToArray();
    }
}
