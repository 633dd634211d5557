using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Reports;
using ScottPlot;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Draws a plan: capacity against demand with its orders, cost and power over time, who is served where, and the margin against utilisation.</summary>
static class PlanPlot
{
    const int Width = 1650, Height = 1050;

    static readonly Color s_first = Color.FromHex("#1f77b4"), s_second = Color.FromHex("#d95f02"), s_third = Color.FromHex("#1b9e77"), s_grey = Color.FromHex("#888888");

    /// <exception cref="InputException">Neither .png nor .svg, or in no folder.</exception>
    public static void CheckName(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".png" or ".svg")) throw new InputException($"--plot {path}: must end in .png or .svg");
        WholeFile.CheckPlace(path);
    }

    public static void Save(string path, Plan plan, PlanCosts costs, FleetScenario scenario)
    {
        PlotGrid grid = new([Capacity(plan), CostAndPower(plan), PlanMap.Draw(plan, scenario, Width / 2, Height / 2), Margin(costs)], 2, Width, Height);
        byte[] bytes = Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? grid.Png() : grid.Svg();
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    static Plot Capacity(Plan plan)
    {
        Plot plot = OverTime("capacity and demand in the busiest hour, orders as they arrive", "requests per second", plan);
        Steps(plot, [.. plan.Quarters.Select(q => q.CapacityRequestsPerSecond)], s_first, "capacity");
        Steps(plot, [.. plan.Quarters.Select(q => q.DemandRequestsPerSecond)], s_second, "demand");
        double most = plan.Quarters.Max(q => Math.Max(q.CapacityRequestsPerSecond, q.DemandRequestsPerSecond));
        foreach (var arrivals in plan.Orders.GroupBy(o => o.Arrives - plan.Problem.First))
        {
            double top = plan.Quarters[arrivals.Key].CapacityRequestsPerSecond;
            ScottPlot.Plottables.Marker mark = plot.Add.Marker(arrivals.Key + 0.5, top, MarkerShape.FilledTriangleUp, 11, s_third);
            if (arrivals.Key == plan.Orders.Min(o => o.Arrives - plan.Problem.First)) mark.LegendText = "orders arrive (accelerators)";
            ScottPlot.Plottables.Text text = plot.Add.Text(Format.Count(arrivals.Sum(o => o.Accelerators)), arrivals.Key + 0.5, top);
            (text.LabelFontColor, text.LabelFontSize, text.LabelAlignment, text.OffsetY) = (s_third, 12, Alignment.LowerCenter, -8);
        }
        plot.Axes.SetLimitsY(0, Math.Max(most, 1e-3) * 1.35);
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    static Plot CostAndPower(Plan plan)
    {
        Plot plot = OverTime("cost and power", "million US dollars in the quarter", plan);
        for (int q = 0; q < plan.Quarters.Count; q++)
        {
            Bar(plot, q, 0, plan.Quarters[q].OpexUsd, s_first, q == 0 ? "operating" : "");
            Bar(plot, q, plan.Quarters[q].OpexUsd, plan.Quarters[q].CostUsd, s_third, plan.Quarters.Take(q).All(x => x.CapitalChargeUsd == 0) ? "capital charge" : "");
        }
        double most = plan.Quarters.Max(q => q.CostUsd);
        if (plan.Quarters.Any(q => q.CapexUsd > 0))
        {
            Steps(plot, [.. plan.Quarters.Select(q => q.CapexUsd / 1e6)], s_grey, "capital spent");
            most = Math.Max(most, plan.Quarters.Max(q => q.CapexUsd));
        }
        ScottPlot.Plottables.Scatter power = Steps(plot, [.. plan.Quarters.Select(q => q.Megawatts)], s_second, "MW (right)");
        power.Axes.YAxis = plot.Axes.Right;
        plot.Axes.Right.Label.Text = "facility MW";
        plot.Axes.SetLimitsY(0, Math.Max(most, 1) / 1e6 * 1.35);
        plot.Axes.SetLimitsY(0, Math.Max(plan.Quarters.Max(q => q.Megawatts), 1e-6) * 1.35, plot.Axes.Right);
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    static void Bar(Plot plot, int quarter, double from, double to, Color color, string legend)
    {
        if (to <= from) return;
        ScottPlot.Plottables.BarPlot drawn = plot.Add.Bar(new Bar { Position = quarter + 0.5, ValueBase = from / 1e6, Value = to / 1e6, FillColor = color.WithAlpha(0.7), Size = 0.7, LineWidth = 0 });
        if (legend.Length > 0) drawn.LegendText = legend;
    }

    static Plot Margin(PlanCosts costs)
    {
        Plot plot = new();
        plot.XLabel("% of the fleet used over all hours");
        double[] used = [.. Enumerable.Range(5, 96).Select(percent => (double)percent)];
        if (costs.Utilisation <= 0)
        {
            plot.Title("utilisation and margin: nothing is served");
            return plot;
        }
        if (costs.Margin is { } margin)
        {
            plot.Title("utilisation and margin at the customers' prices");
            plot.YLabel("margin, % of revenue");
            plot.Add.ScatterLine(used, [.. used.Select(percent => 100 * costs.MarginAt(percent / 100))], s_first).LineWidth = 2;
            plot.Add.HorizontalLine(0, 1, s_grey);
            plot.Add.Marker(100 * costs.Utilisation, 100 * margin, MarkerShape.FilledCircle, 11, s_second).LegendText = $"plan: {Format.Percent(costs.Utilisation)} used, margin {Format.Percent(margin)}";
            if (costs.BreakEvenUtilisation is <= 1 and { } even) plot.Add.VerticalLine(100 * even, 2, s_third, LinePattern.Dashed).LegendText = $"pays for itself from {Format.Percent(even)}";
            plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = value => Format.Number(value, 2) };
            plot.Axes.SetLimits(0, 100, Math.Max(-200, Math.Min(100 * margin, -20) - 30), 100);
            plot.ShowLegend(Alignment.LowerRight);
            return plot;
        }
        plot.Title("utilisation and cost per token (no class has prices)");
        plot.YLabel("US dollars per million tokens");
        double here = costs.Served.UsdPerMillionTokens;
        plot.Add.ScatterLine(used, [.. used.Select(percent => costs.UsdPerMillionTokensAt(percent / 100))], s_first).LineWidth = 2;
        plot.Add.Marker(100 * costs.Utilisation, here, MarkerShape.FilledCircle, 11, s_second).LegendText = $"plan: {Format.Percent(costs.Utilisation)} used, {Format.Number(here)} $";
        plot.Axes.SetLimits(0, 100, 0, 3 * here);
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    static Plot OverTime(string title, string unit, Plan plan)
    {
        Plot plot = new();
        plot.Title(title);
        plot.YLabel(unit);
        int every = (plan.Quarters.Count + 11) / 12;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. plan.Quarters.Select((q, i) => new Tick(i + 0.5, i % every == 0 ? q.Quarter.ToString() : ""))]);
        plot.Axes.SetLimitsX(0, plan.Quarters.Count);
        return plot;
    }

    static ScottPlot.Plottables.Scatter Steps(Plot plot, IReadOnlyList<double> values, Color color, string legend)
    {
        double[] at = [.. Enumerable.Range(0, values.Count + 1).Select(i => (double)i)];
        ScottPlot.Plottables.Scatter steps = plot.Add.Scatter(at, (double[])[.. values, values[^1]], color);
        steps.ConnectStyle = ConnectStyle.StepHorizontal;
        (steps.MarkerSize, steps.LineWidth, steps.LegendText) = (0, 2, legend);
        return steps;
    }
}
