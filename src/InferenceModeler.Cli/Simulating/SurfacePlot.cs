using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Serving;
using ScottPlot;
using Layout = InferenceModeler.Models.Layout;

namespace InferenceModeler.Cli.Simulating;

/// <summary>Heat maps of a surface: a row of time to first token and one of time per output token for each layout, a column per chunk size; rate to the right, concurrency limit upwards.</summary>
static class SurfacePlot
{
    const int CellWidth = 430, CellHeight = 330, TickSize = 10;

    // Pixels of the map itself, of a digit below it, and between two labels.
    const double MapWidth = 215, DigitWidth = 7, LabelGap = 8;

    // Cells of this many decades are one step of colour at least, so that a map of equal values is not a rainbow of rounding.
    const double LeastDecades = 0.3;

    public static void Save(string path, IReadOnlyList<SurfacePoint> points, double percentile)
    {
        SimulationPlot.CheckName(path);
        Layout[] layouts = [.. points.Select(p => p.Layout).Distinct()];
        int[] chunks = [.. points.Select(p => p.MaxBatchedTokens).Distinct()];
        (string Name, Func<SimulationAnswer, LatencyFigures> Of)[] latencies = [("TTFT", a => a.Ttft), ("TPOT", a => a.Tpot)];
        List<Plot> plots = [];
        foreach (Layout layout in layouts)
            foreach ((string name, Func<SimulationAnswer, LatencyFigures> of) in latencies)
            {
                double Log(SurfacePoint p) => of(p.Answer).Seconds(percentile).Value is var s and > 0 && double.IsFinite(s) ? Math.Log10(s) : double.NaN;
                SurfacePoint[] row = [.. points.Where(p => p.Layout == layout)];
                // One scale of colour for a row, so that its maps compare.
                double[] logs = [.. row.Select(Log).Where(double.IsFinite)];
                (double low, double high) = logs.Length == 0 ? (0, 1) : (logs.Min(), Math.Max(logs.Max(), logs.Min() + LeastDecades));
                plots.AddRange(chunks.Select(chunk => Map($"{name} {Format.Percentile(percentile)}, {layout}, {chunk} tokens a step", [.. row.Where(p => p.MaxBatchedTokens == chunk)], Log, low, high)));
            }
        PlotGrid grid = new(plots, chunks.Length, CellWidth * chunks.Length, CellHeight * plots.Count / chunks.Length);
        byte[] bytes = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? grid.Png() : grid.Svg();
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static Plot Map(string title, SurfacePoint[] points, Func<SurfacePoint, double> log, double low, double high)
    {
        double[] rates = [.. points.Select(p => p.RequestsPerSecond).Distinct().Order()];
        int[] limits = [.. points.Select(p => p.MaxSequences).Distinct().Order()];
        double[,] values = new double[limits.Length, rates.Length];
        foreach (SurfacePoint point in points) values[limits.Length - 1 - Array.IndexOf(limits, point.MaxSequences), Array.IndexOf(rates, point.RequestsPerSecond)] = log(point);
        Plot plot = new();
        ScottPlot.Plottables.Heatmap map = plot.Add.Heatmap(values);
        map.ManualRange = new ScottPlot.Range(low, high);
        map.NaNCellColor = Colors.LightGray;
        ScottPlot.Panels.ColorBar bar = plot.Add.ColorBar(map);
        bar.Axis.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Marks(low, high).Select(m => new Tick(m, Format.Seconds(Math.Pow(10, m))))]);
        plot.Title(title, TickSize + 2);
        plot.XLabel("requests per second", TickSize);
        plot.YLabel("most running", TickSize);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Every(rates.Select(r => Format.Number(r, 2)))]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. limits.Select((l, i) => new Tick(i, Format.Count(l)))]);
        return plot;
    }

    // As many as have room beside each other.
    static IEnumerable<Tick> Every(IEnumerable<string> labels)
    {
        string[] all = [.. labels];
        int every = (int)Math.Ceiling(all.Length * (all.Max(l => l.Length) * DigitWidth + LabelGap) / MapWidth);
        return all.Select((label, i) => new Tick(i, i % every == 0 ? label : ""));
    }

    // Five of the scale, evenly; the ends exactly, so that none is left out.
    static IEnumerable<double> Marks(double low, double high) => Enumerable.Range(0, 5).Select(i => i == 4 ? high : low + (high - low) * i / 4);
}
