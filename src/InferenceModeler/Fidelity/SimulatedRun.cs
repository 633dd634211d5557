using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Fidelity;

/// <summary>Figures of runs under Poisson arrivals, by the simulator: what an open load measures, and the largest rate that a server keeps within its limits.</summary>
/// <remarks>
/// All requests have the mean lengths that the row tells, so the upper percentiles of end-to-end time are too low where lengths vary. Ranks of data parallelism
/// each have a queue; arrivals join the shortest. The same row gives the same figure.
/// </remarks>
static class SimulatedRun
{
    const int Seeds = 4, Requests = 3000, CapacityRequests = 2000;

    // How often a seed fills its slots where a run is to tell the rate of a full replica, and the most requests spent on it.
    const int Fillings = 8, MostCapacityRequests = 100_000;

    // A run that somebody reports was stable, as a rule: where the load is this little above our capacity, the capacity is more likely too low than the run
    // overloaded. Its latencies are then those of a load just below capacity.
    const double MostMisjudged = 1.3, JustStable = 0.95;

    // Of the closed form's saturated rate: a load beyond it is simulated at that, so that the queue of the warm-up does not grow without bound.
    const double HopelessMultiple = 1.5;

    // Length of a benchmark run where the queue grows as long as it lasts: vLLM's script sends this many by default.
    const int OverloadedRequests = 1000;

    // Where a row states no percentile: most service levels are stated at p99.
    const double DefaultLimitPercentile = 0.99;

    /// <summary>An open load, simulated: every figure of its experiment is read off it.</summary>
    /// <param name="Answer">The means.</param>
    /// <param name="Requests">One by one.</param>
    /// <param name="Rate">Requests per second that are served.</param>
    /// <param name="QueueSeconds">Wait of the last request where the queue grows as long as the run lasts.</param>
    /// <param name="Remark">What the reader should know; empty where nothing.</param>
    public sealed record OpenLoad(SimulationAnswer Answer, IReadOnlyList<SimulatedRequest> Requests, double Rate, double QueueSeconds, string Remark);

    /// <summary>Simulates an open load.</summary>
    public static OpenLoad Open(PointPlan plan)
    {
        double saturated = SaturatedRate(plan), rate = plan.Load, queueSeconds = 0;
        string remark = "";
        SimulationQuestion question = Question(plan, Math.Min(rate, HopelessMultiple * saturated), Requests);
        (SimulationAnswer answer, IReadOnlyList<SimulatedRequest> all) = Simulation.RunWithRequests(question, 1);
        if (answer.Verdict == ServingVerdict.Overloaded)
        {
            double capacity = Capacity(question, plan, answer);
            if (capacity <= 0) capacity = saturated;
            (answer, all) = Simulation.RunWithRequests(question with { RequestsPerSecond = JustStable * capacity }, 1);
            if (rate < MostMisjudged * capacity) remark = $"the simulated replica saturates at {capacity:G3} requests/s: taken at {JustStable:0%} of that, as the run was measured";
            else
            {
                remark = $"overloaded above {capacity:G3} requests/s: latencies are those of a run of {OverloadedRequests} requests";
                queueSeconds = OverloadedRequests * (1 / capacity - 1 / rate);
                rate = capacity;
            }
        }
        return new(answer, all, rate, queueSeconds, remark);
    }

    /// <summary>Requests per second that an overloaded run finishes once it is full: until every slot has been taken several times, the first requests of all of them count as work that nobody finishes.</summary>
    static double Capacity(SimulationQuestion question, PointPlan plan, SimulationAnswer answer)
    {
        int requests = (int)Math.Min(MostCapacityRequests, Seeds * Fillings * plan.Slots);
        return (requests > question.Requests ? Simulation.RunWithRequests(question with { Requests = requests }, 1).Answer : answer).FinishedPerBusySecond.Value;
    }

    /// <summary>The figure of an open load.</summary>
    /// <exception cref="InputException">The metric is none of an open load, or a request can never be served.</exception>
    public static double Open(MeasuredPoint point, PointPlan plan, OpenLoad run, ref string remark)
    {
        (SimulationAnswer answer, IReadOnlyList<SimulatedRequest> all, double rate, double queueSeconds, string said) = run;
        remark = PointPlan.Joined(remark, said);
        SimulatedRequest[] finished = [.. all.Where(r => r.FinishedSeconds is not null)];
        if (finished.Length < 2) throw new InputException("the simulated replica finishes no request of these lengths");
        double[] tpots = [.. finished.Select(r => TpotSeconds(r)).Order()];
        double meanTpot = plan.OutputTokens > 1 ? tpots.Average() : answer.Itl.Seconds(0.5).Value;
        double late = plan.WaitSteps * (double.IsFinite(meanTpot) ? meanTpot : 0) + queueSeconds * (point.Statistic == "mean" ? 0.5 : Forecast.Percentile(point));
        switch (point.Metric)
        {
            case "ttft_s": return Statistic(point, [.. all.Where(r => r.FirstTokenSeconds is not null).Select(r => r.FirstTokenSeconds!.Value - r.ArrivalSeconds).Order()]) + late;
            case "e2e_s": return Statistic(point, [.. finished.Select(r => r.FinishedSeconds!.Value - r.ArrivalSeconds).Order()]) + late;
            case "tpot_s": return Statistic(point, tpots);
            case "decode_step_s": return meanTpot;
            case "output_tokens_per_s": return rate * plan.OutputTokens;
            case "total_tokens_per_s": return rate * (plan.PromptTokens + plan.OutputTokens);
            case "power_w" or "energy_j_per_output_token": return Power(point, plan, rate, answer, meanTpot);
            default: throw new InputException(Forecast.Metrics.Contains(point.Metric) ? $"metric '{point.Metric}': mode open has none" : Forecast.UnknownMetric(point.Metric));
        }
    }

