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

    /// <summary>A mean or a median, in any lane.</summary>
    public static T Figure<T>(MeasuredPoint point, PointPlan plan, BenchmarkStart start, in PreparedDeployment<T> p, in ReplicaLimits<T> limits, in OperatingPoint<T> steady)
        where T : struct, IReal<T>
    {
        if (point.Metric == "tpot_s") return steady.TpotSeconds;
        bool isFirst = point.Metric == "ttft_s";
        if (point.Statistic != "mean") return isFirst ? steady.TtftSeconds : steady.E2eSeconds;
        T mean = steady.TtftSeconds + LateSeconds(start, RushSeconds(plan, start, in p, in limits), steady.TtftSeconds);
        return isFirst ? mean : mean + T.Of((float)Decodes(plan)) * steady.TpotSeconds;
    }

    /// <summary>A percentile above the median.</summary>
    public static double Figure(MeasuredPoint point, PointPlan plan, BenchmarkStart start, in OperatingPoint<Precise> steady, double percentile)
    {
        PlannedDeployment p = plan.Plan;
        double ttft = steady.TtftSeconds.Value, tpot = steady.TpotSeconds.Value, decodes = Decodes(plan);
        Precise rushing = RushSeconds(plan, start, in p.Prepared, in p.Limits);
        double rush = rushing.Value, late = LateSeconds(start, rushing, steady.TtftSeconds).Value;
        double beyond = Beyond(percentile, Math.Max(start.StartSeconds + Within(Highest) * rush - ttft, 0), late);
        return point.Metric switch
        {
            "ttft_s" => ttft + beyond,
            // The first of the rush decode while the others still prefill.
            "tpot_s" => tpot + Within(percentile) * FirstHeldShare * rush / Math.Max(decodes, 1),
            _ => steady.E2eSeconds.Value + beyond + (LongestOutput - 1) * Within(percentile) * decodes * tpot,
        };
    }

    static double Decodes(PointPlan plan) => Math.Max(plan.OutputTokens - 1, 0);

    /// <summary>By how much the rush raises the mean of first tokens.</summary>
    static T LateSeconds<T>(BenchmarkStart start, T rush, T ttft) where T : struct, IReal<T> =>
        T.Of((float)RushShare) * T.Max(T.Of((float)start.StartSeconds) + T.Of((float)start.MeanShare) * rush - ttft, T.Of(0f));

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
    static T RushSeconds<T>(PointPlan plan, BenchmarkStart start, in PreparedDeployment<T> p, in ReplicaLimits<T> limits) where T : struct, IReal<T>
    {
        T prompt = T.Of((float)plan.PromptTokens), cached = T.Of((float)plan.CachedTokens), slots = T.Of((float)Math.Max(1, Math.Round(plan.Load)));
        OperatingPoint<T> all = StaticBatch.Evaluate(in p, in limits, prompt, T.Of(1f), cached, slots);
        return T.Of((float)start.RushFactor) * (p.FirstTokenSeconds + all.E2eSeconds);
    }
}
