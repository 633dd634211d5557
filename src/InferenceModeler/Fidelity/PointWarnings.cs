namespace InferenceModeler.Fidelity;

/// <summary>What the reader of scored points should doubt before the errors: rows that no accelerator can have reached, other units, rows given twice.</summary>
public static class PointWarnings
{
    // Rows that a warning lists.
    const int Shown = 3;

    const string Counted = "validate counts each, calibrate identical rows (the id too) once";

    public static IReadOnlyList<string> Of(IReadOnlyList<ScoredPoint> points) => [.. Twice(points), .. Impossible(points), .. OtherUnits(points)];

    static IEnumerable<string> Twice(IReadOnlyList<ScoredPoint> points)
    {
        string[] twice = [.. points.GroupBy(p => (p.Point.File, p.Point.Id)).Where(g => g.Count() > 1).Select(g => g.Key.Id)];
        if (twice.Length > 0) yield return $"{Quantities.Count(twice.Length, "id")} occur{(twice.Length == 1 ? "s" : "")} more than once, the first is {twice[0]}: {Counted}";
        MeasuredPoint[][] alike = [.. points.GroupBy(p => p.Point with { File = "", Source = "", Id = "" }).Select(g => g.Select(p => p.Point).DistinctBy(p => (p.File, p.Id)).ToArray()).Where(rows => rows.Length > 1)];
        int repeats = alike.Sum(rows => rows.Length - 1);
        if (repeats == 0) yield break;
        MeasuredPoint[] shown = alike.MaxBy(rows => rows.DistinctBy(p => p.File).Count())!;
        MeasuredPoint first = shown[0], again = shown.FirstOrDefault(p => p.File != first.File) ?? shown[1];
        string Named(MeasuredPoint p) => first.File == again.File ? p.Id : $"{p.Id} of {p.File}";
        yield return $"{Quantities.Count(repeats, "row")} repeat{(repeats == 1 ? "s" : "")} another but for id, file or source, the first is {Named(again)} ({Named(first)}): {Counted}";
    }

    static IEnumerable<string> Impossible(IReadOnlyList<ScoredPoint> points)
    {
        ScoredPoint[] fast = [.. points.Where(p => p.Reason.StartsWith(LeastTime.ImpossiblyFast, StringComparison.Ordinal))];
        if (fast.Length > 0)
            yield return $"{Quantities.Count(fast.Length, "row")} {(fast.Length == 1 ? "is" : "are")} set aside because no accelerator is that fast; is the unit right (seconds, tokens per second)? {Listed(fast, p => $"{Figure(p)}, {p.Reason}")}";
    }

    static IEnumerable<string> OtherUnits(IReadOnlyList<ScoredPoint> points)
    {
        foreach (IGrouping<(string File, string Metric), ScoredPoint> rows in points.Where(p => p.IsPredicted).GroupBy(p => (p.Point.File, p.Point.Metric)))
            foreach (IGrouping<bool, ScoredPoint> off in rows.Where(p => p.IsInOtherUnit).GroupBy(p => p.Point.Value > p.Predicted))
            {
                double ratio = GroupScore.Quantile([.. off.Select(p => p.Point.Value / p.Predicted).Order()], 0.5);
                yield return $"{rows.Key.File}: {rows.Key.Metric} of {off.Count():N0} of {Quantities.Count(rows.Count(), "row")} is {(ratio > 1 ? Math.Round(ratio) : ratio):G4} times the prediction in the median; is the unit right? {Listed([.. off], p => $"{Figure(p)}, {p.Predicted:G3} predicted")}";
            }
    }

    static string Listed(ScoredPoint[] points, Func<ScoredPoint, string> told) => $"{string.Join("; ", points.Take(Shown).Select(p => $"{p.Point.Id}: {told(p)}"))}{(points.Length > Shown ? "; …" : "")}";

    static string Figure(ScoredPoint p) => $"{p.Point.Value:G4} {Unit(p.Point.Metric)}";

    static string Unit(string metric) => metric switch
    {
        "output_tokens_per_s" or "total_tokens_per_s" => "tokens/s",
        "power_w" => "W",
        "energy_j_per_output_token" => "J",
        _ => "s",
    };
}
