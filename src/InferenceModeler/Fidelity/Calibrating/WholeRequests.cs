namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>What follows for whole requests of closed loops of which first tokens and times per token were published: end-to-end time, and requests in flight × tokens ÷ it.</summary>
static class WholeRequests
{
    const string EndToEnd = "e2e_s", Output = "output_tokens_per_s", Total = "total_tokens_per_s";

    /// <summary>Throughput of each experiment with the means of both and none of its own, to score it.</summary>
    public static IEnumerable<ForeseenPoint> Throughputs(IEnumerable<ForeseenPoint> points) => Of(points).Where(p => p.Scored.Point is { Metric: Output, Statistic: "mean" });

    /// <summary>End-to-end times and throughputs of each experiment with the means, or the medians, of both, as far as it has none of its own; for the quantiles of their errors.</summary>
    public static IEnumerable<ForeseenPoint> Of(IEnumerable<ForeseenPoint> points)
    {
        foreach (IGrouping<(string, string), ForeseenPoint> experiment in points.Where(p => p.Scored.Point is { Mode: "closed", Load: not null, Statistic: "mean" or "p50" } && p.Scored.IsPredicted).GroupBy(p => (FitPoints.Experiment(p.Scored.Point), p.Scored.Point.Statistic)))
        {
            ForeseenPoint? Find(string metric) => experiment.FirstOrDefault(p => p.Scored.Point.Metric == metric);
            if (Find("ttft_s") is not { } ttft || Find("tpot_s") is not { } tpot) continue;
            (double prompt, double output) = (tpot.Scored.Plan!.PromptTokens, tpot.Scored.Plan.OutputTokens);
            double measured = ttft.Scored.Point.Value + (output - 1) * tpot.Scored.Point.Value, predicted = ttft.Scored.Predicted + (output - 1) * tpot.Scored.Predicted;
            ForeseenPoint As(string metric, Func<double, double> figure) => tpot with { Scored = tpot.Scored with { Point = tpot.Scored.Point with { Metric = metric, Value = figure(measured) }, Predicted = figure(predicted) } };
            double load = tpot.Scored.Point.Load!.Value;
            if (Find(EndToEnd) is null) yield return As(EndToEnd, seconds => seconds);
            if (experiment.Any(p => p.Scored.Point.Metric.EndsWith("tokens_per_s", StringComparison.Ordinal))) continue;
            yield return As(Output, seconds => load * output / seconds);
            yield return As(Total, seconds => load * (prompt + output) / seconds);
        }
    }
}
