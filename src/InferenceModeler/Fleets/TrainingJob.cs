namespace InferenceModeler.Fleets;

/// <summary>Training beside inference.</summary>
public sealed record TrainingJob
{
    public required string Name { get; init; }

    /// <summary>Catalog id of the accelerators it runs on.</summary>
    public required string AcceleratorId { get; init; }

    public required double AcceleratorHoursPerQuarter { get; init; }

    /// <summary>First quarter, and the last (included).</summary>
    public required Quarter From { get; init; }

    public required Quarter To { get; init; }

    /// <summary>Accelerators of one zone that it needs together where it may not be preempted.</summary>
    public int BlockAccelerators { get; init; } = 8;

    /// <summary>Whether it may give way to inference at once, and so use what inference leaves idle and what stands ready for a lost zone.</summary>
    public bool IsPreemptible { get; init; }

    /// <summary>Power that its accelerators draw while they train ÷ their power limit, in (0, 1].</summary>
    public double PowerShare { get; init; } = UsualPowerShare;

    /// <summary>Of dense training that keeps its accelerators busy but for communication: an assumption.</summary>
    public const double UsualPowerShare = 0.8;

    /// <summary>Between two saves of its state; half of it is trained anew after the loss of a spot instance.</summary>
    public double CheckpointSeconds { get; init; }
}
