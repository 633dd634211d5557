namespace InferenceModeler.Compute;

/// <summary>A reducer most of whose work a device can do where the results lie, so that only what may be kept comes home.</summary>
public interface ISieved
{
    /// <summary>What may be dropped of a grid's results; null where all of them must come.</summary>
    Sieve? SieveOf(WorkGrid grid);

    /// <summary>Takes note of results that did not come: how many missed each band, and how many were in all bands but dropped.</summary>
    void Account(ReadOnlySpan<long> missed, long dropped);

    /// <summary>Of <see cref="SieveKind.Count"/>: results by group and class.</summary>
    void Take(ReadOnlySpan<int> counts)
    {
    }
}
