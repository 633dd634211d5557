namespace InferenceModeler.Serving;

/// <summary>A replica between two steps. The default, with <see cref="FreeBlocks"/> set, is an empty one at time 0.</summary>
/// <remarks>Units and requests are held plus 1, so that 0 is none.</remarks>
public struct ServingState
{
    /// <summary>Microseconds since the start.</summary>
    public long Now;

    /// <summary>Requests known so far, in order of arrival.</summary>
    public int Known;

    /// <summary>A law was violated: a step moved no token.</summary>
    public int Fault;

    /// <summary>Not 0 while the gaps between tokens are left out of the count.</summary>
    public int LeavesGapsOut;

    // The batch: sequences running, decoding; sum of the decodes' contexts; blocks that no running request holds, and those of them that the cache keeps
    public int Running, Decodes, FreeBlocks, KeptBlocks;
    public long ContextTokens;

    // Requests: the next to admit for the first time, arrived, finished; waiting again after a preemption, or in lists; left without an answer
    public int Next, Arrived, Finished, Preempted, Listed, TimedOut, Rejected;

    // Of a closed loop: requests that have arrived or have their time of arrival
    public int Released;

    // Those that left before they were admitted and are not passed over yet
    internal int Holes;

    // None before this one is open
    internal int Oldest;

    // The step's number among those with decodes, and that number modulo the block
    internal int Step, Phase;

    // Of the step before: how long it took, its tokens, and the requests that it finished; of a leap, its first
    internal long StepMicroseconds;
    internal int StepTokens, StepFinished;

    /// <summary>The last step of ranks that step together.</summary>
    public StepBatch Planned;

    // Ends of the lists
    internal int LastRunning, FirstPrefill, LastPrefill, LastPreempted;

    // Retraction: nobody fits until somebody leaves; share of the further output kept free; that output, and all output of the running; decodes that a step of
    // prompts made wait, for how long, how many joined meanwhile, and their time together
    internal int IsFull, Ratio, Stalled, Joined;
    internal long OutputLeft, OutputTokens, StallMicroseconds, JoinedMicroseconds;

    // Time to bring blocks of the cache back, for the step being planned
    internal long LoadNanoseconds;

    // Sums over time, in microseconds × what they count
    public long BusyMicroseconds, DecodeArea, BlockArea, PresenceArea;

    /// <summary>Steps taken, and how often their time was evaluated.</summary>
    public long Steps, Evaluations;

    public long Preemptions, RecomputedTokens;

    /// <summary>Tokens that went through the model, prompts and decodes.</summary>
    public long ComputedTokens;

    /// <summary>Prompt tokens of the requests admitted for the first time, and those of them that a cache held, by where.</summary>
    public long LookedUpTokens, DeviceHitTokens, HostHitTokens, RemoteHitTokens;

    /// <summary>Requests that wait for admission.</summary>
    public readonly int Waiting => Arrived - Next - Holes + Preempted + Listed;

    public readonly int Present => Arrived - Finished - TimedOut - Rejected;
}
