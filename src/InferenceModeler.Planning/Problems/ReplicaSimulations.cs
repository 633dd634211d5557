using InferenceModeler.Cost;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Planning.Problems;

/// <summary>Simulated capacities of replicas, kept for all plans that ask for the same ones. Seeds are fixed: the answer is the same on every machine.</summary>
public sealed class ReplicaSimulations
{
    const int AllCores = -1;

    // Where few seeds leave the interval wider than this share of the capacity, so many times as many are asked.
    const double Wide = 0.2;
    const int Again = 4;

    readonly Dictionary<object, Estimate> _found = [];

    /// <summary>Simulated so far.</summary>
    public int Count => _found.Count;

    /// <summary>Requests per second of one replica; null where it was not simulated.</summary>
    internal Estimate? Find(ReplicaQuestion question) => _found.TryGetValue(question.Key, out Estimate found) ? found : null;

    /// <summary>Simulates what is not known yet, until it is late.</summary>
    internal void Simulate(IReadOnlyList<ReplicaQuestion> questions, Func<bool> isLate, Action<string>? progress, CancellationToken cancellation)
    {
        ReplicaQuestion[] missing = [.. questions.Where(q => Find(q) is null).DistinctBy(q => q.Key)];
        for (int i = 0; i < missing.Length && !isLate(); i++)
        {
            ReplicaQuestion q = missing[i];
            progress?.Invoke($"simulating {q.Plan.Deployment}, {i + 1} of {missing.Length}");
            Estimate Of(int seeds) => CapacitySimulations.OfReplica(q.Plan, q.Workload, q.Limits, q.ClosedFormRequestsPerSecond, q.Pool, seeds, AllCores, cancellation);
            Estimate found = Of(CapacitySimulations.Seeds);
            bool isWide = found.Value > 0 && found.High - found.Low > Wide * found.Value;
            _found[q.Key] = isWide ? Of(Again * CapacitySimulations.Seeds) : found;
        }
    }
}

/// <summary>A capacity that can be simulated.</summary>
/// <param name="Deployment">Index.</param>
/// <param name="Class">Index.</param>
/// <param name="Plan">The replica.</param>
/// <param name="Workload">What arrives.</param>
/// <param name="Limits">Less the round trip of the nearest users.</param>
/// <param name="ClosedFormRequestsPerSecond">Where the search begins.</param>
/// <param name="Pool">Replicas that share the traffic.</param>
sealed record ReplicaQuestion(int Deployment, int Class, PlannedDeployment Plan, Workload Workload, ServiceLimits Limits, double ClosedFormRequestsPerSecond, int Pool)
{
    /// <summary>Equal where the answer is.</summary>
    public object Key => (Plan.Deployment, Workload, Limits, Pool);
}
