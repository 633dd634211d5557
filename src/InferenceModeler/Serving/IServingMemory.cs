namespace InferenceModeler.Serving;

/// <summary>
/// Where a replica keeps its state and its requests: pointers on the host, device views in a kernel. Words begin as 0. Times are microseconds since the start.
/// </summary>
public interface IServingMemory
{
    /// <summary>A word of the replica's own state; there are <see cref="ServingRules.StateWords"/>, and <see cref="ServingRules.UnitWords"/> for each unit of the prefix cache.</summary>
    int Word(int index);

    void SetWord(int index, int value);

    /// <summary>Not descending with the request's number.</summary>
    long ArrivalMicroseconds(int request);

    /// <summary>In a closed loop.</summary>
    void SetArrival(int request, long microseconds);

    int PromptTokens(int request);

    int OutputTokens(int request);

    int CachedTokens(int request);

    /// <summary>0 (the most urgent) to <see cref="ServingRules.Levels"/> − 1.</summary>
    int Level(int request);

    /// <summary>Tokens generated before the request was preempted.</summary>
    int Generated(int request);

    /// <summary>While waiting: the next request of the list, plus 1, or 0. While running: minus the slot.</summary>
    int Link(int request);

    void SetLink(int request, int link);

    void SetPreempted(int request, int generated, int link);

    /// <summary>Whether it was ever admitted.</summary>
    bool IsAdmitted(int request);

    void SetAdmitted(int request, long microseconds);

    void SetFirstToken(int request, long microseconds);

    /// <summary>When the request's last token so far was out.</summary>
    long LastToken(int request);

    void SetLastToken(int request, long microseconds);

    void SetFinished(int request, long microseconds);

    /// <summary>The request left without an answer.</summary>
    void SetLeft(int request, long microseconds, bool timedOut);

    /// <summary>Whether the request is finished or has left.</summary>
    bool IsDone(int request);

    /// <summary>Tokens that came out this long after the one before in their requests.</summary>
    void CountTokens(long gapMicroseconds, long tokens);

    /// <summary>Units of the prefix cache that the prompt consists of, from its start to its end; one more may stand for the output.</summary>
    int Parts(int request);

    /// <summary>A unit: the same number for the same tokens after the same prefix.</summary>
    int PartUnit(int request, int part);

    /// <summary>Where the part ends, tokens from the start of the prompt.</summary>
    int PartEnd(int request, int part);
}
