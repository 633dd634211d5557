using InferenceModeler.Fleets;

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

    /// <summary>Requests per second by quarter and hour of the week, Monday 0 h UTC first.</summary>
    public required double[,] WeekRates { get; init; }

    /// <summary>Egress of an answer.</summary>
    public double GigabytesPerAnswer { get; init; }

    /// <summary>Ingress of a prompt.</summary>
    public double GigabytesPerPrompt { get; init; }

    /// <summary>Which round-trip bin each site lies in; negative where it may not serve: <see cref="NotResident"/>, <see cref="TooFar"/>.</summary>
    public required IReadOnlyList<int> BinOfSite { get; init; }

    /// <summary>Round trip of each site, by which sites that cost the same are told apart; empty where that does not matter.</summary>
    public IReadOnlyList<double> RoundTripSecondsOfSite { get; init; } = [];

    public const int NotResident = -1, TooFar = -2;

    /// <summary>Requests of a quarter; what must get served in it where requests may wait.</summary>
    public double RequestsPerQuarter(int quarter)
    {
        double sum = 0;
        for (int hour = 0; hour < WeekCurve.Hours; hour++) sum += WeekRates[quarter, hour];
        return sum / WeekCurve.Hours * Quarter.Hours * 3600;
    }

    public string Name => $"{Class} of {Users}";
}
