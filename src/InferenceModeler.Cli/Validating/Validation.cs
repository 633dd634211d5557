using InferenceModeler.Data;
using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Cli.Validating;

/// <summary>Measured points, scored.</summary>
sealed record Validation
{
    // A latency this far off is more likely in another unit than mispredicted.
    const double UnitRatio = 300;

    // Rows that a warning lists; --points has them all.
    const int ShownImpossible = 3;

    public required IReadOnlyList<ScoredPoint> Points { get; init; }
    public required IReadOnlyList<GroupScore> Groups { get; init; }
    public required string Coefficients { get; init; }

    public int Predicted => Points.Count(p => p.IsPredicted);

    public IReadOnlyList<(string Text, int Count)> Defaults => Counted(Points.Where(p => p.IsPredicted).SelectMany(p => p.Plan!.Defaults));

    public IReadOnlyList<(string Text, int Count)> Skips => Counted(Points.Where(p => !p.IsPredicted).Select(p => p.Status["skipped: ".Length..]));

    public IReadOnlyList<(string Text, int Count)> Remarks => Counted(Points.Where(p => p.IsPredicted && p.Status.Length > "predicted".Length).Select(p => p.Status["predicted: ".Length..]));

    public IReadOnlyList<string> Warnings
    {
        get
        {
            List<string> warnings = [];
            string[] twice = [.. Points.GroupBy(p => (p.Point.File, p.Point.Id)).Where(g => g.Count() > 1).Select(g => g.Key.Id)];
            if (twice.Length > 0) warnings.Add($"{Quantities.Count(twice.Length, "id")} occur{(twice.Length == 1 ? "s" : "")} more than once, the first is {twice[0]}: each row counts");
            ScoredPoint[] impossible = [.. Points.Where(p => p.Status.StartsWith($"skipped: {Scorer.ImpossiblyFast}", StringComparison.Ordinal))];
            if (impossible.Length > 0)
                warnings.Add($"{Quantities.Count(impossible.Length, "row")} {(impossible.Length == 1 ? "is" : "are")} set aside because no memory is that fast; is the unit right (seconds)? {string.Join("; ", impossible.Take(ShownImpossible).Select(p => $"{p.Point.Id}: {p.Point.Value:G4} s, {p.Status["skipped: ".Length..]}"))}{(impossible.Length > ShownImpossible ? "; …" : "")}");
            foreach (var group in Points.Where(p => p.IsPredicted).GroupBy(p => (p.Point.File, p.Point.Metric)))
            {
                double ratio = GroupScore.Quantile([.. group.Select(p => p.Point.Value / p.Predicted).Order()], 0.5);
                if (ratio is > UnitRatio or < 1 / UnitRatio) warnings.Add($"{group.Key.File}: {group.Key.Metric} is {ratio:G2} times the prediction in the median of {Quantities.Count(group.Count(), "row")}; is the unit right?");
            }
            return warnings;
        }
    }

    public IEnumerable<ScoredPoint> Worst(int count) =>
        Points.Where(p => p.IsPredicted).OrderByDescending(p => Math.Abs(Math.Log(p.Predicted / p.Point.Value))).ThenBy(p => p.Point.Id, StringComparer.Ordinal).Take(count);

    public static Validation Of(IReadOnlyList<string> files, BenchmarkFacts facts, string? catalogFolder, string? coefficientFile, CancellationToken cancellation)
    {
        Cost.CoefficientSet coefficients = CoefficientFiles.LoadOrShipped(coefficientFile);
        IReadOnlyList<MeasuredPoint> points = MeasuredPointFiles.Read(files, facts);
        IReadOnlyList<ScoredPoint> scored = new Scorer(CatalogFiles.Load(catalogFolder), coefficients).Score(points, cancellation);
        return new() { Points = scored, Groups = GroupScore.All(scored), Coefficients = $"{coefficients.Name} ({coefficients.Date})" };
    }

    static (string, int)[] Counted(IEnumerable<string> texts) => [.. texts.GroupBy(t => t).Select(g => (g.Key, g.Count())).OrderByDescending(c => c.Item2).ThenBy(c => c.Key, StringComparer.Ordinal)];
}
