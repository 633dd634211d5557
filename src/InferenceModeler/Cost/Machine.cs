using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Rates of one accelerator and its links as the equations use them: dense FLOP/s for the formats of the deployment, bytes/s one way.</summary>
public struct Machine<T> where T : struct, IReal<T>
{
    // Rates
    public T MatrixFlopPerSecond, ProjectionFlopPerSecond, ExpertFlopPerSecond, AttentionFlopPerSecond, HeadFlopPerSecond, MemoryBytesPerSecond;

    // Links: all peers of the tensor group at once, and one neighbour of the next pipeline stage
    public T GroupBytesPerSecond, ExchangeBytesPerSecond, NextStageBytesPerSecond, NextStageSeconds;

    // Power of one accelerator
    public T PowerLimitWatts;

    /// <summary>Number of fields in a row.</summary>
    public const int Count = 11;

    /// <summary>Reads the fields of a row, beginning at <paramref name="field"/>.</summary>
    public static Machine<T> Read<TMemory>(ref TMemory memory, int row, int field) where TMemory : struct, IMemory<T> => new()
    {
        MatrixFlopPerSecond = memory.Row(row, field + 0),
        ProjectionFlopPerSecond = memory.Row(row, field + 1),
        ExpertFlopPerSecond = memory.Row(row, field + 2),
        AttentionFlopPerSecond = memory.Row(row, field + 3),
        HeadFlopPerSecond = memory.Row(row, field + 4),
        MemoryBytesPerSecond = memory.Row(row, field + 5),
        GroupBytesPerSecond = memory.Row(row, field + 6),
        ExchangeBytesPerSecond = memory.Row(row, field + 7),
        NextStageBytesPerSecond = memory.Row(row, field + 8),
        NextStageSeconds = memory.Row(row, field + 9),
        PowerLimitWatts = memory.Row(row, field + 10),
    };
}
