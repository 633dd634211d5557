using InferenceModeler.Cost;

namespace InferenceModeler.Sizing;

/// <summary>What one replica carries within the limits, and how it stands there.</summary>
/// <param name="RequestsPerSecond">The largest rate within the limits; 0 where the limits are missed at every rate.</param>
/// <param name="SaturatedRequestsPerSecond">Where queues would grow for ever, limits aside.</param>
/// <param name="TtftSeconds">At the percentile and that rate (nearly idle where no rate keeps the limits).</param>
/// <param name="TpotSeconds">Likewise.</param>
/// <param name="E2eSeconds">Likewise; from the lengths of the mix at mean latencies.</param>
/// <param name="PowerWatts">Of the replica's accelerators.</param>
/// <param name="PartPowerWatts">The same at <see cref="PartLoad"/> of the rate.</param>
/// <param name="Bound">What stops the rate from being larger.</param>
public sealed record ReplicaCapacity(double RequestsPerSecond, double SaturatedRequestsPerSecond, double TtftSeconds, double TpotSeconds, double E2eSeconds, double PowerWatts, double PartPowerWatts,
    CapacityBound Bound)
{
    /// <summary>Share of the rate at which power is told beside that at the rate: replicas in valleys, and those that stand ready, do not carry less for long.</summary>
    public const double PartLoad = 0.25;

    /// <summary>Power on the line through both: a replica that serves anything decodes most of the time, so that most of it does not depend on the load.</summary>
    /// <param name="load">Share of the rate, 0..1.</param>
    public double WattsAt(double load) => PartPowerWatts + (PowerWatts - PartPowerWatts) * (load - PartLoad) / (1 - PartLoad);
}
