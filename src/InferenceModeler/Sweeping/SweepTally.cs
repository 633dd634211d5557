namespace InferenceModeler.Sweeping;

/// <summary>Combinations by verdict.</summary>
public sealed class SweepTally
{
    readonly long[] _counts = new long[Enum.GetValues<SweepVerdict>().Length];

    public long this[SweepVerdict verdict] => _counts[(int)verdict];

    public long Total => _counts.Sum();

    public IReadOnlyList<long> Counts => _counts;

    public void Add(SweepVerdict verdict, long count = 1) => _counts[(int)verdict] += count;

    public void Add(SweepTally other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }
}
