using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using ScottPlot;

namespace InferenceModeler.Cli.Simulating;

/// <summary>Draws a simulation: histograms of the latencies above, the first seed over time below (batch and queue, memory, power).</summary>
static class SimulationPlot
{
    const int Width = 1650, Height = 900;

    // Bins of the histogram are drawn so many as one.
    const int BinsPerBar = 8;

    static readonly Color s_bars = Color.FromHex("#1f77b4"), s_limit = Color.FromHex("#d62728"), s_second = Color.FromHex("#d95f02");

    static readonly double[] s_ticks = [.. Enumerable.Range(-6, 12).SelectMany(power => new[] { 1, 2, 5 }.Select(digit => digit * Math.Pow(10, power)))];

    /// <exception cref="InputException">Neither .png nor .svg, or in no folder.</exception>
    public static void CheckName(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".svg")) throw new InputException($"--plot {path}: must end in .png or .svg");
        WholeFile.CheckPlace(path);
    }

    public static void Save(string path, SimulationAnswer answer, double percentile)
    {
        CheckName(path);
        IReadOnlyList<TimelinePoint> line = answer.Timeline;
        Plot batch = Timeline("requests decoding and waiting", "requests");
        Steps(batch, line, p => p.DecodeSequences, s_bars, "decoding (mean)");
        Steps(batch, line, p => p.WaitingRequests, s_second, "waiting (end of stretch)");
        Room(batch, line.Max(p => Math.Max(p.DecodeSequences, p.WaitingRequests)));
        Plot memory = Timeline("memory for keys and values", "% held");
        Steps(memory, line, p => 100 * p.KvOccupancy, s_bars, "");
        Room(memory, 100 * line.Max(p => p.KvOccupancy));
        Plot power = Timeline("power of the accelerators", "kW");
        Steps(power, line, p => p.PowerWatts / 1e3, s_bars, "");
        Room(power, line.Max(p => p.PowerWatts) / 1e3);
        SimulationQuestion q = answer.Question;
        PlotGrid grid = new(
            [
                Histogram("time to first token", answer.Ttft, q.TtftSeconds, percentile), Histogram("time per output token", answer.Tpot, q.TpotSeconds, percentile),
                Histogram("end to end", answer.EndToEnd, null, percentile), batch, memory, power,
            ], 3, Width, Height);
        byte[] bytes = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? grid.Png() : grid.Svg();
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static Plot Histogram(string title, LatencyFigures figures, double? limit, double percentile)
    {
        Plot plot = new();
        // Under overload a window may end before any request that arrived in it.
        plot.Title(figures.Histogram.Count > 0 ? title : $"{title}: no counted request finished");
        plot.XLabel("seconds");
        plot.YLabel("% of the finished requests");
        double total = Math.Max(figures.Histogram.Count, 1), highest = 0;
        var bars = figures.Histogram.Filled().GroupBy(bin => (int)Math.Floor(Math.Log2(bin.From) * LogHistogram.BinsPerOctave / BinsPerBar)).OrderBy(group => group.Key).ToArray();
        const double width = BinsPerBar * 0.30102999566398120 / LogHistogram.BinsPerOctave;
        foreach (var bar in bars)
        {
            double share = 100 * bar.Sum(bin => bin.Count) / total;
            highest = Math.Max(highest, share);
            ScottPlot.Plottables.BarPlot drawn = plot.Add.Bar((bar.Key + 0.5) * width, share);
            foreach (Bar one in drawn.Bars) (one.Size, one.FillColor, one.LineWidth) = (width, s_bars, 0);
        }
        double at = figures.At.OrderBy(a => Math.Abs(a.Percentile - percentile)).First() is var shown ? shown.Seconds.Value : 0;
        if (double.IsFinite(at) && at > 0) plot.Add.VerticalLine(Math.Log10(at), 2, s_second, LinePattern.Dashed).LegendText = $"{Format.Percentile(shown.Percentile)} {Format.Seconds(at)}";
        if (limit is { } most) plot.Add.VerticalLine(Math.Log10(most), 2, s_limit).LegendText = $"limit {Format.Seconds(most)}";
        if (bars.Length == 0) plot.Add.Annotation("no counted request came so far:\nthe pool is overloaded, or all were dropped", Alignment.MiddleCenter);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. s_ticks.Select(seconds => new Tick(Math.Log10(seconds), Short(seconds)))]);
        double from = bars.Length > 0 ? bars[0].Key * width : -2, to = bars.Length > 0 ? (bars[^1].Key + 1) * width : 0;
        if (limit is { } inside) (from, to) = (Math.Min(from, Math.Log10(inside)), Math.Max(to, Math.Log10(inside)));
        plot.Axes.SetLimits(from - 0.05, to + 0.05, 0, Math.Max(highest, 1) * 1.25);
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    static string Short(double seconds) => seconds switch { < 1e-3 => $"{seconds * 1e6:0} µs", < 1 => $"{seconds * 1e3:0} ms", _ => $"{seconds:0} s" };

    static Plot Timeline(string title, string unit)
    {
        Plot plot = new();
        plot.Title(title);
        plot.XLabel("seconds since the first counted arrival (first seed)");
        plot.YLabel(unit);
        return plot;
    }

    static void Steps(Plot plot, IReadOnlyList<TimelinePoint> line, Func<TimelinePoint, double> of, Color color, string legend)
    {
        double[] at = [.. line.Select(p => p.FromSeconds), line[^1].ToSeconds], values = [.. line.Select(of), of(line[^1])];
        ScottPlot.Plottables.Scatter steps = plot.Add.Scatter(at, values, color);
        steps.ConnectStyle = ConnectStyle.StepHorizontal;
        steps.MarkerSize = 0;
        steps.LineWidth = 2;
        if (legend.Length > 0) steps.LegendText = legend;
        plot.Axes.SetLimitsX(0, line[^1].ToSeconds);
    }

    static void Room(Plot plot, double most)
    {
        plot.Axes.SetLimitsY(0, Math.Max(most, 1e-3) * 1.3);
        plot.ShowLegend(Alignment.UpperRight);
    }
}
