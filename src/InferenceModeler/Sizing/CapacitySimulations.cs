using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>Puts the simulated capacity in the place of the closed form's for the deployments that look best.</summary>
/// <remarks>
/// The rule: the lower end of the 95% interval of the simulated capacity is the rate of a replica (of an end-to-end limit the closed form's rate stays an upper
/// bound), its latencies are those simulated at that rate, the fleet is placed anew for it, and the simulated deployments are ranked before the others of the
/// same standing. One that keeps the limits at no simulated rate is rejected, and its variants with it. Seeds are fixed, so the answer is the same on every machine.
/// </remarks>
public static class CapacitySimulations
{
    public const int BestDeployments = 5;

    // A pool that keeps the limits at less than this share of the closed form's rate only does so where next to nothing arrives.
    const double LeastShare = 0.02;

    /// <summary>Enough for bursts to be spread as in any larger pool.</summary>
    public const int MostReplicas = 16;

    const int BestAccelerators = 3, Seeds = 8, RequestsPerSeed = 2000, MostRequestsPerSeed = 16_000;

    /// <summary>Whether the limits can be simulated: there is one, and a percentile that a few thousand requests can tell.</summary>
    public static bool CanTell(ServiceLimits limits) => (limits.TtftSeconds ?? limits.TpotSeconds) is not null && SimulatedCapacity.FewestRequests(limits.Percentile) <= MostRequestsPerSeed;

    /// <summary>
    /// The best of each of the three best accelerators, then by rank, one per accelerator and layout: what the closed form misjudges it misjudges alike for
    /// variants of one layout.
    /// </summary>
    public static IReadOnlyList<SizedDeployment> Chosen(IReadOnlyList<SizedDeployment> ranked) =>
        [.. ranked.DistinctBy(s => s.Deployment.Accelerator.Id).Take(BestAccelerators).Concat(ranked).DistinctBy(s => (s.Deployment.Accelerator.Id, s.Deployment.Layout)).Take(BestDeployments)];

