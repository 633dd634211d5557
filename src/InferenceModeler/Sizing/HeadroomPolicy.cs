namespace InferenceModeler.Sizing;

/// <summary>What a fleet must survive without breaking its promise. Headroom is the largest of the three needs, never their sum.</summary>
public sealed record HeadroomPolicy
{
    /// <summary>Any one zone may be lost.</summary>
    public bool SurvivesZoneLoss { get; init; } = true;

    /// <summary>Zones a fleet may be spread over.</summary>
    public int MostZones { get; init; } = 6;

    /// <summary>Probability that enough replicas are up, 0.5..1.</summary>
    public double AvailabilityTarget { get; init; } = 0.999;

    /// <summary>Share of the time that an instance is up, 0..1.</summary>
    public required double InstanceAvailability { get; init; }

    /// <summary>Share of the replicas that a rolling update takes out at once, at least one replica; 0 for no rolling updates.</summary>
    public required double SurgeShare { get; init; }
}
