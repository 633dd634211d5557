namespace InferenceModeler.Sweeping;

/// <summary>What a sweep computes and what it keeps.</summary>
public sealed record SweepSettings
{
    public SweepMode Mode { get; init; } = SweepMode.Closed;

    public SweepKeep Keep { get; init; } = SweepKeep.Front;

    /// <summary>Results per model and shape where the best are kept, at least 1.</summary>
    public int Top { get; init; } = 1;

    public SweepObjective Objective { get; init; } = SweepObjective.Throughput;

    /// <summary>The most that the mean time to the first token may be; infinite where it does not matter.</summary>
    public float TtftCeilingSeconds { get; init; } = float.PositiveInfinity;

    /// <summary>The most that the mean time per output token may be; infinite where it does not matter.</summary>
    public float TpotCeilingSeconds { get; init; } = float.PositiveInfinity;
}
