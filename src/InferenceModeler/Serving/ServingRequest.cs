namespace InferenceModeler.Serving;

/// <summary>One request before a replica and what became of it. Times in microseconds since the start; negative: not yet.</summary>
public struct ServingRequest
{
    internal const double SecondsPerMicrosecond = 1e-6;

    public long ArrivalMicroseconds;

    public int PromptTokens, OutputTokens, CachedTokens;

    /// <summary>First admission.</summary>
    public long AdmittedMicroseconds;

    public long FirstTokenMicroseconds, FinishedMicroseconds;

    // While preempted
    internal long LastTokenMicroseconds;
    internal int Generated, Link;

    public readonly double TtftSeconds => (FirstTokenMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    public readonly double EndToEndSeconds => (FinishedMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    /// <summary>Mean of the tokens after the first, of which there must be one.</summary>
    public readonly double TpotSeconds => (FinishedMicroseconds - FirstTokenMicroseconds) * SecondsPerMicrosecond / (OutputTokens - 1);

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
