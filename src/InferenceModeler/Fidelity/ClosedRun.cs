using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity;

/// <summary>
/// Latencies of a whole benchmark run under a closed loop. Benchmarks send about ten requests per slot, and the first ones start together: a tenth of the run is a
/// rush in which all slots prefill at once. It raises the mean of TTFT and makes its upper percentiles; the median and TPOT hardly see it.
/// </summary>
/// <remarks>Breaks where the run warms up before it measures (then p99 is too high), or is longer than ten requests per slot.</remarks>
static class ClosedRun
{
    // Share of a run's requests that start together (vLLM's and InferenceX's benchmark scripts: number of prompts = 10 × concurrency).
    const double RushShare = 0.1;

    // Of the others' prefill work at the start, what delays the decodes of the first (fitted on p99 of InferenceX MI325X and MI355X runs).
    const double FirstHeldShare = 0.5;

    // Benchmarks draw lengths of 0.8 to 1.0 of the nominal: the longest is this far above the mean.
    const double LongestOutput = 1.1;

    public static double Figure(MeasuredPoint point, PointPlan plan, BenchmarkStart start, in OperatingPoint<Precise> steady)
    {
        double ttft = steady.TtftSeconds.Value, tpot = steady.TpotSeconds.Value, decodes = Math.Max(plan.OutputTokens - 1, 0);
        double percentile = point.Statistic == "mean" ? double.NaN : Forecast.Percentile(point);
        if (percentile == 0.5) return point.Metric switch { "ttft_s" => ttft, "tpot_s" => tpot, _ => steady.E2eSeconds.Value };
        double rush = start.RushFactor * RushSeconds(plan);
        double mean = (1 - RushShare) * ttft + RushShare * Math.Max(start.StartSeconds + start.MeanShare * rush, ttft);
        if (double.IsNaN(percentile)) return point.Metric switch { "ttft_s" => mean, "tpot_s" => tpot, _ => mean + decodes * tpot };
        // The rush is the slowest tenth: its own percentile is what the run's percentile leaves of it.
        double within = Math.Max(0, (percentile - (1 - RushShare)) / RushShare), wait = start.StartSeconds + within * rush;
        return point.Metric switch
        {
            "ttft_s" => within > 0 ? Math.Max(wait, ttft) : ttft,
            // The first of the rush decode while the others still prefill.
            "tpot_s" => tpot + within * FirstHeldShare * rush / Math.Max(decodes, 1),
            _ => Math.Max(steady.E2eSeconds.Value, (within > 0 ? Math.Max(wait, ttft) : ttft) + decodes * tpot * (1 + (LongestOutput - 1) * within)),
        };
    }

    /// <summary>Time until the last slot has its first token, all prompts queued at once.</summary>
    static double RushSeconds(PointPlan plan)
    {
        PlannedDeployment p = plan.Plan;
        Precise prompt = new(plan.PromptTokens), cached = new(plan.CachedTokens);
        OperatingPoint<Precise> start = StaticBatch.Evaluate(in p.Prepared, in p.Limits, prompt, new Precise(1), cached, new Precise(Math.Max(1, Math.Round(plan.Load))));
        return p.Prepared.FirstTokenSeconds.Value + start.E2eSeconds.Value;
    }
}