    /// <summary>The figure of a server at its largest rate.</summary>
    /// <exception cref="InputException">No limit is stated, no rate keeps the limits, or the metric is none of a server.</exception>
    public static double Server(MeasuredPoint point, PointPlan plan, ref string remark)
    {
        if (point.TtftLimitSeconds is null && point.TpotLimitSeconds is null) throw new InputException("mode server needs ttft_limit_s, tpot_limit_s or both");
        if (point.Metric is not ("output_tokens_per_s" or "total_tokens_per_s"))
            throw new InputException(Forecast.Metrics.Contains(point.Metric) ? $"metric '{point.Metric}': mode server has output_tokens_per_s and total_tokens_per_s" : Forecast.UnknownMetric(point.Metric));
        double percentile = point.LimitPercentile ?? DefaultLimitPercentile;
        // The search needs a few missed requests in each seed.
        int requests = Math.Max(CapacityRequests, (int)Math.Ceiling(5 / (1 - percentile)) * Seeds);
        SimulationQuestion question = Question(plan, Math.Max(0.01, 0.5 * SaturatedRate(plan)), requests) with { TtftSeconds = point.TtftLimitSeconds, TpotSeconds = point.TpotLimitSeconds };
        double rate = SimulatedCapacity.Of(question, percentile, 1).RequestsPerSecond.Value;
        if (rate <= 0) throw new InputException("the model keeps these limits at no rate");
        remark = PointPlan.Joined(remark, $"at {rate:G3} requests/s");
        return rate * (point.Metric == "output_tokens_per_s" ? plan.OutputTokens : plan.PromptTokens + plan.OutputTokens);
    }

    /// <summary>Sequences that decode on one rank at a rate, in the mean over the time in which it works.</summary>
    public static double DecodeSequences(PointPlan plan, double requestsPerSecond)
    {
        SimulationAnswer answer = Open(plan with { Load = requestsPerSecond }).Answer;
        return answer.DecodeSequences.Value / plan.Plan.Limits.AttentionRanks.Value / answer.Utilisation.Value;
    }

    static SimulationQuestion Question(PointPlan plan, double requestsPerSecond, int requests)
    {
        RequestShape shape = new((int)plan.PromptTokens, (int)plan.OutputTokens, (int)plan.CachedTokens);
        return new()
        {
            Plan = plan.Plan,
            Workload = new() { Name = $"{shape.PromptTokens}x{shape.OutputTokens}", Lengths = new FixedLengths(shape), Source = "measured point" },
            RequestsPerSecond = requestsPerSecond,
            Requests = requests,
            Seeds = Seeds,
            Router = Router.JoinShortestQueue,
            Admission = AdmissionRules.Of(plan.Plan.Deployment.Engine),
        };
    }

    /// <summary>Of the whole deployment, by the closed form.</summary>
    static double SaturatedRate(PointPlan plan)
    {
        PlannedDeployment p = plan.Plan;
        (ReplicaStep<Precise> step, OneShape mix) = (ReplicaStep<Precise>.Of(in p.Prepared, in p.Limits), new(plan.PromptTokens, plan.OutputTokens, plan.CachedTokens));
        MixMoments<Precise> moments = MixMoments<Precise>.Of(in mix);
        BatchLimits<Precise> batch = ReplicaStep<Precise>.Limits(in p.Limits, in moments);
        return p.Limits.AttentionRanks.Value * BatchCeiling<Precise>.Of(in step, in moments, in batch).SaturatedRate.Value;
    }

    static double TpotSeconds(SimulatedRequest r) => (r.FinishedSeconds!.Value - r.FirstTokenSeconds!.Value) / Math.Max(r.OutputTokens - 1, 1);

    static double Statistic(MeasuredPoint point, double[] ascending) => point.Statistic == "mean" ? ascending.Average() : GroupScore.Quantile(ascending, Forecast.Percentile(point));

    static double Power(MeasuredPoint point, PointPlan plan, double rate, SimulationAnswer answer, double stepSeconds)
    {
        PlannedDeployment p = plan.Plan;
        double ranks = p.Limits.AttentionRanks.Value, perRank = rate / ranks;
        Batch<Precise> decode = new() { DecodeSequences = new(answer.DecodeSequences.Value / ranks), ContextTokens = new(plan.PromptTokens + plan.OutputTokens / 2) };
        OperatingPoint<Precise> power = new() { OutputTokensPerSecond = new(rate * plan.OutputTokens) };
        Precise computed = new(perRank * (plan.PromptTokens - plan.CachedTokens + plan.OutputTokens));
        Precise memory = Replica.DecodeMemoryShare(in p.Prepared, in decode, new(stepSeconds)) * new Precise(answer.Utilisation.Value);
        Replica.PowerAndPrice(in p.Prepared, in p.Limits, computed, memory, ref power);
        return (point.Metric == "power_w" ? power.PowerWatts : power.JoulesPerOutputToken).Value;
    }
}
