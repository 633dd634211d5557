using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Fidelity;
using ScottPlot;

namespace InferenceModeler.Cli.Validating;

/// <summary>Draws predicted against measured, and the errors of each group.</summary>
static class ValidationPlot
{
    const int Width = 1500, Height = 700, FewestRows = 5;

    /// <exception cref="InputException">The file is neither .png nor .svg, or its folder does not exist.</exception>
    public static void Save(Validation validation, string path)
    {
        Plot parity = Parity(validation), errors = Errors(validation);
        byte[] bytes = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => new PlotPair(parity, errors, Width, Height).Png(),
            ".svg" => new PlotPair(parity, errors, Width, Height).Svg(),
            _ => throw new InputException($"--plot {path}: must end in .png or .svg"),
        };
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static Plot Parity(Validation validation)
    {
        Plot plot = new();
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var group in validation.Points.Where(p => p.IsPredicted).GroupBy(p => p.Point.Metric).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            double[] measured = [.. group.Select(p => Math.Log10(p.Point.Value))], predicted = [.. group.Select(p => Math.Log10(p.Predicted))];
            ScottPlot.Plottables.Scatter marks = plot.Add.ScatterPoints(measured, predicted);
            marks.MarkerSize = 3;
            marks.LegendText = $"{group.Key} ({group.Count()})";
            (low, high) = (Math.Min(low, Math.Min(measured.Min(), predicted.Min())), Math.Max(high, Math.Max(measured.Max(), predicted.Max())));
        }
        if (!double.IsFinite(low)) (low, high) = (-3, 3);
        // The diagonal, and a factor of two on either side.
        foreach (double off in (double[])[0, Math.Log10(2), -Math.Log10(2)])
        {
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine((double[])[low, high], (double[])[low + off, high + off], Colors.Black.WithAlpha(off == 0 ? 0.8 : 0.3));
            line.LinePattern = off == 0 ? LinePattern.Solid : LinePattern.Dashed;
        }
        plot.Axes.Bottom.TickGenerator = Powers(low, high);
        plot.Axes.Left.TickGenerator = Powers(low, high);
        plot.Axes.SetLimits(low, high, low, high);
        plot.Title("predicted against measured (dashed: a factor of 2)");
        plot.XLabel("measured (s, tokens/s, W, J)");
        plot.YLabel("predicted");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    static ScottPlot.TickGenerators.NumericManual Powers(double low, double high)
    {
        int first = (int)Math.Floor(low), last = (int)Math.Ceiling(high);
        return new([.. Enumerable.Range(first, last - first + 1).Select(power => new Tick(power, power is >= -3 and <= 4 ? Math.Pow(10, power).ToString("0.###") : $"1e{power}"))]);
    }

    /// <summary>Median and p90 of the absolute error of each group.</summary>
    static Plot Errors(Validation validation)
    {
        Plot plot = new();
        GroupScore[] groups = [.. validation.Groups.Where(g => g.Count >= FewestRows && g.By is "metric" or "accelerator" or "engine" or "mode").Where(g => g.Count > 0).Reverse()];
        double longest = 0.1;
        for (int i = 0; i < groups.Length; i++)
        {
            ScottPlot.Plottables.Scatter tail = plot.Add.ScatterLine((double[])[groups[i].MedianApe, groups[i].P90Ape], (double[])[i, i], Colors.Gray);
            tail.LineWidth = 3;
            plot.Add.Marker(groups[i].MedianApe, i, MarkerShape.FilledCircle, 8, Color.FromHex("#1f77b4"));
            plot.Add.Marker(groups[i].P90Ape, i, MarkerShape.VerticalBar, 10, Color.FromHex("#d95f02"));
            longest = Math.Max(longest, Math.Min(groups[i].P90Ape, 2));
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. groups.Select((g, i) => new Tick(i, $"{g.Key} ({g.Count})"))]);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. Enumerable.Range(0, 11).Select(i => new Tick(i * longest / 10, $"{100 * i * longest / 10:0}%"))]);
        plot.Axes.SetLimits(0, longest * 1.05, -1, groups.Length);
        plot.Title("|error| by group: median (dot) to p90 (bar)");
        return plot;
    }
}
