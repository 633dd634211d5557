using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Workloads;
using ScottPlot;

namespace InferenceModeler.Cli;

/// <summary>Draws a workload: what share of the requests is shorter than a length, and the rate over time (or over the day where the workload has no own rate).</summary>
static class WorkloadPlot
{
    const int Width = 1200, Height = 460;

    static readonly Color s_prompt = Color.FromHex("#1f77b4"), s_output = Color.FromHex("#d95f02"), s_cached = Color.FromHex("#7a7a7a");

    /// <exception cref="InputException">The file is neither .png nor .svg, or its folder does not exist.</exception>
    public static void Save(Workload workload, double? peakRequestsPerSecond, string path)
    {
        Plot lengths = new(), rate = new();
        DrawLengths(lengths, workload);
        if (workload.OwnRate is { RequestsPerMinute.Count: > 1 } own) DrawOwnRate(rate, own);
        else DrawDay(rate, workload.Day, peakRequestsPerSecond);
        byte[] bytes = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => new PlotPair(lengths, rate, Width, Height).Png(),
            ".svg" => new PlotPair(lengths, rate, Width, Height).Svg(),
            _ => throw new InputException($"--plot {path}: must end in .png or .svg"),
        };
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static void DrawLengths(Plot plot, Workload workload)
    {
        Curve(plot, workload, "prompt", shape => shape.PromptTokens, s_prompt, LinePattern.Solid);
        if (workload.Lengths.PrefixReuse > 0) Curve(plot, workload, "cached prompt", shape => shape.CachedPromptTokens, s_cached, LinePattern.Dashed);
        Curve(plot, workload, "output", shape => shape.OutputTokens, s_output, LinePattern.Solid);
        plot.Title($"{workload.Name}: lengths");
        plot.XLabel("tokens (dot: p95)");
        plot.YLabel("share of requests up to this length");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(0, 8).Select(power => new Tick(power, Math.Pow(10, power) switch { < 1e3 and var small => $"{small:0}", < 1e6 and var k => $"{k / 1e3:0}k", var m => $"{m / 1e6:0}M" }))]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(0, 6).Select(fifth => new Tick(fifth / 5.0, $"{fifth * 20}%"))]);
        // Room above 100% for the legend.
        plot.Axes.SetLimitsY(0, 1.32);
        plot.ShowLegend(Alignment.UpperLeft);
    }

    static void Curve(Plot plot, Workload workload, string what, Func<RequestShape, double> length, Color color, LinePattern pattern)
    {
        WeightedQuantiles quantiles = WeightedQuantiles.Of(workload.Lengths.Table, length);
        double[] shares = [.. Enumerable.Range(0, 501).Select(i => i / 500.0)];
        double[] logs = [.. shares.Select(share => Math.Log10(Math.Max(quantiles.At(share), 1)))];
        ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine((double[])[logs[0], .. logs, logs[^1]], (double[])[0, .. shares, 1], color);
        line.LineWidth = 2;
        line.LinePattern = pattern;
        line.LegendText = $"{what}: mean {Format.Number(workload.Lengths.Table.Sum(cell => cell.Share * length(cell.Shape)))}, p95 {Format.Number(quantiles.At(0.95))}";
        plot.Add.Marker(Math.Log10(Math.Max(quantiles.At(0.95), 1)), 0.95, MarkerShape.FilledCircle, 8, color);
    }

    static void DrawOwnRate(Plot plot, RateFacts own)
    {
        // The last minute is cut short by the end of the trace.
        double[] rates = [.. own.RequestsPerMinute.SkipLast(1).Select(count => count / 60.0)];
        double[] edges = [.. Enumerable.Range(0, rates.Length + 1)];
        ScottPlot.Plottables.Scatter steps = plot.Add.Scatter(edges, (double[])[.. rates, rates[^1]], s_prompt);
        steps.ConnectStyle = ConnectStyle.StepHorizontal;
        steps.MarkerSize = 0;
        steps.LineWidth = 2;
        steps.LegendText = "each minute";
        ScottPlot.Plottables.HorizontalLine mean = plot.Add.HorizontalLine(own.MeanRequestsPerSecond, 2, s_output, LinePattern.Dashed);
        mean.LegendText = $"mean {Format.Number(own.MeanRequestsPerSecond)}";
        plot.Title("rate of the source");
        plot.XLabel("minutes");
        plot.YLabel("requests per second");
        plot.Axes.SetLimits(0, rates.Length, 0, rates.Max() * 1.2);
        plot.ShowLegend(Alignment.UpperRight);
    }

    static void DrawDay(Plot plot, HourCurve day, double? peakRequestsPerSecond)
    {
        double peak = peakRequestsPerSecond ?? 1;
        foreach ((double ofPeak, int hour) in day.OfPeak.Select((ofPeak, hour) => (ofPeak, hour)))
            plot.Add.Bar(hour + 0.5, ofPeak * peak).Color = s_prompt;
        ScottPlot.Plottables.HorizontalLine mean = plot.Add.HorizontalLine(peak / day.PeakToMean, 2, s_output, LinePattern.Dashed);
        mean.LegendText = $"mean {Format.Number(peak / day.PeakToMean)}";
        plot.Title($"the day: {day.Name}");
        plot.XLabel("hour");
        plot.YLabel(peakRequestsPerSecond is null ? "rate ÷ rate of the peak hour" : "requests per second");
        plot.Axes.SetLimits(0, 24, 0, peak * 1.2);
        plot.ShowLegend(Alignment.UpperRight);
    }
}
