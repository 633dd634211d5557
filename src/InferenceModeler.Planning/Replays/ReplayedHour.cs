using InferenceModeler.Fleets;
using InferenceModeler.Serving;

namespace InferenceModeler.Planning.Replays;

/// <summary>What users of one demand saw of one deployment at one site in one typical hour.</summary>
public sealed record ReplayedHour
{
    public required Quarter Quarter { get; init; }
    public required string Site { get; init; }
    public required string Deployment { get; init; }
    public required string Instance { get; init; }

    /// <summary>Monday 0 h UTC is 0.</summary>
    public required int HourOfWeek { get; init; }

    /// <summary>Whether the zone that holds most was down.</summary>
    public required bool ZoneLost { get; init; }

    public required string Demand { get; init; }

    /// <summary>Of the demand, dealt to <see cref="Replicas"/> with what else the plan serves there.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Up, in the mean.</summary>
    public required double Replicas { get; init; }

    /// <summary>Share of the requests that was promised to keep the limits.</summary>
    public required double Needed { get; init; }

    /// <summary>Share that did.</summary>
    public required Estimate Attained { get; init; }

    public required ServingVerdict Verdict { get; init; }

    /// <summary>Whether the promise was kept: as many requests within the limits as promised, and no queue that outgrows its replica.</summary>
    public bool IsKept => Attained.Value >= Needed && Verdict != ServingVerdict.Overloaded;
}
