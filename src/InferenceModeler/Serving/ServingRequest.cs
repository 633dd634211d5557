namespace InferenceModeler.Serving;

/// <summary>One request before a replica and what became of it. Times in microseconds since the start; negative: not yet.</summary>
public struct ServingRequest
{
    internal const double SecondsPerMicrosecond = 1e-6;

    const int RejectedMark = -2, TimedOutMark = -3;

    public long ArrivalMicroseconds;

    public int PromptTokens, OutputTokens, CachedTokens;

    /// <summary>Class and level of priority, which its class has.</summary>
    public ushort Class, Level;

    /// <summary>First admission.</summary>
    public long AdmittedMicroseconds;

    public long FirstTokenMicroseconds, FinishedMicroseconds;

    /// <summary>While preempted, or when it left.</summary>
    public long LastTokenMicroseconds;

    /// <summary>As <see cref="IServingMemory"/> has them.</summary>
    public int Generated, Link;

    /// <summary>Found the queue full.</summary>
    public readonly bool IsRejected => FinishedMicroseconds == RejectedMark;

    public readonly bool IsTimedOut => FinishedMicroseconds == TimedOutMark;

    /// <summary>When it finished or left; negative while it is open.</summary>
    public readonly long DoneMicroseconds => FinishedMicroseconds >= -1 ? FinishedMicroseconds : LastTokenMicroseconds;

    public readonly double TtftSeconds => (FirstTokenMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    public readonly double EndToEndSeconds => (FinishedMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    /// <summary>Mean of the tokens after the first, of which there must be one.</summary>
    public readonly double TpotSeconds => (FinishedMicroseconds - FirstTokenMicroseconds) * SecondsPerMicrosecond / (OutputTokens - 1);

    public void Leave(long microseconds, bool timedOut)
    {
        FinishedMicroseconds = timedOut ? TimedOutMark : RejectedMark;
        LastTokenMicroseconds = microseconds;
    }

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
