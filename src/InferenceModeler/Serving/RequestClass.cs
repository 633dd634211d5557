using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>Requests that have lengths, limits and a priority of their own.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Workload">Its lengths and arrivals.</param>
/// <param name="Share">Of all requests, above 0; the shares of a pool sum to 1.</param>
/// <param name="Priority">0, the most urgent, to <see cref="ServingRules.Levels"/> − 1; counts under <see cref="AdmissionRule.Priority"/> only.</param>
/// <param name="TtftSeconds">Limit on the time to the first token; null for none.</param>
/// <param name="TpotSeconds">Limit on the mean time per further token; null for none.</param>
public sealed record RequestClass(string Name, Workload Workload, double Share, int Priority, double? TtftSeconds, double? TpotSeconds);
