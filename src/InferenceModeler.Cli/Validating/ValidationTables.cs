using InferenceModeler.Cli.Output;
using InferenceModeler.Cost;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Cli.Validating;

/// <summary>A validation for people.</summary>
static class ValidationTables
{
    const int ShownReasons = 20, ShownOperators = 4;

    public static void Write(Session session, Validation v, int worst)
    {
        session.Line($"{Quantities.Count(v.Points.Count, "row")}, {Format.Count(v.Predicted)} predicted, {Format.Count(v.Points.Count - v.Predicted)} skipped; coefficients {v.Coefficients}");
        foreach (string warning in v.Warnings) session.Line($"warning      {warning}");
        Reasons(session, "skipped", v.Skips);
        Reasons(session, "assumed", v.Defaults);
        Reasons(session, "remarked", v.Remarks);
        session.Line();
        session.Line("error = predicted / measured − 1");
        TextTable table = new(Column.Text("by"), Column.Text("group"), Column.Number("rows"), Column.Number("skipped"), Column.Number("median |error|"), Column.Number("mean"),
            Column.Number("p90"), Column.Number("signed median"), Column.Number("in 90% interval"));
        foreach (GroupScore g in v.Groups)
            table.Row(g.By, g.Key, Format.Count(g.Count), Format.Count(g.Skipped), Format.Percent(g.MedianApe), Format.Percent(g.MeanApe), Format.Percent(g.P90Ape), Format.Percent(g.SignedMedian), Format.Percent(g.Coverage90));
        session.Table(table);
        Worst(session, v, worst);
    }

    /// <summary>The most frequent reasons, one a line.</summary>
    public static void Reasons(Session session, string what, IReadOnlyList<(string Text, int Count)> reasons)
    {
        foreach ((string text, int count) in reasons.Take(ShownReasons)) session.Line($"{what,-12} {Format.Count(count)} × {text}");
        if (reasons.Count > ShownReasons) session.Line($"{what,-12} {Format.Count(reasons.Skip(ShownReasons).Sum(r => r.Count))} × {reasons.Count - ShownReasons} more (validate --points names each)");
    }

    static void Worst(Session session, Validation v, int worst)
    {
        ScoredPoint[] points = [.. v.Worst(worst)];
        if (points.Length == 0) return;
        session.Line();
        session.Line("worst rows, and what their step is made of");
        TextTable table = new(Column.Text("row"), Column.Text("figure and unit"), Column.Number("measured"), Column.Number("predicted"), Column.Number("error"), Column.Text("operators"));
        foreach (ScoredPoint p in points)
        {
            StepBreakdown step = p.Breakdown();
            string operators = string.Join(", ", step.Operators.OrderByDescending(o => o.Seconds).Take(ShownOperators).Select(o => $"{o.Name} {Format.Percent(o.Seconds / step.Seconds)}"));
            table.Row(p.Point.Id, p.Point.Metric, Format.Number(p.Point.Value), Format.Number(p.Predicted), Format.Percent(p.SignedError), operators);
        }
        session.Table(table);
    }
}
