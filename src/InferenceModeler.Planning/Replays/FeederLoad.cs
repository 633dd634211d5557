namespace InferenceModeler.Planning.Replays;

/// <summary>What draws power through the feeder of a site: a steady part, and replicas that serve, each at a level of its own that changes all the time.</summary>
public sealed record FeederLoad
{
    /// <summary>Facility power that what stands must be given: the nameplate.</summary>
    public required double ProvisionedKilowatts { get; init; }

    /// <summary>Facility power that does not depend on the load: all that stands at rest, and what trains.</summary>
    public required double SteadyKilowatts { get; init; }

    public required IReadOnlyList<ReplicaPower> Serving { get; init; }
}

/// <summary>Replicas alike, that draw independently of each other.</summary>
/// <param name="Replicas">How many.</param>
/// <param name="KilowattsBySeed">Facility power of one beyond rest over time, in each of at least <see cref="FeederPower.Groups"/> independent runs.</param>
public readonly record struct ReplicaPower(int Replicas, IReadOnlyList<IReadOnlyList<double>> KilowattsBySeed);
