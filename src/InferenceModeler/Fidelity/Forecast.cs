using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity;

/// <summary>Computes the figure of a measured point by the closed form or the simulator, whichever its mode asks for.</summary>
/// <remarks>
/// Static and offline runs and the mean and median of a closed loop are the closed forms' means: with equal lengths the percentiles of TPOT and end-to-end time of
/// a closed loop hardly differ from the mean. What a benchmark run adds to them is in <see cref="ClosedRun"/>. Open and server runs are simulated (<see cref="SimulatedRun"/>).
/// </remarks>
public static class Forecast
{
    /// <param name="point">The measured figure; its value is not looked at.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="start">How benchmark runs begin under its engine.</param>
    /// <param name="remark">What the reader should know; empty where nothing.</param>
    /// <exception cref="InputException">The mode has no such metric, or the mode, metric or statistic is unknown.</exception>
    public static double Of(MeasuredPoint point, PointPlan plan, BenchmarkStart start, out string remark) => Of(point, plan, start, new(), out remark);

    internal static double Of(MeasuredPoint point, PointPlan plan, BenchmarkStart start, OpenLoads loads, out string remark)
    {
        remark = plan.Remark;
        return point.Mode switch
        {
            "open" => SimulatedRun.Open(point, plan, loads.Of(point, plan), ref remark),
            "server" => SimulatedRun.Server(point, plan, ref remark),
            "closed" when IsLatency(point) && point.Statistic != "mean" && Percentile(point) is > 0.5 and var upper => ClosedRun.Figure(point, plan, start, Steady(plan, in plan.Plan.Prepared, in plan.Plan.Limits), upper),
            _ => InForm(point, plan, start, in plan.Plan.Prepared, in plan.Plan.Limits).Value,
        };
    }

    static bool IsLatency(MeasuredPoint point) => point.Metric is "ttft_s" or "tpot_s" or "e2e_s";

    /// <summary>The figure of a static or offline run, or a mean or median of a closed loop, by its closed form, in any lane: with derivatives too.</summary>
    /// <param name="point">The measured figure.</param>
    /// <param name="plan">Its shape and load.</param>
    /// <param name="start">How benchmark runs begin under its engine.</param>
    /// <param name="p">The plan's deployment.</param>
    /// <param name="limits">Its limits.</param>
    /// <exception cref="InputException">The mode has no such metric, or the mode, metric or statistic is unknown.</exception>
    internal static T InForm<T>(MeasuredPoint point, PointPlan plan, BenchmarkStart start, in PreparedDeployment<T> p, in ReplicaLimits<T> limits) where T : struct, IReal<T>
    {
        T prompt = T.Of((float)plan.PromptTokens), output = T.Of((float)plan.OutputTokens), cached = T.Of((float)plan.CachedTokens), load = T.Of((float)plan.Load);
        switch (point.Mode)
        {
            case "static": return Figure(point, plan, in p, StaticBatch.Evaluate(in p, in limits, prompt, output, cached, load));
            case "offline": return Figure(point, plan, in p, Offline.Evaluate(in p, in limits, prompt, output, cached, load));
            case "closed":
                OperatingPoint<T> steady = Steady(plan, in p, in limits);
                return IsLatency(point) ? ClosedRun.Figure(point, plan, start, in p, in limits, in steady) : Figure(point, plan, in p, steady);
            default: throw new InputException($"mode '{point.Mode}': not one of static, closed, open, offline, server");
        }
    }

    static OperatingPoint<T> Steady<T>(PointPlan plan, in PreparedDeployment<T> p, in ReplicaLimits<T> limits) where T : struct, IReal<T>
    {
        PreparedDeployment<T> waiting = p;
        waiting.FirstTokenSteps += T.Of((float)plan.WaitSteps);
        return ClosedLoop.Evaluate(in waiting, in limits, T.Of((float)plan.PromptTokens), T.Of((float)plan.OutputTokens), T.Of((float)plan.CachedTokens), T.Of((float)plan.Load));
    }

    static T Figure<T>(MeasuredPoint point, PointPlan plan, in PreparedDeployment<T> p, OperatingPoint<T> at) where T : struct, IReal<T> => point.Metric switch
    {
        "ttft_s" or "prefill_s" => at.TtftSeconds,
        "tpot_s" => at.TpotSeconds,
        "decode_step_s" => DecodeStepSeconds(plan, in p),
        "e2e_s" or "batch_latency_s" => at.E2eSeconds,
        "output_tokens_per_s" => at.OutputTokensPerSecond,
        "total_tokens_per_s" => at.RequestsPerSecond * T.Of((float)(plan.PromptTokens + plan.OutputTokens)),
        "power_w" => at.PowerWatts,
        "energy_j_per_output_token" => at.JoulesPerOutputToken,
        var unknown => throw new InputException(UnknownMetric(unknown)),
    };

    public static IReadOnlyList<string> Metrics { get; } =
        ["ttft_s", "tpot_s", "e2e_s", "prefill_s", "decode_step_s", "batch_latency_s", "output_tokens_per_s", "total_tokens_per_s", "power_w", "energy_j_per_output_token"];

    /// <summary>The mean batch that decodes on one rank, at the mean context: simulated in modes open and server, the closed form's in the others.</summary>
    /// <param name="point">The measured figure.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="predicted">The prediction, which tells the rate that a server keeps.</param>
    public static Batch<Precise> DecodeBatch(MeasuredPoint point, PointPlan plan, double predicted) => point.Mode switch
    {
        "open" => DecodeBatch(plan, SimulatedRun.DecodeSequences(plan, plan.Load)),
        "server" => DecodeBatch(plan, SimulatedRun.DecodeSequences(plan, predicted / (point.Metric == "output_tokens_per_s" ? plan.OutputTokens : plan.PromptTokens + plan.OutputTokens))),
        _ => DecodeBatch(plan),
    };

    static Batch<Precise> DecodeBatch(PointPlan plan)
    {
        Precise most = Replica.MaxSequences(in plan.Plan.Limits, new(plan.PromptTokens), new(plan.OutputTokens));
        return DecodeBatch(plan, Math.Clamp(plan.Load / plan.Plan.Deployment.Layout.Data, 1, most.Value));
    }

    static Batch<Precise> DecodeBatch(PointPlan plan, double onRank) =>
        new() { DecodeSequences = new(Math.Max(onRank / plan.Plan.Deployment.Layout.Pipeline, 1)), ContextTokens = new(plan.PromptTokens + plan.OutputTokens / 2) };

    static T DecodeStepSeconds<T>(PointPlan plan, in PreparedDeployment<T> p) where T : struct, IReal<T>
    {
        Batch<Precise> at = DecodeBatch(plan);
        Batch<T> decode = new() { DecodeSequences = T.Of((float)at.DecodeSequences.Value), ContextTokens = T.Of((float)at.ContextTokens.Value) };
        return StepTime.Seconds(in p, in decode);
    }

    internal static string UnknownMetric(string metric) => $"metric '{metric}': not one of {string.Join(", ", Metrics)}";

    /// <summary>The percentile that a statistic names, 0..1.</summary>
    public static double Percentile(MeasuredPoint point) => point.Statistic switch
    {
        "p50" => 0.5,
        "p90" => 0.9,
        "p95" => 0.95,
        "p99" => 0.99,
        var unknown => throw new InputException($"statistic '{unknown}': not one of mean, p50, p90, p95, p99"),
    };
}
