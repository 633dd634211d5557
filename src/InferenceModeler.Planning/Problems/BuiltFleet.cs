using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Problems;

/// <summary>A scenario in numbers, and where they come from.</summary>
public sealed record BuiltFleet
{
    public required PlanProblem Problem { get; init; }

    /// <summary>What was assumed, one line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What was no deployment, or misses the limits at the nearest round trip, by reason.</summary>
    public required IReadOnlyList<Rejection> Rejections { get; init; }

    /// <summary>What a replica of each deployment is; null for units that train.</summary>
    public required IReadOnlyList<PlannedDeployment?> Replicas { get; init; }

    /// <summary>What replicas carry, by deployment and class.</summary>
    public required IReadOnlyList<ReplicaRate> Rates { get; init; }

    /// <summary>From the users to the site and back, by demand and site.</summary>
    public required double[,] RoundTripSeconds { get; init; }

    /// <summary>Upper end of each round-trip bin: what is taken off the time to the first token.</summary>
    public required IReadOnlyList<double> BinSeconds { get; init; }
}
