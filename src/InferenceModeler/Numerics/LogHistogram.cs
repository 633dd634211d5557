namespace InferenceModeler.Numerics;

/// <summary>
/// Counts of positive values in bins of equal relative width: each octave is cut into <see cref="BinsPerOctave"/> equal parts. Integer counts, so that
/// merging in any order gives the same histogram. A quantile read from it is off by at most <see cref="RelativeError"/>.
/// </summary>
/// <remarks>Zero and values below 2^-40 (1e-12) count in the lowest bin, values of 2^40 (1e12) and more in the highest. NaN and negative values are refused.</remarks>
public sealed class LogHistogram
{
    /// <summary>A power of two, so that a bin is a shift of the value's bits and never a rounded logarithm.</summary>
    public const int BinsPerOctave = 64;

    /// <summary>Half a bin, at the foot of an octave where bins are widest in relation: 1/128.</summary>
    public const double RelativeError = 0.5 / BinsPerOctave;

    const int LowestExponent = -40;
    const int HighestExponent = 40;
    const int BinBits = 6;
    const int MantissaBits = 52;
    const int ExponentBias = 1023;

    /// <summary>A float's bin is its bits shifted by this, less <see cref="FloatFirstBin"/>, held within the bins.</summary>
    internal const int FloatShift = 23 - BinBits;

    internal const int FloatFirstBin = (127 + LowestExponent) << BinBits;

    internal const int Bins = (HighestExponent - LowestExponent) << BinBits;
    const long LowestBits = (long)(ExponentBias + LowestExponent) << MantissaBits;

    // The octaves from the lowest to the highest that hold something: thousands of histograms are kept at once.
    long[] _counts = [];
    int _firstBin;

    /// <summary>Values counted.</summary>
    public long Count { get; private set; }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is NaN or negative, or <paramref name="times"/> is negative.</exception>
    public void Add(double value, long times = 1)
    {
        if (!(value >= 0)) throw new ArgumentOutOfRangeException(nameof(value), value, "must be 0 or more");
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        AddToBin(Bin(value), times);
    }

    internal void AddToBin(int bin, long times)
    {
        if ((uint)(bin - _firstBin) >= (uint)_counts.Length) Cover(bin, bin + 1);
        _counts[bin - _firstBin] += times;
        Count += times;
    }

    public void Merge(LogHistogram other)
    {
        if (other._counts.Length == 0) return;
        Cover(other._firstBin, other._firstBin + other._counts.Length);
        for (int bin = 0; bin < other._counts.Length; bin++) _counts[other._firstBin - _firstBin + bin] += other._counts[bin];
        Count += other.Count;
    }

    /// <summary>
    /// The middle of the bin that holds the value of rank ⌈<paramref name="fraction"/> × count⌉; NaN when nothing was counted.
    /// </summary>
    /// <param name="fraction">0 to 1.</param>
    public double Quantile(double fraction)
    {
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "must lie in 0..1");
        if (Count == 0) return double.NaN;
        (double from, double toExcluded) = BinOf(Math.Max(1, (long)Math.Ceiling(fraction * Count)));
        return (from + toExcluded) / 2;
    }

    /// <summary>The bin that holds the value of a rank, 1 to <see cref="Count"/>.</summary>
    public (double From, double ToExcluded) BinOf(long rank)
    {
        int bin = -1;
        for (long seen = 0; seen < rank;) seen += _counts[++bin];
        return (LowerEdge(_firstBin + bin), LowerEdge(_firstBin + bin + 1));
    }

    /// <summary>Values in bins below the one that holds <paramref name="value"/>, and in that one.</summary>
    public (long Below, long Within) Around(double value)
    {
        int bin = Bin(value) - _firstBin;
        long below = 0;
        for (int i = 0; i < Math.Min(bin, _counts.Length); i++) below += _counts[i];
        return (below, (uint)bin < (uint)_counts.Length ? _counts[bin] : 0);
    }

    /// <summary>The bins that hold something, from low to high.</summary>
    public IEnumerable<(double From, double ToExcluded, long Count)> Filled()
    {
        for (int bin = 0; bin < _counts.Length; bin++)
            if (_counts[bin] > 0) yield return (LowerEdge(_firstBin + bin), LowerEdge(_firstBin + bin + 1), _counts[bin]);
    }

    /// <summary>Makes room for whole octaves that hold these bins.</summary>
    void Cover(int from, int toExcluded)
    {
        if (_counts.Length > 0) (from, toExcluded) = (Math.Min(from, _firstBin), Math.Max(toExcluded, _firstBin + _counts.Length));
        from &= -BinsPerOctave;
        toExcluded = (toExcluded + BinsPerOctave - 1) & -BinsPerOctave;
        if (from == _firstBin && toExcluded - from == _counts.Length) return;
        long[] wider = new long[toExcluded - from];
        if (_counts.Length > 0) _counts.CopyTo(wider, _firstBin - from);
        (_counts, _firstBin) = (wider, from);
    }

    static int Bin(double value) =>
        (int)Math.Clamp((BitConverter.DoubleToInt64Bits(value) - LowestBits) >> (MantissaBits - BinBits), 0, Bins - 1);

    static double LowerEdge(int bin) => BitConverter.Int64BitsToDouble(LowestBits + ((long)bin << (MantissaBits - BinBits)));
}
