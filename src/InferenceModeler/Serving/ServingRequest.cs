namespace InferenceModeler.Serving;

/// <summary>One request before a replica and what became of it. Times in microseconds since the start; negative: not yet.</summary>
/// <remarks>64 bytes, a line of the cache. Requests in lists are numbered from 1, so that 0 is none.</remarks>
public struct ServingRequest
{
    internal const double SecondsPerMicrosecond = 1e-6;

    /// <summary>Not descending with the request's number.</summary>
    public long ArrivalMicroseconds;

    public int PromptTokens, OutputTokens;

    /// <summary>Prompt tokens that are cached whatever happens; negative: the complement of those that the simulated cache held on first admission.</summary>
    internal int CachedTokens;

    public ushort Class;

    /// <summary>Priority, which its class has: 0 (the most urgent) to <see cref="ServingRules.Levels"/> − 1.</summary>
    public byte Level;

    public RequestStatus Status;

    /// <summary>First admission.</summary>
    public long AdmittedMicroseconds;

    public long FirstTokenMicroseconds;

    /// <summary>When the last token before a preemption was out; when it finished or left.</summary>
    internal long LastMicroseconds;

    /// <summary>Tokens generated before the last preemption.</summary>
    internal int Generated;

    /// <summary>While it prefills: tokens that are computed. While it decodes: the step that computes its last token.</summary>
    internal int Progress;

    /// <summary>The next one of those that wait, prefill or finish in the same step.</summary>
    internal int Next;

    /// <summary>Once it runs: the one admitted before it.</summary>
    internal int Before;

    /// <summary>Prompt tokens that were not computed on first admission.</summary>
    public readonly int CachedPromptTokens => CachedTokens < 0 ? ~CachedTokens : CachedTokens;

    public readonly bool IsRunning => Status is RequestStatus.Prefilling or RequestStatus.Decoding;

    /// <summary>Whether it is finished or has left.</summary>
    public readonly bool IsDone => Status >= RequestStatus.Finished;

    public readonly long FinishedMicroseconds => Status == RequestStatus.Finished ? LastMicroseconds : -1;

    /// <summary>When it finished or left; negative while it is open.</summary>
    public readonly long DoneMicroseconds => IsDone ? LastMicroseconds : -1;

    /// <summary>Tokens to compute before it decodes: its prompt and what it generated before a preemption.</summary>
    public readonly int KnownTokens => PromptTokens + Generated;

    public readonly double TtftSeconds => (FirstTokenMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    /// <summary>Of a finished one.</summary>
    public readonly double EndToEndSeconds => (LastMicroseconds - ArrivalMicroseconds) * SecondsPerMicrosecond;

    /// <summary>Of a finished one: mean of the tokens after the first, of which there must be one.</summary>
    public readonly double TpotSeconds => (LastMicroseconds - FirstTokenMicroseconds) * SecondsPerMicrosecond / (OutputTokens - 1);

    public static ServingRequest Of(long arrivalMicroseconds, int promptTokens, int outputTokens, int cachedTokens) => new()
    {
        ArrivalMicroseconds = arrivalMicroseconds,
        PromptTokens = promptTokens,
        OutputTokens = outputTokens,
        CachedTokens = cachedTokens,
        AdmittedMicroseconds = -1,
        FirstTokenMicroseconds = -1,
    };

    internal void Leave(long microseconds, RequestStatus status) => (LastMicroseconds, Status) = (microseconds, status);
}
