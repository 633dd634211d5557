using InferenceModeler.Serving;

namespace InferenceModeler.Sizing;

/// <summary>What the simulator finds of a replica within the limits.</summary>
/// <param name="RequestsPerSecond">Its capacity; the lower end counts.</param>
/// <param name="TtftSeconds">At the percentile of the limits and at the rate that counts, over the finished requests of all seeds; NaN where no rate keeps the limits.</param>
/// <param name="TpotSeconds">Likewise.</param>
public sealed record SimulatedReplica(Estimate RequestsPerSecond, double TtftSeconds, double TpotSeconds);
