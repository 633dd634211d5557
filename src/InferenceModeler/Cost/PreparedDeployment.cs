using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// A deployment's step time with everything divided out that does not vary with the batch: seconds per token, per context token and per step. Computed once
/// per deployment (<see cref="Preparation"/>), in any lane, so that derivatives pass through.
/// </summary>
public struct PreparedDeployment<T> where T : struct, IReal<T>
{
    // Dense matrices: compute per token, memory per step
    public T ProjectionCompute, ProjectionMemory, FeedForwardCompute, FeedForwardMemory, SharedCompute, SharedMemory, HeadCompute, HeadMemory, Elementwise;

    // Experts
    public T ExpertCompute, ExpertMemory, ResidentExperts, Log2ExpertMiss, ExpertTokenFactor;

    // Attention: memory and compute per token of context, compute per query-key pair
    public T KvMemory, KvMemoryLimited, LimitTokens, StateMemory, DecodeCompute, DecodeComputeLimited, PrefillCompute, PrefillComputeLimited, StateCompute;

    // Communication: count × latency, and per token
    public T OneShotLatency, OneShotPerToken, TwoShotLatency, TwoShotPerToken, AllToAllLatency, AllToAllPerToken, PipelineLatency, PipelinePerToken;

    // Overheads
    public T LayerFloor, ExpertFloor, StepOverhead, RequestOverhead, RoofRoundness, FloorRoundness, HostRoundness;

    // Serving
    public T FirstTokenSeconds, PromptTokenSeconds, FirstTokenSteps, FirstTokenPrefillShare, PrefillInterference, CrossRankInterference, PrefillQueueing;

    // Power: watts of one accelerator, rise per share of the roofs, seconds at full peak
    public T IdleWatts, ActiveWatts, MatrixPowerRise, MemoryPowerRise, PeakMatrixPerToken, PeakWeightMemory, PeakExpertMemory, PeakKvMemory,
        PeakKvMemoryLimited;

    /// <summary>Number of fields in a row.</summary>
    public const int Count = 54;

    /// <summary>Reads the fields of a row, beginning at <paramref name="field"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PreparedDeployment<T> Read<TMemory>(ref TMemory memory, int row, int field) where TMemory : struct, IMemory<T> => new()
    {
        ProjectionCompute = memory.Row(row, field + 0),
        ProjectionMemory = memory.Row(row, field + 1),
        FeedForwardCompute = memory.Row(row, field + 2),
        FeedForwardMemory = memory.Row(row, field + 3),
        SharedCompute = memory.Row(row, field + 4),
        SharedMemory = memory.Row(row, field + 5),
        HeadCompute = memory.Row(row, field + 6),
        HeadMemory = memory.Row(row, field + 7),
        Elementwise = memory.Row(row, field + 8),
        ExpertCompute = memory.Row(row, field + 9),
        ExpertMemory = memory.Row(row, field + 10),
        ResidentExperts = memory.Row(row, field + 11),
        Log2ExpertMiss = memory.Row(row, field + 12),
        ExpertTokenFactor = memory.Row(row, field + 13),
        KvMemory = memory.Row(row, field + 14),
        KvMemoryLimited = memory.Row(row, field + 15),
        LimitTokens = memory.Row(row, field + 16),
        StateMemory = memory.Row(row, field + 17),
        DecodeCompute = memory.Row(row, field + 18),
        DecodeComputeLimited = memory.Row(row, field + 19),
        PrefillCompute = memory.Row(row, field + 20),
        PrefillComputeLimited = memory.Row(row, field + 21),
        StateCompute = memory.Row(row, field + 22),
        OneShotLatency = memory.Row(row, field + 23),
        OneShotPerToken = memory.Row(row, field + 24),
        TwoShotLatency = memory.Row(row, field + 25),
        TwoShotPerToken = memory.Row(row, field + 26),
        AllToAllLatency = memory.Row(row, field + 27),
        AllToAllPerToken = memory.Row(row, field + 28),
        PipelineLatency = memory.Row(row, field + 29),
        PipelinePerToken = memory.Row(row, field + 30),
        LayerFloor = memory.Row(row, field + 31),
        ExpertFloor = memory.Row(row, field + 32),
        StepOverhead = memory.Row(row, field + 33),
        RequestOverhead = memory.Row(row, field + 34),
        RoofRoundness = memory.Row(row, field + 35),
        FloorRoundness = memory.Row(row, field + 36),
        HostRoundness = memory.Row(row, field + 37),
        FirstTokenSeconds = memory.Row(row, field + 38),
        PromptTokenSeconds = memory.Row(row, field + 39),
        FirstTokenSteps = memory.Row(row, field + 40),
        FirstTokenPrefillShare = memory.Row(row, field + 41),
        PrefillInterference = memory.Row(row, field + 42),
        CrossRankInterference = memory.Row(row, field + 43),
        PrefillQueueing = memory.Row(row, field + 44),
        IdleWatts = memory.Row(row, field + 45),
        ActiveWatts = memory.Row(row, field + 46),
        MatrixPowerRise = memory.Row(row, field + 47),
        MemoryPowerRise = memory.Row(row, field + 48),
        PeakMatrixPerToken = memory.Row(row, field + 49),
        PeakWeightMemory = memory.Row(row, field + 50),
        PeakExpertMemory = memory.Row(row, field + 51),
        PeakKvMemory = memory.Row(row, field + 52),
        PeakKvMemoryLimited = memory.Row(row, field + 53),
    };
}
