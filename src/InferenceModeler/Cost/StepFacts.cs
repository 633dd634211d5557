using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// What one accelerator of a deployment computes and moves in a step, summed over all layers that a token passes: counts only, no rates. FLOP (multiply and add
/// are two), bytes, tokens. "Full" attention parts grow with the whole context, "limited" ones with at most <see cref="LimitTokens"/> of it (sliding windows,
/// sparse attention).
/// </summary>
/// <remarks>Pipeline stages run one after the other for a token, so every layer counts; tensor and expert parallelism divide the work.</remarks>
public struct StepFacts<T> where T : struct, IReal<T>
{
    // Dense matrices
    public T ProjectionFlopPerToken, ProjectionBytes, FeedForwardFlopPerToken, FeedForwardBytes, SharedFlopPerToken,
        SharedBytes, HeadFlopPerRow, HeadBytes, ElementwiseBytesPerToken;

    // Experts: bytes of one expert over all layers, experts resident per rank, log2 of the chance that a token misses a given expert
    public T ExpertFlopPerToken, ExpertBytesPerExpert, ResidentExperts, Log2ExpertMiss, ExpertTokenFactor, ExpertRankShare, LockStep;

    // Attention
    public T KvBytesPerContextToken, KvBytesPerLimitedToken, LimitTokens, QueriesPerKey, StateBytesPerSequence, DecodeFlopPerContextToken, DecodeFlopPerLimitedToken,
        PrefillFlopPerPair, PrefillFlopPerLimitedPair, StateFlopPerToken;

    // Communication
    public T AllReduces, AllReduceBytesPerToken, AllReduceRanks, AllToAlls, AllToAllBytesPerToken, PipelineHops, PipelineBytesPerToken;

    // Layers that a step passes
    public T Layers, MoeLayers, SharedLayers;

    /// <summary>Number of fields in a row.</summary>
    public const int Count = 36;

    /// <summary>Reads the fields of a row, beginning at <paramref name="field"/>.</summary>
    public static StepFacts<T> Read<TMemory>(ref TMemory memory, int row, int field) where TMemory : struct, IMemory<T> => new()
    {
        ProjectionFlopPerToken = memory.Row(row, field + 0),
        ProjectionBytes = memory.Row(row, field + 1),
        FeedForwardFlopPerToken = memory.Row(row, field + 2),
        FeedForwardBytes = memory.Row(row, field + 3),
        SharedFlopPerToken = memory.Row(row, field + 4),
        SharedBytes = memory.Row(row, field + 5),
        HeadFlopPerRow = memory.Row(row, field + 6),
        HeadBytes = memory.Row(row, field + 7),
        ElementwiseBytesPerToken = memory.Row(row, field + 8),
        ExpertFlopPerToken = memory.Row(row, field + 9),
        ExpertBytesPerExpert = memory.Row(row, field + 10),
        ResidentExperts = memory.Row(row, field + 11),
        Log2ExpertMiss = memory.Row(row, field + 12),
        ExpertTokenFactor = memory.Row(row, field + 13),
        ExpertRankShare = memory.Row(row, field + 14),
        LockStep = memory.Row(row, field + 15),
        KvBytesPerContextToken = memory.Row(row, field + 16),
        KvBytesPerLimitedToken = memory.Row(row, field + 17),
        LimitTokens = memory.Row(row, field + 18),
        StateBytesPerSequence = memory.Row(row, field + 19),
        DecodeFlopPerContextToken = memory.Row(row, field + 20),
        DecodeFlopPerLimitedToken = memory.Row(row, field + 21),
        PrefillFlopPerPair = memory.Row(row, field + 22),
        PrefillFlopPerLimitedPair = memory.Row(row, field + 23),
        StateFlopPerToken = memory.Row(row, field + 24),
        AllReduces = memory.Row(row, field + 25),
        AllReduceBytesPerToken = memory.Row(row, field + 26),
        AllReduceRanks = memory.Row(row, field + 27),
        AllToAlls = memory.Row(row, field + 28),
        AllToAllBytesPerToken = memory.Row(row, field + 29),
        PipelineHops = memory.Row(row, field + 30),
        PipelineBytesPerToken = memory.Row(row, field + 31),
        Layers = memory.Row(row, field + 32),
        MoeLayers = memory.Row(row, field + 33),
        SharedLayers = memory.Row(row, field + 34),
        QueriesPerKey = memory.Row(row, field + 35),
    };
}
