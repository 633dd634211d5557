namespace InferenceModeler.Serving;

/// <summary>A replica between two steps. The default, with <see cref="FreeBlocks"/> set, is an empty one at time 0.</summary>
/// <remarks>Slots and requests are held plus 1, so that 0 is none.</remarks>
public struct ServingState
{
    /// <summary>Microseconds since the start.</summary>
    public long Now;

    /// <summary>A law was violated: a step moved no token.</summary>
    public int Fault;

    // The batch: sequences running, decoding; sum of the decodes' contexts; blocks not held
    public int Running, Decodes, FreeBlocks;
    public long ContextTokens;

    // Requests: the next to admit for the first time, arrived, finished, preempted and waiting again
    public int Next, Arrived, Finished, Preempted;

    // The step's number, and that number modulo the block
    internal int Step, Phase;

    // Of the step before
    internal long StepMicroseconds;

    // Ends of the lists
    internal int LastRunning, FirstPrefill, LastPrefill, FreeSlot, UsedSlots, LastPreempted;

    // Sums over time, in microseconds × what they count
    public long BusyMicroseconds, DecodeArea, BlockArea, PresenceArea;

    /// <summary>Steps taken, and how often their time was evaluated.</summary>
    public long Steps, Evaluations;

    public long Preemptions, RecomputedTokens;

    /// <summary>Tokens that went through the model, prompts and decodes.</summary>
    public long ComputedTokens;

    /// <summary>Requests that wait for admission.</summary>
    public readonly int Waiting => Arrived - Next + Preempted;

    public readonly int Present => Arrived - Finished;
}
