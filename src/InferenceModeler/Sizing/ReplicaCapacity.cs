using InferenceModeler.Cost;

namespace InferenceModeler.Sizing;

/// <summary>What one replica carries within the limits, and how it stands there.</summary>
/// <param name="RequestsPerSecond">The largest rate within the limits; 0 where the limits are missed at every rate.</param>
/// <param name="SaturatedRequestsPerSecond">Where queues would grow for ever, limits aside.</param>
/// <param name="TtftSeconds">At the percentile and that rate (nearly idle where no rate keeps the limits).</param>
/// <param name="TpotSeconds">Likewise.</param>
/// <param name="E2eSeconds">Likewise; from the lengths of the mix at mean latencies.</param>
/// <param name="PowerWatts">Of the replica's accelerators.</param>
/// <param name="Bound">What stops the rate from being larger.</param>
public sealed record ReplicaCapacity(double RequestsPerSecond, double SaturatedRequestsPerSecond, double TtftSeconds, double TpotSeconds, double E2eSeconds, double PowerWatts,
    CapacityBound Bound);
