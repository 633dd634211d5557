using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>What the simulator says a replica carries within the limits. Seeds are fixed, so the answer is the same on every machine.</summary>
public static class CapacitySimulations
{
    // A pool that keeps the limits at less than this share of the closed form's rate only does so where next to nothing arrives.
    internal const double LeastShare = 0.02;

    /// <summary>Enough for bursts to be spread as in any larger pool.</summary>
    public const int MostReplicas = 16;

    /// <summary>Independent searches of a capacity.</summary>
    public const int Seeds = 8;

    const int RequestsPerSeed = 2000, MostRequestsPerSeed = 16_000;

    /// <summary>Whether the limits can be simulated: there is one, and a percentile that a few thousand requests can tell.</summary>
    public static bool CanTell(ServiceLimits limits) => (limits.TtftSeconds ?? limits.TpotSeconds) is not null && SimulatedCapacity.FewestRequests(limits.Percentile) <= MostRequestsPerSeed;

    // The closed form knows the end-to-end limit, the simulated capacity does not.
    internal static double Counting(SizingQuestion question, SizedDeployment deployment, Estimate simulated) =>
        question.Limits.E2eSeconds is null ? simulated.Low : Math.Min(simulated.Low, deployment.Capacity.RequestsPerSecond);

    internal static SimulatedReplica Simulate(SizingQuestion question, Workload workload, SizedDeployment deployment, int threads, CancellationToken cancellation)
    {
        ServiceLimits limits = question.Limits;
        // Bursts reach the whole pool: what one replica sees of them depends on how many share the traffic.
        double closedForm = deployment.Capacity.RequestsPerSecond;
        int replicas = (int)Math.Clamp(Math.Ceiling(question.PeakRequestsPerSecond / closedForm), 1, MostReplicas);
        Estimate capacity = OfReplica(deployment.Plan, workload, limits, closedForm, replicas, Seeds, threads, cancellation);
        double rate = Counting(question, deployment, capacity);
        if (rate <= 0) return new(capacity, double.NaN, double.NaN);
        SimulationAnswer there = Simulation.Run(Replica(deployment.Plan, workload, limits, replicas * rate, Seeds) with { Replicas = replicas }, threads, cancellation);
        return new(capacity, there.Ttft.Histogram.Quantile(limits.Percentile), there.Tpot.Histogram.Quantile(limits.Percentile));
    }

    /// <summary>The simulated capacity of one replica; 0 where it keeps the limits only where next to nothing arrives.</summary>
    /// <param name="plan">The replica.</param>
    /// <param name="workload">What arrives, with its own bursts.</param>
    /// <param name="limits">Must be such that <see cref="CanTell"/>; an end-to-end limit is not looked at.</param>
    /// <param name="requestsPerSecond">Where the search begins, of one replica.</param>
    /// <param name="seeds">Independent searches: the more, the narrower the interval.</param>
    /// <param name="pool">Replicas that share the traffic, at least 1: bursts are spread over at most <see cref="MostReplicas"/> of them.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static Estimate OfReplica(PlannedDeployment plan, Workload workload, ServiceLimits limits, double requestsPerSecond, int pool, int seeds, int threads, CancellationToken cancellation = default)
    {
        int replicas = Math.Clamp(pool, 1, MostReplicas);
        SimulationQuestion question = Replica(plan, workload, limits, replicas * requestsPerSecond, seeds) with { Replicas = replicas };
        Estimate found = SimulatedCapacity.Of(question, Promised(limits, workload, plan.Deployment.Model), threads, cancellation).RequestsPerSecond;
        return found.Low < LeastShare * question.RequestsPerSecond ? new(0, 0, found.High / replicas) : new(found.Value / replicas, found.Low / replicas, found.High / replicas);
    }

    /// <summary>Share of all requests that must keep the limits. The percentile of the limits is of those that the context holds; what is too long is simulated too, and misses.</summary>
    public static double Promised(ServiceLimits limits, Workload workload, ModelArchitecture model) => limits.Percentile * (1 - workload.Lengths.ToMix(1, model.MaxContextTokens).TooLongShare);

    static SimulationQuestion Replica(PlannedDeployment plan, Workload workload, ServiceLimits limits, double requestsPerSecond, int seeds) => new()
    {
        Plan = plan,
        Workload = workload,
        RequestsPerSecond = requestsPerSecond,
        Requests = seeds * Math.Max(RequestsPerSeed, SimulatedCapacity.FewestRequests(limits.Percentile)),
        Seeds = seeds,
        Admission = AdmissionRules.Of(plan.Deployment.Engine),
        TtftSeconds = limits.TtftSeconds,
        TpotSeconds = limits.TpotSeconds,
    };
}
