namespace InferenceModeler.Planning.Problems;

/// <summary>What one region of users asks of one class.</summary>
public sealed record PlanDemand
{
    public required string Class { get; init; }

    /// <summary>Index of the class in capacities.</summary>
    public required int ClassIndex { get; init; }

    public required string Users { get; init; }
    public bool IsDeferrable { get; init; }

    /// <summary>Weight of a request that goes short.</summary>
    public double Worth { get; init; } = 1;

    /// <summary>Requests per second by quarter and typical hour.</summary>
    public required double[,] Rates { get; init; }

    /// <summary>Requests of a quarter; what a deferrable demand must get served in it.</summary>
    public required IReadOnlyList<double> RequestsPerQuarter { get; init; }

    /// <summary>Which round-trip bin each site lies in; negative where it may not serve: <see cref="NotResident"/>, <see cref="TooFar"/>.</summary>
    public required IReadOnlyList<int> BinOfSite { get; init; }

    public const int NotResident = -1, TooFar = -2;

    public string Name => $"{Class} of {Users}";
}
