namespace InferenceModeler.Serving;

/// <summary>One request before a replica and what became of it. Times in microseconds since the start; negative: not yet.</summary>
public struct ServingRequest
{
    public long ArrivalMicroseconds;

    public int PromptTokens, OutputTokens, CachedTokens;

    /// <summary>First admission.</summary>
    public long AdmittedMicroseconds;

    public long FirstTokenMicroseconds, FinishedMicroseconds;

    // While preempted
    internal long LastTokenMicroseconds;
    internal int Generated, Link;

    public static ServingRequest Of(long arrivalMicroseconds, int promptTokens, int outputTokens, int cachedTokens) => new()
    {
        ArrivalMicroseconds = arrivalMicroseconds,
        PromptTokens = promptTokens,
        OutputTokens = outputTokens,
        CachedTokens = cachedTokens,
        AdmittedMicroseconds = -1,
        FirstTokenMicroseconds = -1,
        FinishedMicroseconds = -1,
    };
}
