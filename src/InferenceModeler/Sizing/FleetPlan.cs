namespace InferenceModeler.Sizing;

/// <summary>How many replicas of which deployment, where, bought how.</summary>
public sealed record FleetPlan
{
    public required IReadOnlyList<FleetEntry> Entries { get; init; }

    /// <summary>Replicas that carry the peak rate without any headroom.</summary>
    public required int ReplicasNeeded { get; init; }

    public required HeadroomCause Headroom { get; init; }

    /// <summary>False where only one zone could be used although a lost zone should be survived.</summary>
    public required bool SurvivesZoneLoss { get; init; }

    public int Replicas => Entries.Sum(e => e.Replicas);
    public int Instances => Entries.Sum(e => e.Instances);

    /// <summary>Paid for, whether a replica uses them or not.</summary>
    public int Accelerators => Entries.Sum(e => e.AcceleratorsInInstances);

    /// <summary>Accelerators in the instances that no replica can use.</summary>
    public int IdleAccelerators => Entries.Sum(e => e.AcceleratorsInInstances - e.Replicas * e.Deployment.Layout.Accelerators);

    /// <summary>NaN where the cost is unknown.</summary>
    public double UsdPerHour => Entries.Sum(e => e.UsdPerHour);
}
