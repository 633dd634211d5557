namespace InferenceModeler.Serving;

/// <summary>The limits of one replica's scheduler.</summary>
public struct ServingRules
{
    /// <summary>Levels of priority, 0 the most urgent.</summary>
    public const int Levels = 8;

    /// <summary>Steps that the wheel of finishing requests spans; longer ones stay on it for several turns.</summary>
    internal const int WheelSteps = 1024;

    internal const int DeviceTier = 0, HostTier = 1, RemoteTier = 2, Tiers = 3;

    const int TierWords = 3, UnitTierWords = 3;

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

    /// <summary>A request not finished so long after its arrival leaves; 0 for never.</summary>
    public long TimeoutMicroseconds;

    /// <summary>An arrival that finds so many waiting is rejected; 0 for no such limit.</summary>
    public int MaxWaiting;

    // As a word: devices do not agree on the size of a bool.
    int _isClosed;

    /// <summary>Whether each request that leaves lets the next one arrive, <see cref="ThinkMicroseconds"/> later.</summary>
    public bool IsClosed
    {
        readonly get => _isClosed != 0;
        set => _isClosed = value ? 1 : 0;
    }

    public long ThinkMicroseconds;

    /// <summary>Blocks of the prefix cache beside the accelerators' memory; 0 for none.</summary>
    public int HostBlocks, RemoteBlocks;

    /// <summary>Time to bring a block of the cache back.</summary>
    public int HostBlockNanoseconds, RemoteBlockNanoseconds;

    /// <summary>Words of state that a replica needs, beside <see cref="UnitWords"/> for each unit of the prefix cache.</summary>
    public readonly int StateWords => Unit(0);

    /// <summary>Words per unit of the prefix cache: who uses it, and per tier how many blocks lie there and the neighbours in order of use.</summary>
    public readonly int UnitWords => 1 + UnitTierWords * (HasTiers ? Tiers : 1);

    public readonly bool HasTiers => HostBlocks > 0 || RemoteBlocks > 0;

    /// <summary>Whether requests may leave without an answer.</summary>
    public readonly bool Leaves => TimeoutMicroseconds > 0 || MaxWaiting > 0;

    public readonly int Blocks(int tokens) => (tokens + BlockTokens - 1) / BlockTokens;

    internal readonly int Wheel(int step) => BlockTokens + (step & (WheelSteps - 1));

    internal readonly int Level(int level) => BlockTokens + WheelSteps + 2 * level;

    internal readonly int Tier(int tier) => BlockTokens + WheelSteps + 2 * Levels + TierWords * tier;

    internal readonly int Unit(int unit) => Tier(Tiers) + unit * UnitWords;

    internal readonly int InTier(int unit, int tier) => Unit(unit) + 1 + UnitTierWords * tier;
}