    /// <summary>Simulates <paramref name="chosen"/> of <paramref name="ranked"/> and ranks anew.</summary>
    /// <param name="question">The traffic and the limits, which must be such that <see cref="CanTell"/>.</param>
    /// <param name="workload">What arrives, with its own bursts.</param>
    /// <param name="ranked">By the closed form.</param>
    /// <param name="chosen">Those to simulate.</param>
    /// <param name="rejections">Receives those that keep the limits at no rate.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static IReadOnlyList<SizedDeployment> Of(
        SizingQuestion question, Workload workload, IReadOnlyList<SizedDeployment> ranked, IReadOnlyList<SizedDeployment> chosen, RejectionLog rejections, int threads, CancellationToken cancellation = default)
    {
        SimulatedReplica[] simulated = new SimulatedReplica[chosen.Count];
        try
        {
            Parallel.For(0, chosen.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i => simulated[i] = Simulate(question, workload, chosen[i], threads, cancellation));
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        List<SizedDeployment> all = [.. ranked.Except(chosen, ReferenceEqualityComparer.Instance).Cast<SizedDeployment>()];
        void Reject(SizedDeployment missed, string why) => rejections.Add(RejectionReason.MissedWhenSimulated, 0, () => $"{missed.Deployment}: {missed.Capacity.RequestsPerSecond:0.##} requests/s by the closed form, {why}");
        for (int i = 0; i < chosen.Count; i++)
        {
            SizedDeployment before = chosen[i];
            double rate = Counting(question, before, simulated[i].RequestsPerSecond);
            FleetPlan? fleet = rate > 0 ? Placement.Cheapest(before.Candidate, rate, question.PeakRequestsPerSecond, question.Headroom) : null;
            if (fleet is null)
            {
                Reject(before, "none when simulated");
                foreach (SizedDeployment alike in all.Where(s => s.Simulated is null && IsVariant(s.Deployment, before.Deployment)).ToArray())
                {
                    all.Remove(alike);
                    Reject(alike, $"as {before.Deployment}, which carries none when simulated");
                }
            }
            else all.Add(Ranking.Sized(question, before.Candidate, before.Plan, before.Capacity with { RequestsPerSecond = rate }, fleet) with { Simulated = simulated[i], ClosedFormRequestsPerSecond = before.Capacity.RequestsPerSecond });
        }
        return Ranking.Ordered(all);
    }

    // The closed form misjudges other engines and step budgets of a layout alike.
    static bool IsVariant(Deployment one, Deployment other) => one.Accelerator.Id == other.Accelerator.Id && one.Layout == other.Layout && one.Precision == other.Precision;

    // The closed form knows the end-to-end limit, the simulated capacity does not.
    static double Counting(SizingQuestion question, SizedDeployment deployment, Estimate simulated) =>
        question.Limits.E2eSeconds is null ? simulated.Low : Math.Min(simulated.Low, deployment.Capacity.RequestsPerSecond);

    static SimulatedReplica Simulate(SizingQuestion question, Workload workload, SizedDeployment deployment, int threads, CancellationToken cancellation)
    {
        ServiceLimits limits = question.Limits;
        // Bursts reach the whole pool: what one replica sees of them depends on how many share the traffic.
        double closedForm = deployment.Capacity.RequestsPerSecond;
        int replicas = (int)Math.Clamp(Math.Ceiling(question.PeakRequestsPerSecond / closedForm), 1, MostReplicas);
        Estimate capacity = OfReplica(deployment.Plan, workload, limits, closedForm, replicas, threads, cancellation);
        double rate = Counting(question, deployment, capacity);
        if (rate <= 0) return new(capacity, double.NaN, double.NaN);
        SimulationAnswer there = Simulation.Run(Replica(deployment.Plan, workload, limits, replicas * rate) with { Replicas = replicas }, threads, cancellation);
        return new(capacity, there.Ttft.Histogram.Quantile(limits.Percentile), there.Tpot.Histogram.Quantile(limits.Percentile));
    }

    /// <summary>The simulated capacity of one replica; 0 where it keeps the limits only where next to nothing arrives.</summary>
    /// <param name="plan">The replica.</param>
    /// <param name="workload">What arrives, with its own bursts.</param>
    /// <param name="limits">Must be such that <see cref="CanTell"/>; an end-to-end limit is not looked at.</param>
    /// <param name="requestsPerSecond">Where the search begins, of one replica.</param>
    /// <param name="pool">Replicas that share the traffic, at least 1: bursts are spread over at most <see cref="MostReplicas"/> of them.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static Estimate OfReplica(PlannedDeployment plan, Workload workload, ServiceLimits limits, double requestsPerSecond, int pool, int threads, CancellationToken cancellation = default)
    {
        int replicas = Math.Clamp(pool, 1, MostReplicas);
        SimulationQuestion question = Replica(plan, workload, limits, replicas * requestsPerSecond) with { Replicas = replicas };
        Estimate found = SimulatedCapacity.Of(question, Promised(limits, workload, plan.Deployment.Model), threads, cancellation).RequestsPerSecond;
        return found.Low < LeastShare * question.RequestsPerSecond ? new(0, 0, found.High / replicas) : new(found.Value / replicas, found.Low / replicas, found.High / replicas);
    }

    /// <summary>Share of all requests that must keep the limits. The percentile of the limits is of those that the context holds; what is too long is simulated too, and misses.</summary>
    public static double Promised(ServiceLimits limits, Workload workload, ModelArchitecture model) => limits.Percentile * (1 - workload.Lengths.ToMix(1, model.MaxContextTokens).TooLongShare);

    static SimulationQuestion Replica(PlannedDeployment plan, Workload workload, ServiceLimits limits, double requestsPerSecond) => new()
    {
        Plan = plan,
        Workload = workload,
        RequestsPerSecond = requestsPerSecond,
        Requests = Seeds * Math.Max(RequestsPerSeed, SimulatedCapacity.FewestRequests(limits.Percentile)),
        Seeds = Seeds,
        Admission = AdmissionRules.Of(plan.Deployment.Engine),
        TtftSeconds = limits.TtftSeconds,
        TpotSeconds = limits.TpotSeconds,
    };
}
