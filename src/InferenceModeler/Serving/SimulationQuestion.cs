using InferenceModeler.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>What to simulate: a pool of equal replicas under a load.</summary>
public sealed record SimulationQuestion
{
    public const int MostRequests = 100_000_000;

    /// <summary>A seed's requests lie in memory while it runs, as many seeds at once as threads: this many take half a gigabyte.</summary>
    public const int MostRequestsPerSeed = 2_000_000;

    // Within these a seed's times are whole microseconds of 64 bits.
    const double LeastRequestsPerSecond = 1e-6, MostRequestsPerSecond = 1e9;

    public required PlannedDeployment Plan { get; init; }

    public required Workload Workload { get; init; }

    public ServingLoad Load { get; init; } = new ServingLoad.Open();

    /// <summary>Classes that the requests fall into, instead of <see cref="Workload"/>; their limits count instead of the pool's.</summary>
    public IReadOnlyList<RequestClass> Classes { get; init; } = [];

    /// <summary>Of the whole pool; of a load with rates of its own, their mean; of a closed loop, no more than a guess.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Requests counted, over all seeds; those that warm the pool up and keep the load on come on top.</summary>
    public required int Requests { get; init; }

    /// <summary>Independent repetitions, at least 2.</summary>
    public int Seeds { get; init; } = 8;

    public uint Seed { get; init; } = 1;

    /// <summary>Of the intervals behind the figures, between 0 and 1; the verdict's rules have 95% always.</summary>
    public double Confidence { get; init; } = Estimate.DefaultConfidence;

    public int Replicas { get; init; } = 1;

    public Router Router { get; init; } = Router.Random;

    public AdmissionRule Admission { get; init; } = AdmissionRule.Recompute;

    /// <summary>Most tokens of one prompt in one step; 0 for no such limit.</summary>
    public int LongPrefillTokens { get; init; }

    /// <summary>Limit on the time to the first token; null for none.</summary>
    public double? TtftSeconds { get; init; }

    /// <summary>Limit on the mean time per further token of a request; null for none.</summary>
    public double? TpotSeconds { get; init; }

    /// <summary>A request that is not finished so long after its arrival leaves; null for never.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>An arrival that finds so many waiting in its queue is rejected; null for no such limit.</summary>
    public int? MaxWaiting { get; init; }

    /// <summary>Prefix cache; null for none, where the workload's cached tokens alone are cached.</summary>
    public PrefixCache? Cache { get; init; }

    /// <summary>There and back between client and pool, part of TTFT and end to end.</summary>
    public double NetworkSeconds { get; init; }

    /// <summary>How old the router's view of its queues gets before it is renewed; 0 for a view without delay.</summary>
    public double SignalAgeSeconds { get; init; }

    /// <summary>Queues that a request can join: a replica has one per rank of attention data parallelism.</summary>
    public int Queues => Replicas * Plan.Deployment.Layout.Data;

    /// <summary>Queues whose steps are taken together: the ranks of attention data parallelism whose tokens meet in the same experts.</summary>
    public int LockStepQueues => Plan.Deployment.Layout.Expert > 1 ? Plan.Deployment.Layout.Data : 1;

    /// <summary>Why only the host can simulate it; null where devices can too, a thread per queue or per replica whose ranks step together.</summary>
    public string? WhyHostOnly => Queues > 1 && Load is not ServingLoad.Closed && Router is not (Router.Random or Router.RoundRobin) ? $"router {Choices.Name(Router)} looks at all queues at each arrival" : null;

    /// <summary>Seeds that so many requests need at least.</summary>
    public static int FewestSeeds(int requests) => (requests + MostRequestsPerSeed - 1) / MostRequestsPerSeed;

    public bool HasLimits => TtftSeconds is not null || TpotSeconds is not null || Classes.Any(c => c.TtftSeconds is not null || c.TpotSeconds is not null);

