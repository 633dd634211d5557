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

    const double Highest = 0.99;

    // A flatter curve than the square root would leave the median at once.
    const double FlattestPower = 0.5;

    public static double Figure(MeasuredPoint point, PointPlan plan, BenchmarkStart start, in OperatingPoint<Precise> steady)
    {
        double ttft = steady.TtftSeconds.Value, tpot = steady.TpotSeconds.Value, decodes = Math.Max(plan.OutputTokens - 1, 0);
        double percentile = point.Statistic == "mean" ? double.NaN : Forecast.Percentile(point);
        if (percentile == 0.5) return point.Metric switch { "ttft_s" => ttft, "tpot_s" => tpot, _ => steady.E2eSeconds.Value };
        double rush = start.RushFactor * RushSeconds(plan);
        double late = RushShare * Math.Max(start.StartSeconds + start.MeanShare * rush - ttft, 0), mean = ttft + late;
        if (double.IsNaN(percentile)) return point.Metric switch { "ttft_s" => mean, "tpot_s" => tpot, _ => mean + decodes * tpot };
        double beyond = Beyond(percentile, Math.Max(start.StartSeconds + Within(Highest) * rush - ttft, 0), late);
        return point.Metric switch
        {
            "ttft_s" => ttft + beyond,
            // The first of the rush decode while the others still prefill.
            "tpot_s" => tpot + Within(percentile) * FirstHeldShare * rush / Math.Max(decodes, 1),
            _ => steady.E2eSeconds.Value + beyond + (LongestOutput - 1) * Within(percentile) * decodes * tpot,
        };
    }

    /// <summary>The rush is the slowest tenth: its own percentile is what the run's percentile leaves of it.</summary>
    static double Within(double percentile) => Math.Max(0, (percentile - (1 - RushShare)) / RushShare);

    /// <summary>
    /// How far a percentile is above the median, by the power curve from the median through p99 whose mean is that of the run: so percentiles ascend and agree with the mean.
    /// </summary>
    /// <param name="percentile">0.5 to 0.99.</param>
    /// <param name="highest">How far p99 is above the median; held between what the flattest and the steepest curve with this mean give.</param>
    /// <param name="mean">How far the mean is above the median.</param>
    static double Beyond(double percentile, double highest, double mean)
    {
        const double Top = (Highest - 0.5) / 0.5;
        if (mean == 0) return 0;
        // The mean of x^power over the upper half is 0.5 / (1 + power), and p99 is Top^power.
        static double Highness(double power) => (1 + power) * Math.Pow(Top, power) / 0.5;
        double low = FlattestPower, high = -1 / Math.Log(Top) - 1;
        double wanted = Math.Clamp(highest / mean, Highness(low), Highness(high));
        for (int i = 0; i < 50; i++)
        {
            double middle = (low + high) / 2;
            if (Highness(middle) < wanted) low = middle;
            else high = middle;
        }
        return wanted * mean * Math.Pow((percentile - 0.5) / 0.5 / Top, low);
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
