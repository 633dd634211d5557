namespace InferenceModeler.Fidelity;

/// <summary>Errors of one group of points; fractions, NaN where none was predicted.</summary>
public sealed record GroupScore
{
    /// <summary>What it groups by: metric, accelerator, model, engine, mode or file.</summary>
    public required string By { get; init; }

    public required string Key { get; init; }

    /// <summary>Points predicted.</summary>
    public required int Count { get; init; }

    /// <summary>Measured figures among them: one that several tests predict counts once.</summary>
    public required int Rows { get; init; }

    public required int Skipped { get; init; }

    /// <summary>Of |predicted / measured − 1|.</summary>
    public required double MedianApe { get; init; }

    public required double MeanApe { get; init; }
    public required double P90Ape { get; init; }

    /// <summary>Median of predicted / measured − 1.</summary>
    public required double SignedMedian { get; init; }

    /// <summary>Share of the measurements within their 90% interval.</summary>
    public required double Coverage90 { get; init; }

    /// <summary>The groups of every kind, by kind, then by name.</summary>
    public static IReadOnlyList<GroupScore> All(IReadOnlyList<ScoredPoint> points)
    {
        (string By, Func<MeasuredPoint, string> Key)[] kinds =
        [
            ("metric", p => $"{p.Metric}/{p.Statistic}"), ("mode", p => p.Mode), ("accelerator", p => p.Accelerator), ("engine", p => p.Engine), ("model", p => p.Model), ("file", p => p.File),
        ];
        return [.. kinds.SelectMany(kind => points.GroupBy(p => kind.Key(p.Point)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of(kind.By, g.Key, [.. g])))];
    }

    public static GroupScore Of(string by, string key, IReadOnlyList<ScoredPoint> points)
    {
        ScoredPoint[] predicted = [.. points.Where(p => p.IsPredicted)];
        double[] errors = [.. predicted.Select(p => p.AbsoluteError).Order()], signed = [.. predicted.Select(p => p.SignedError).Order()];
        return new()
        {
            By = by,
            Key = key,
            Count = predicted.Length,
            Rows = Measurements(predicted),
            Skipped = points.Count - predicted.Length,
            MedianApe = Quantile(errors, 0.5),
            MeanApe = errors.Length > 0 ? errors.Average() : double.NaN,
            P90Ape = Quantile(errors, 0.9),
            SignedMedian = Quantile(signed, 0.5),
            Coverage90 = predicted.Length > 0 ? predicted.Count(p => p.IsCovered) / (double)predicted.Length : double.NaN,
        };
    }

    /// <summary>Distinct measured figures: one that several tests predict counts once.</summary>
    public static int Measurements(IEnumerable<ScoredPoint> points) => points.Select(p => (p.Point.File, p.Point.Id, p.Point.Metric)).Distinct().Count();

    /// <summary>Linear between the order statistics; NaN where there is none.</summary>
    public static double Quantile(IReadOnlyList<double> ascending, double share)
    {
        if (ascending.Count == 0) return double.NaN;
        double at = share * (ascending.Count - 1);
        int below = (int)at;
        return below + 1 < ascending.Count ? ascending[below] + (at - below) * (ascending[below + 1] - ascending[below]) : ascending[below];
    }
}
