namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Throughput of closed loops of which first tokens and times per token were published: requests in flight × output tokens / end-to-end time.</summary>
static class Throughputs
{
    public const string Metric = "output_tokens_per_s";

    /// <summary>One point for each experiment with the means of both and no throughput of its own. Intervals are not made for it.</summary>
    public static IEnumerable<ForeseenPoint> Of(IEnumerable<ForeseenPoint> points)
    {
        foreach (IGrouping<string, ForeseenPoint> experiment in points.Where(p => p.Scored.Point.Mode == "closed").GroupBy(p => FitPoints.Experiment(p.Scored.Point)))
        {
            ForeseenPoint? ttft = Mean(experiment, "ttft_s"), tpot = Mean(experiment, "tpot_s");
            if (ttft is null || tpot is null || experiment.Any(p => p.Scored.Point.Metric.EndsWith("tokens_per_s", StringComparison.Ordinal))) continue;
            (MeasuredPoint point, double output) = (tpot.Scored.Point, tpot.Scored.Plan!.OutputTokens);
            double Rate(double ttftSeconds, double tpotSeconds) => point.Load!.Value * output / (ttftSeconds + (output - 1) * tpotSeconds);
            MeasuredPoint measured = point with { Metric = Metric, Value = Rate(ttft.Scored.Point.Value, point.Value) };
            yield return tpot with { Scored = tpot.Scored with { Point = measured, Predicted = Rate(ttft.Scored.Predicted, tpot.Scored.Predicted) } };
        }
    }

    static ForeseenPoint? Mean(IEnumerable<ForeseenPoint> experiment, string metric) =>
        experiment.FirstOrDefault(p => p.Scored.Point.Metric == metric && p.Scored.Point.Statistic == "mean" && p.Scored.IsPredicted && p.Scored.Point.Load is not null);
}
