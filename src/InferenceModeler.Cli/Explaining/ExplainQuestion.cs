using InferenceModeler.Models;

namespace InferenceModeler.Cli.Explaining;

/// <summary>Which operating point to take apart, in the user's names.</summary>
sealed record ExplainQuestion
{
    public required string Model { get; init; }
    public required string Accelerator { get; init; }

    /// <summary>Null: the fewest accelerators that hold the model.</summary>
    public Layout? Layout { get; init; }

    public required string Precision { get; init; }
    public required string Engine { get; init; }
    public int? MaxBatchedTokens { get; init; }

    /// <summary>Its mean lengths are explained.</summary>
    public required string Workload { get; init; }

    /// <summary>Requests in flight, at least 1.</summary>
    public required double Concurrency { get; init; }

    public string? CatalogFolder { get; init; }

    /// <summary>Null: the shipped coefficients.</summary>
    public string? CoefficientFile { get; init; }
}
