using InferenceModeler.Data;
using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Cli.Validating;

/// <summary>Measured points, scored.</summary>
sealed record Validation
{
    public required IReadOnlyList<ScoredPoint> Points { get; init; }
    public required IReadOnlyList<GroupScore> Groups { get; init; }
    public required string Coefficients { get; init; }

    public int Predicted => Points.Count(p => p.IsPredicted);

    public IReadOnlyList<(string Text, int Count)> Defaults => Counted(Points.Where(p => p.IsPredicted).SelectMany(p => p.Plan!.Defaults));

    public IReadOnlyList<(string Text, int Count)> Skips => Counted(Points.Where(p => !p.IsPredicted).Select(p => p.Reason));

    public IReadOnlyList<(string Text, int Count)> Remarks => Counted(Points.Where(p => p.IsPredicted && p.Status.Length > "predicted".Length).Select(p => p.Status["predicted: ".Length..]));

    public IReadOnlyList<string> Warnings => PointWarnings.Of(Points);

    public IEnumerable<ScoredPoint> Worst(int count) =>
        Points.Where(p => p.IsPredicted).OrderByDescending(p => Math.Abs(Math.Log(p.Predicted / p.Point.Value))).ThenBy(p => p.Point.Id, StringComparer.Ordinal).Take(count);

    public static Validation Of(IReadOnlyList<string> files, BenchmarkFacts facts, string? catalogFolder, string? coefficientFile, Action<string> note, CancellationToken cancellation)
    {
        Cost.CoefficientSet coefficients = CoefficientFiles.LoadOrShipped(coefficientFile);
        IReadOnlyList<MeasuredPoint> points = MeasuredPointFiles.Read(files, facts, note);
        IReadOnlyList<ScoredPoint> scored = new Scorer(CatalogFiles.Load(catalogFolder), coefficients).Score(points, cancellation);
        return new() { Points = scored, Groups = GroupScore.All(scored), Coefficients = $"{coefficients.Name} ({coefficients.Date})" };
    }

    static (string, int)[] Counted(IEnumerable<string> texts) => [.. texts.GroupBy(t => t).Select(g => (g.Key, g.Count())).OrderByDescending(c => c.Item2).ThenBy(c => c.Key, StringComparer.Ordinal)];
}
