using InferenceModeler.Data;
using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Cli.Validating;

/// <summary>Measured points, scored.</summary>
sealed record Validation
{
    // A latency this far off is more likely in another unit than mispredicted.
    const double UnitRatio = 300;

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
            if (twice.Length > 0) warnings.Add($"{twice.Length} ids occur more than once, the first is {twice[0]}: each row counts");
            foreach (var group in Points.Where(p => p.IsPredicted).GroupBy(p => (p.Point.File, p.Point.Metric)))
            {
                double ratio = GroupScore.Quantile([.. group.Select(p => p.Point.Value / p.Predicted).Order()], 0.5);
                if (ratio is > UnitRatio or < 1 / UnitRatio) warnings.Add($"{group.Key.File}: {group.Key.Metric} is {ratio:G2} times the prediction in the median of {group.Count()} rows; is the unit right?");
            }
            return warnings;
        }
    }

    public IEnumerable<ScoredPoint> Worst(int count) =>
        Points.Where(p => p.IsPredicted).OrderByDescending(p => Math.Abs(Math.Log(p.Predicted / p.Point.Value))).ThenBy(p => p.Point.Id, StringComparer.Ordinal).Take(count);

    public static Validation Of(IReadOnlyList<string> files, string? catalogFolder, string? coefficientFile, CancellationToken cancellation)
    {
        Cost.CoefficientSet coefficients = coefficientFile is null ? CoefficientFiles.Shipped() : CoefficientFiles.Load(coefficientFile);
        MeasuredPoint[] points = [.. files.SelectMany(MeasuredPointFiles.Read)];
        IReadOnlyList<ScoredPoint> scored = new Scorer(CatalogFiles.Load(catalogFolder), coefficients).Score(points, cancellation);
        return new() { Points = scored, Groups = GroupScore.All(scored), Coefficients = $"{coefficients.Name} ({coefficients.Date})" };
    }

    static (string, int)[] Counted(IEnumerable<string> texts) => [.. texts.GroupBy(t => t).Select(g => (g.Key, g.Count())).OrderByDescending(c => c.Item2).ThenBy(c => c.Key, StringComparer.Ordinal)];
}
