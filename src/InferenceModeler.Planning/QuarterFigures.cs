using InferenceModeler.Fleets;

namespace InferenceModeler.Planning;

/// <summary>One quarter of a plan in figures.</summary>
public sealed record QuarterFigures
{
    public required Quarter Quarter { get; init; }

    /// <summary>Of all classes in their busiest typical hour.</summary>
    public required double DemandRequestsPerSecond { get; init; }

    /// <summary>What the replicas that run could carry of the same mix with every zone up; instances that stand idle add nothing.</summary>
    public required double CapacityRequestsPerSecond { get; init; }

    /// <summary>Mean over the hours of what is served ÷ what could be, in units of deployments.</summary>
    public required double Utilisation { get; init; }

    public required int Accelerators { get; init; }

    /// <summary>Facility power that what stands must be given.</summary>
    public required double Megawatts { get; init; }

    /// <summary>Facility energy of the quarter.</summary>
    public required double MegawattHours { get; init; }

    /// <summary>Of it, what training takes beyond idling.</summary>
    public double TrainingMegawattHours { get; init; }

    /// <summary>Capital spent.</summary>
    public required double CapexUsd { get; init; }

    /// <summary>Rent, upkeep, electricity and egress, and what contracts cost without use.</summary>
    public required double OpexUsd { get; init; }

    /// <summary>Of it, paid because contracts ask for more rent than there was.</summary>
    public double UnspentUsd { get; init; }

    /// <summary>Annuities of what is owned.</summary>
    public required double CapitalChargeUsd { get; init; }

    public required double TonnesCo2 { get; init; }
    public required double WaterCubicMetres { get; init; }

    /// <summary>Land of what is owned.</summary>
    public required double Hectares { get; init; }

    public double LandSquareMetres => Hectares * 1e4;

    /// <summary>Requests served and asked for in the quarter.</summary>
    public required double ServedRequests { get; init; }

    public required double DemandedRequests { get; init; }
    public double UnservedRequests => Math.Max(0, DemandedRequests - ServedRequests);
    public double CostUsd => OpexUsd + CapitalChargeUsd;
}
