namespace InferenceModeler.Sizing;

/// <summary>The promise to keep: each latency limit holds for the share <see cref="Percentile"/> of requests. A limit that is null is not promised.</summary>
public sealed record ServiceLimits
{
    public double? TtftSeconds { get; init; }
    public double? TpotSeconds { get; init; }
    public double? E2eSeconds { get; init; }

    /// <summary>0..1.</summary>
    public required double Percentile { get; init; }
}
