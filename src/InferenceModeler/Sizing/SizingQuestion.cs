using InferenceModeler.Models;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>What a fleet must carry, promise and survive.</summary>
public sealed record SizingQuestion
{
    public required ModelArchitecture Model { get; init; }
    public required RequestMix Mix { get; init; }

    /// <summary>Mean rate of the peak hour.</summary>
    public required double PeakRequestsPerSecond { get; init; }

    /// <summary>Rate of the peak hour ÷ mean of the day, at least 1.</summary>
    public required double PeakToMean { get; init; }

    public required ServiceLimits Limits { get; init; }
    public required HeadroomPolicy Headroom { get; init; }
    public required FacilityFacts Facility { get; init; }

    public double MeanRequestsPerSecond => PeakRequestsPerSecond / PeakToMean;
}
