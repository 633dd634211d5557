namespace InferenceModeler.Serving;

/// <summary>
/// Where a replica keeps its state and its requests: pointers on the host, device views in a kernel. Words begin as 0. Times are microseconds since the start.
/// </summary>
public interface IServingMemory
{
    /// <summary>A word of the replica's own state; there are <see cref="ServingRules.StateWords"/>.</summary>
    int Word(int index);

    void SetWord(int index, int value);

    /// <summary>Not descending with the request's number.</summary>
    long ArrivalMicroseconds(int request);

    int PromptTokens(int request);

    int OutputTokens(int request);

    int CachedTokens(int request);

    /// <summary>Tokens generated before the request was preempted.</summary>
    int Generated(int request);

    /// <summary>The request preempted before this one, plus 1; 0 for none.</summary>
    int Link(int request);

    void SetPreempted(int request, int generated, int link);

    void SetAdmitted(int request, long microseconds);

    void SetFirstToken(int request, long microseconds);

    /// <summary>When the request's last token so far was out.</summary>
    long LastToken(int request);

    void SetLastToken(int request, long microseconds);

    void SetFinished(int request, long microseconds);

    /// <summary>Tokens that came out this long after the one before in their requests.</summary>
    void CountTokens(long gapMicroseconds, long tokens);
}
