namespace InferenceModeler.Serving;

/// <summary>The limits of one replica's scheduler.</summary>
public struct ServingRules
{
    /// <summary>Steps that the wheel of finishing requests spans; longer ones stay on it for several turns.</summary>
    internal const int WheelSteps = 1024;

    /// <summary>Words of state per running request.</summary>
    internal const int SlotWords = 8;

    /// <summary>Tokens of a step, prompts and decodes together.</summary>
    public int MaxBatchedTokens;

    /// <summary>Requests running at once; more never run than a step has tokens.</summary>
    public int MaxSequences;

    /// <summary>Most tokens of one prompt in one step; 0 for no such limit.</summary>
    public int LongPrefillTokens;

    /// <summary>Blocks of keys and values.</summary>
    public int KvBlocks;

    public int BlockTokens;

    /// <summary>Fewest steps of nothing but decodes that are taken at once, at least 2; 0 for every step by itself.</summary>
    public int LeastLeapSteps;

    /// <summary>Words of state that a replica needs.</summary>
    public readonly int StateWords => BlockTokens + WheelSteps + MaxSequences * SlotWords;

    public readonly int Blocks(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    internal readonly int Wheel(int step) => BlockTokens + (step & (WheelSteps - 1));

    internal readonly int Slot(int slot) => BlockTokens + WheelSteps + slot * SlotWords;
}
