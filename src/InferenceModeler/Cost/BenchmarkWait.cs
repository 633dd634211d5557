using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>
/// Steps that a new request waited for the engine to look at it in published closed-loop runs, by settings that their scripts make and their results do not report.
/// An engine as it comes does not wait so.
/// </summary>
/// <param name="Steps">Mean wait, steps.</param>
/// <param name="Source">The setting.</param>
public sealed record BenchmarkWait(double Steps, string Source)
{
    /// <summary>Engine id.</summary>
    public required string Engine { get; init; }

    /// <summary>Accelerator family; null holds for all.</summary>
    public string? Family { get; init; }

    /// <summary>Model families; null holds for all.</summary>
    public IReadOnlyList<string>? ModelFamilies { get; init; }

    /// <summary>Least requests in flight.</summary>
    public double FromConcurrency { get; init; }

    /// <summary>Least ranks of attention data parallelism.</summary>
    public int FromAttentionRanks { get; init; }

    public bool Holds(Deployment deployment, double concurrency) =>
        Engine == deployment.Engine.Id
        && (Family is null || Family == deployment.Accelerator.Family)
        && (ModelFamilies is null || ModelFamilies.Contains(deployment.Model.Family))
        && concurrency >= FromConcurrency
        && deployment.Layout.Data >= FromAttentionRanks;
}
