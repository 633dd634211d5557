using InferenceModeler.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>What to simulate: a pool of equal replicas under an open load.</summary>
public sealed record SimulationQuestion
{
    public const int MostRequests = 100_000_000;

    public required PlannedDeployment Plan { get; init; }

    public required Workload Workload { get; init; }

    /// <summary>Of the whole pool.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Requests counted, over all seeds; those that warm the pool up and keep the load on come on top.</summary>
    public required int Requests { get; init; }

    /// <summary>Independent repetitions, at least 2.</summary>
    public int Seeds { get; init; } = 8;

    public uint Seed { get; init; } = 1;

    public int Replicas { get; init; } = 1;

    public Router Router { get; init; } = Router.Random;

    public AdmissionRule Admission { get; init; } = AdmissionRule.Recompute;

    /// <summary>Most tokens of one prompt in one step; 0 for no such limit.</summary>
    public int LongPrefillTokens { get; init; }

    /// <summary>Limit on the time to the first token; null for none.</summary>
    public double? TtftSeconds { get; init; }

    /// <summary>Limit on the mean time per further token of a request; null for none.</summary>
    public double? TpotSeconds { get; init; }

    /// <summary>Queues that a request can join: a replica has one per rank of attention data parallelism.</summary>
    public int Queues => Replicas * Plan.Deployment.Layout.Data;

    /// <exception cref="InputException">A number makes no sense.</exception>
    public SimulationQuestion Checked()
    {
        Quantities.Positive(RequestsPerSecond, "rate", "requests per second");
        if (Seeds is < 2 or > 10_000) throw new InputException($"seeds {Seeds}: must be 2 to 10000; a confidence interval needs at least two");
        if (Requests < Seeds) throw new InputException($"requests {Requests}: must be at least one for each of the {Seeds} seeds");
        if (Requests > MostRequests) throw new InputException($"requests {Requests}: must be at most {MostRequests}");
        if (Replicas is < 1 or > 100_000) throw new InputException($"replicas {Replicas}: must be 1 to 100000");
        if (LongPrefillTokens < 0) throw new InputException($"long prefill tokens {LongPrefillTokens}: must be at least 1, or 0 for no limit");
        int budget = Plan.Deployment.Engine.MaxBatchedTokens * Plan.Deployment.Layout.Pipeline;
        if (LongPrefillTokens > budget) throw new InputException($"long prefill tokens {LongPrefillTokens}: contradicts the step's {budget} tokens, which no prompt exceeds; give fewer or raise --max-batched-tokens");
        if (TtftSeconds is { } ttft) Quantities.Positive(ttft, "TTFT limit", "seconds");
        if (TpotSeconds is { } tpot) Quantities.Positive(tpot, "TPOT limit", "seconds");
        return this;
    }
}
