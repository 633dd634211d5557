namespace InferenceModeler.Cost;

/// <summary>What the start of a closed-loop benchmark run looks like under an engine: all slots send their first request at once.</summary>
/// <param name="StartSeconds">Time that the first requests wait for an engine that was idle (first batches, graphs, tokenisers).</param>
/// <param name="RushFactor">Time to prefill all first requests, relative to one static batch of them.</param>
/// <param name="MeanShare">Mean wait of the first requests as a share of that of the last one: 0.5 where they are served one after another, 1 where together.</param>
/// <param name="Points">Measurements behind it; 0 where assumed.</param>
public sealed record BenchmarkStart(double StartSeconds, double RushFactor, double MeanShare, int Points)
{
    public static BenchmarkStart None { get; } = new(0, 1, 0.5, 0);

    /// <summary>Engine id; null holds for all.</summary>
    public string? Engine { get; init; }
}
