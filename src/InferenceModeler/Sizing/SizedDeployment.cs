using InferenceModeler.Cost;

namespace InferenceModeler.Sizing;

/// <summary>A deployment that keeps the limits, and the fleet of it that carries the traffic.</summary>
public sealed record SizedDeployment
{
    public required Candidate Candidate { get; init; }
    public required PlannedDeployment Plan { get; init; }
    public required ReplicaCapacity Capacity { get; init; }
    public required FleetPlan Fleet { get; init; }

    /// <summary>What simulation found; null where it was not simulated. The rate that counts is then its lower end.</summary>
    public SimulatedReplica? Simulated { get; init; }

    /// <summary>What the closed form said, where its own simulation or a relative's put a lower rate in its place.</summary>
    public double? ClosedFormRequestsPerSecond { get; init; }

    /// <summary>The simulated relative whose gap was taken off the closed form; null where it was simulated itself, or none of its accelerator was.</summary>
    public Deployment? Relative { get; init; }

    /// <summary>Not simulated before the simulations ran out, although it may be cheaper than the cheapest that was.</summary>
    public bool MayBeCheaper { get; init; }

    /// <summary>How far the closed form's rate lies above the one that counts; null where the closed form stands alone.</summary>
    public double? ClosedFormGap => ClosedFormRequestsPerSecond / Capacity.RequestsPerSecond - 1;

    /// <summary>At the percentile of the limits and the capacity: simulated, or by the closed form where it was not.</summary>
    public double TtftSeconds => Simulated?.TtftSeconds ?? Capacity.TtftSeconds;

    /// <summary>Likewise.</summary>
    public double TpotSeconds => Simulated?.TpotSeconds ?? Capacity.TpotSeconds;

    /// <summary>Facility power in the peak hour.</summary>
    public required double PeakKilowatts { get; init; }

    public required double KilowattHoursPerDay { get; init; }

    /// <summary>Mean rate of the day ÷ what the whole fleet could carry.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Per million output tokens served over the day; NaN where the cost is unknown.</summary>
    public required double UsdPerMillionOutputTokens { get; init; }

    /// <summary>Per million prompt and output tokens served over the day; NaN where the cost is unknown.</summary>
    public required double UsdPerMillionTokens { get; init; }

    public Deployment Deployment => Candidate.Deployment;

    /// <summary>Whether its speed rests on measurements of its accelerator family and engine; otherwise it is carried over from others.</summary>
    public bool IsSpeedMeasured => Plan.Basis > Standing.Transferred;

    /// <summary>Whether its price is a plain one: known, not suspect, old or estimated.</summary>
    public bool IsPricePlain => Fleet.Entries.All(e => e.Offer.Price is { IsSuspect: false });

    /// <summary>Whether all of its fleet has a price; what has none is never the least costly.</summary>
    public bool HasPrice => double.IsFinite(Fleet.UsdPerHour);

    /// <summary>Whether its price is one that the user gave.</summary>
    public bool IsPriceAssumed => Fleet.Entries[0].Offer.Price is { IsAssumed: true };

    /// <summary>An order can be signed on it: measured speed and a plain price.</summary>
    public bool IsWellFounded => IsSpeedMeasured && IsPricePlain;
}