    /// <exception cref="InputException">A number makes no sense.</exception>
    public SimulationQuestion Checked()
    {
        Quantities.Positive(RequestsPerSecond, "rate", "requests per second");
        if (RequestsPerSecond is < LeastRequestsPerSecond or > MostRequestsPerSecond)
            throw new InputException($"rate {RequestsPerSecond:G3} requests per second: must be {LeastRequestsPerSecond:0.######} to {MostRequestsPerSecond}");
        if (Seeds == 1 && Load is ServingLoad.Replay) Quantities.Positive(Requests, "requests", "requests");
        else if (Seeds is < 2 or > 10_000) throw new InputException($"seeds {Seeds}: must be 2 to 10000; a confidence interval needs at least two");
        if (!(Confidence is > 0 and < 1)) throw new InputException($"confidence {Confidence}: must be above 0 and below 1, for example 0.95");
        if (Requests < Seeds) throw new InputException($"requests {Requests}: must be at least one for each of the {Seeds} seeds");
        if (Requests > MostRequests) throw new InputException($"requests {Requests}: must be at most {MostRequests}");
        if (Load is not ServingLoad.Replay && Requests > (long)MostRequestsPerSeed * Seeds)
            throw new InputException($"requests {Requests}: {Seeds} seeds of {Requests / Seeds} do not fit the memory; give at least {FewestSeeds(Requests)} seeds, of at most {MostRequestsPerSeed} each");
        if (Load is ServingLoad.Stages stages && stages.Seconds * stages.MeanRequestsPerSecond is > MostRequestsPerSeed and double arrivals)
            throw new InputException($"stages of {arrivals:0} requests: each seed must hold them all; shorten them to at most {MostRequestsPerSeed}");
        if (Replicas is < 1 or > 100_000) throw new InputException($"replicas {Replicas}: must be 1 to 100000");
        if (LongPrefillTokens < 0) throw new InputException($"long prefill tokens {LongPrefillTokens}: must be at least 1, or 0 for no limit");
        int budget = Plan.Deployment.Engine.MaxBatchedTokens * Plan.Deployment.Layout.Pipeline;
        if (LongPrefillTokens > budget) throw new InputException($"long prefill tokens {LongPrefillTokens}: contradicts the step's {budget} tokens, which no prompt exceeds; give fewer or raise --max-batched-tokens");
        if (TimeoutSeconds is { } timeout) Quantities.Positive(timeout, "timeout", "seconds");
        if (MaxWaiting is < 1) throw new InputException($"queue limit {MaxWaiting}: must be at least 1");
        if (!(NetworkSeconds >= 0 && double.IsFinite(NetworkSeconds))) throw new InputException($"network {NetworkSeconds} s: must be 0 or more and finite");
        if (!(SignalAgeSeconds >= 0 && double.IsFinite(SignalAgeSeconds))) throw new InputException($"signal age {SignalAgeSeconds} s: must be 0 or more and finite");
        if (MaxWaiting is { } limit && Load is ServingLoad.Closed) throw new InputException($"queue limit {limit}: users of a closed loop would send their next request at once and for ever; leave it out");
        if (Load is ServingLoad.Closed closed && closed.Users < Queues) throw new InputException($"concurrency {closed.Users}: must be at least one for each of the {Queues} queues");
        if (Load is ServingLoad.Replay { Speed: var speed }) Quantities.Positive(speed, "replay speed", "times faster");
        if (TtftSeconds is { } ttft) Quantities.Positive(ttft, "TTFT limit", "seconds");
        if (TpotSeconds is { } tpot) Quantities.Positive(tpot, "TPOT limit", "seconds");
        return this;
    }

    internal (double? TtftSeconds, double? TpotSeconds) LimitsOf(int requestClass) =>
        Classes.Count > 0 ? (Classes[requestClass].TtftSeconds, Classes[requestClass].TpotSeconds) : (TtftSeconds, TpotSeconds);
}
