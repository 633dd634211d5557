using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What bounds a replica and what it costs: scheduler limits, KV memory per attention rank, size and price.</summary>
public struct ReplicaLimits<T> where T : struct, IReal<T>
{
    // Scheduler
    public T MaxBatchedTokens, MaxSequences, MaxContextTokens;

    // KV memory of one attention rank: bytes free, per token of context, per token of a window, per sequence
    public T KvFreeBytes, KvBytesPerToken, KvBytesPerWindowToken, WindowTokens, KvBytesPerSequence, KvBlockTokens;

    // Size: pipeline stages, attention-data-parallel ranks or independent copies, accelerators, price of the whole replica (negative: unknown)
    public T PipelineStages, AttentionRanks, Accelerators, UsdPerHour;

    /// <summary>Number of fields in a row.</summary>
    public const int Count = 13;

    /// <summary>Reads the fields of a row, beginning at <paramref name="field"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReplicaLimits<T> Read<TMemory>(ref TMemory memory, int row, int field) where TMemory : struct, IMemory<T> => new()
    {
        MaxBatchedTokens = memory.Row(row, field + 0),
        MaxSequences = memory.Row(row, field + 1),
        MaxContextTokens = memory.Row(row, field + 2),
        KvFreeBytes = memory.Row(row, field + 3),
        KvBytesPerToken = memory.Row(row, field + 4),
        KvBytesPerWindowToken = memory.Row(row, field + 5),
        WindowTokens = memory.Row(row, field + 6),
        KvBytesPerSequence = memory.Row(row, field + 7),
        KvBlockTokens = memory.Row(row, field + 8),
        PipelineStages = memory.Row(row, field + 9),
        AttentionRanks = memory.Row(row, field + 10),
        Accelerators = memory.Row(row, field + 11),
        UsdPerHour = memory.Row(row, field + 12),
    };
}
