using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity;

/// <summary>
/// The time below which no accelerator can be: each step reads every dense weight at the full bandwidth of the memory, and each token is computed at the peak of the
/// fastest format. A figure below that is in another unit, or the run broke off.
/// </summary>
static class LeastTime
{
    // Memory and clocks are a little faster than the data sheet says, at most. Of the prompts a part may be cached that nobody reports.
    const double FastestRead = 1.1, FastestCompute = 4;

    /// <summary>How the reason begins why a row is impossible.</summary>
    public const string ImpossiblyFast = "less than ";

    /// <summary>Why the figure is impossible; null where it is not.</summary>
    public static string? Why(MeasuredPoint point, PointPlan plan)
    {
        PlannedDeployment p = plan.Plan;
        StepFacts<Numerics.Precise> f = p.Facts;
        (double seconds, double steps, double tokens) = Work(point, plan);
        double bytes = f.ProjectionBytes.Value + f.FeedForwardBytes.Value + f.SharedBytes.Value;
        double flop = f.ProjectionFlopPerToken.Value + f.FeedForwardFlopPerToken.Value + f.SharedFlopPerToken.Value + f.ExpertFlopPerToken.Value;
        double reading = steps * bytes / p.Deployment.Accelerator.MemoryBytesPerSecond;
        double computing = tokens * flop / p.Deployment.Layout.Pipeline / p.Deployment.Accelerator.DenseFlopPerSecond.Values.Max();
        if (seconds < reading / FastestRead) return $"{ImpossiblyFast}the time that reading the weights takes at the full bandwidth; wrong unit or format of the weights, several tokens accepted per step, or a broken run";
        if (seconds < computing / FastestCompute) return $"{ImpossiblyFast}{1 / FastestCompute:0%} of the time that computing the tokens at the peak takes; wrong unit, a cached prompt that is not stated, or a broken run";
        return null;
    }

    /// <summary>A time that was measured, with the steps in a row and the tokens of one attention rank that it must hold. What was not stated does not count.</summary>
    static (double Seconds, double Steps, double Tokens) Work(MeasuredPoint point, PointPlan plan)
    {
        double prompt = point.PromptTokens is null ? 0 : plan.PromptTokens - plan.CachedTokens, output = point.OutputTokens is null ? 0 : plan.OutputTokens;
        // A load of so many requests is done, or replaced, in the time of a throughput. Of an open load only the rate is known: one request.
        bool inFlight = point.Mode is "static" or "closed" or "offline";
        double requests = inFlight ? plan.Load : 1, perRank = requests / plan.Plan.Deployment.Layout.Data;
        return point.Metric switch
        {
            "tpot_s" or "decode_step_s" => (point.Value, 1, 0),
            "ttft_s" => (point.Value, 1, prompt),
            "prefill_s" => (point.Value, 1, perRank * prompt),
            "e2e_s" => (point.Value, output, prompt + output),
            "batch_latency_s" => (point.Value, output, perRank * (prompt + output)),
            "output_tokens_per_s" when output > 0 => (requests * output / point.Value, inFlight ? output : 0, perRank * (prompt + output)),
            "total_tokens_per_s" when prompt > 0 && output > 0 => (requests * (plan.PromptTokens + output) / point.Value, inFlight ? output : 0, perRank * (prompt + output)),
            _ => (double.PositiveInfinity, 0, 0),
        };
    }
}
