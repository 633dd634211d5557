namespace InferenceModeler.Planning.Problems;

/// <summary>A deployment on one type of instance. A unit is the smallest set of instances that holds whole replicas.</summary>
public sealed record PlanDeployment
{
    public required string Name { get; init; }

    /// <summary>Key of the instance type: provider and name.</summary>
    public required string Instance { get; init; }

    public required string AcceleratorId { get; init; }
    public required int ReplicasPerUnit { get; init; }
    public required int InstancesPerUnit { get; init; }

    /// <summary>Requests per second that a unit carries within the limits, by class and round-trip bin; 0 where it cannot.</summary>
    public required double[,] UnitCapacity { get; init; }

    /// <summary>Name of the training job that units of this kind run, and nothing else; null where they serve requests.</summary>
    public string? Training { get; init; }

    public required int AcceleratorsPerUnit { get; init; }

    /// <summary>Whether the rent of its instances includes electricity; what is owned pays for it.</summary>
    public bool RentIncludesElectricity { get; init; }

    /// <summary>IT power of a unit that runs, beyond idling, whatever it serves; 0 of units that only train.</summary>
    public double RunningKilowatts { get; init; }

    /// <summary>IT energy of a request beyond that, by class.</summary>
    public required IReadOnlyList<double> KwhPerRequest { get; init; }

    /// <summary>What stops a replica from carrying more, by class.</summary>
    public IReadOnlyList<string> Bounds { get; init; } = [];

    /// <summary>Time of a unit that is lost with one of its spot instances: until another one serves, and what has to be done again.</summary>
    public double SecondsPerInterruption { get; init; }
}
