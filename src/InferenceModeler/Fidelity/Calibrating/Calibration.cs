using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>A fitted coefficient set and how well it does.</summary>
/// <param name="Set">The set, with coverage and error spreads.</param>
/// <param name="Used">Points fitted.</param>
/// <param name="Skipped">Reasons why other points were not used.</param>
/// <param name="Scores">Errors by test (in-sample, or what was left out), then file and metric.</param>
public sealed record Calibration(CoefficientSet Set, int Used, IReadOnlyDictionary<string, int> Skipped, IReadOnlyList<GroupScore> Scores)
{
    // Fewer measurements than this cannot carry a 90% interval of their own.
    const int SpreadPoints = 40;

    /// <summary>Fits a set to measured points and tests it on what it did not see.</summary>
    /// <param name="points">The measured points.</param>
    /// <param name="catalog">What they name.</param>
    /// <param name="prior">The set whose entries are fitted; each entry leans on its value there.</param>
    /// <param name="options">How.</param>
    /// <param name="report">Told what is being done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">No point can be used.</exception>
    public static Calibration Of(IReadOnlyList<MeasuredPoint> points, Catalog catalog, CoefficientSet prior, CalibrationOptions options, Action<string> report, CancellationToken cancellation = default)
    {
        List<FitPoint> used = FitPoints.Of(points, catalog, prior, options.SeriesWeight, out IReadOnlyDictionary<string, int> skipped);
        if (used.Count == 0) throw new InputException($"none of {points.Count} rows can be fitted: {string.Join(", ", skipped.Select(s => $"{s.Value} × {s.Key}"))}");
        EntryFit fit = new(prior, options);
        report($"fitting {prior.Entries.Count} entries to {used.Count} rows");
        double[] start = EntryFit.Logs(prior), logs = fit.Run(used, start, cancellation);
        List<ScoredPoint> seen = [.. used.Select(p => Scored(p, prior, logs))];
        List<(string Test, List<ScoredPoint> Points)> tests = [("in-sample", seen)];
        if (options.Folds > 1)
        {
            foreach ((string test, Func<FitPoint, string> key) in LeftOut)
            {
                report($"leaving one {test} out");
                tests.Add(($"{test} left out", CrossValidated(fit, prior, used, key, start, options.Folds, cancellation)));
            }
        }
        CoefficientSet set = Written(prior, used, logs) with { Coverage = Covered(used, prior), Spreads = SpreadsOf(seen, [.. tests.Skip(1).SelectMany(t => t.Points)], prior) };
        return new(set, used.Count, skipped, [.. tests.SelectMany(t => t.Points.GroupBy(p => $"{p.Point.File} {p.Point.Metric}").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => GroupScore.Of(t.Test, g.Key, [.. g])))]);
    }

    static IEnumerable<(string Test, Func<FitPoint, string> Key)> LeftOut =>
    [
        ("pair", p => $"{p.Plan.Plan.Deployment.Accelerator.Id} {FitPoints.Architecture(p.Plan.Plan.Deployment.Model)}"),
        ("model", p => FitPoints.Architecture(p.Plan.Plan.Deployment.Model)),
        ("accelerator", p => p.Plan.Plan.Deployment.Accelerator.Id),
    ];

    static List<ScoredPoint> CrossValidated(EntryFit fit, CoefficientSet prior, List<FitPoint> used, Func<FitPoint, string> key, double[] start, int folds, CancellationToken cancellation)
    {
        string[] groups = [.. used.Select(key).Distinct().Order(StringComparer.Ordinal)];
        List<ScoredPoint> left = [];
        for (int fold = 0; fold < Math.Min(folds, groups.Length); fold++)
        {
            HashSet<string> held = [.. groups.Where((_, i) => i % folds == fold)];
            double[] logs = fit.Run([.. used.Where(p => !held.Contains(key(p)))], start, cancellation);
            left.AddRange(used.Where(p => held.Contains(key(p))).Select(p => Scored(p, prior, logs)));
        }
        return left;
    }

    static ScoredPoint Scored(FitPoint p, CoefficientSet prior, double[] logs)
    {
        double predicted = p.TryResidual(prior, logs, out double residual) ? p.Point.Value * Math.Exp(residual) : double.NaN;
        return new(p.Point, double.IsNaN(predicted) ? null : p.Plan, predicted, double.NaN, double.NaN, "");
    }

    static CoefficientSet Written(CoefficientSet prior, List<FitPoint> used, double[] logs)
    {
        int[] points = new int[logs.Length];
        foreach (FitPoint p in used)
            foreach (int entry in p.Holding) points[entry]++;
        string source = $"fitted on {string.Join(", ", used.Select(p => p.Point.File).Distinct().Order(StringComparer.Ordinal))}";
        return prior with
        {
            Entries = [.. prior.Entries.Select((e, i) => points[i] == 0 || Priors.Deviation(e) == 0 ? e : e with { Value = Math.Exp(logs[i]), Points = points[i], Standing = Standing.Calibrated, Source = source })],
        };
    }

    /// <summary>What was covered before, and what these points add.</summary>
    static CoefficientCoverage[] Covered(List<FitPoint> used, CoefficientSet prior)
    {
        IEnumerable<CoefficientCoverage> added = used.GroupBy(p => (p.Plan.Plan.Deployment.Accelerator.Family, p.Plan.Plan.Deployment.Engine.Id))
            .Select(g => new CoefficientCoverage(g.Key.Family, g.Key.Id, g.Count()) { Models = [.. g.Select(p => p.Plan.Plan.Deployment.Model.Id)] });
        return
        [
            .. prior.Coverage.Concat(added).GroupBy(c => (c.Family, c.Engine)).OrderBy(g => g.Key.Family, StringComparer.Ordinal).ThenBy(g => g.Key.Engine, StringComparer.Ordinal)
                .Select(g => new CoefficientCoverage(g.Key.Family, g.Key.Engine, g.Max(c => c.Points)) { Models = [.. g.SelectMany(c => c.Models ?? []).Distinct().Order(StringComparer.Ordinal)] }),
        ];
    }

    /// <summary>90% intervals by group: from the fit's own residuals where the model was seen, from what was left out where not. Upper percentiles and other modes keep the prior set's.</summary>
    static ErrorSpread[] SpreadsOf(List<ScoredPoint> seen, List<ScoredPoint> unseen, CoefficientSet prior)
    {
        if (seen.Count < SpreadPoints) return [.. prior.Spreads];
        List<ErrorSpread> spreads = [.. prior.Spreads.Where(s => s.Statistic is not (null or "mean" or "p50") || s.Mode is "open" or "server")];
        (bool Mode, bool Engine)[] levels = [(true, true), (false, true), (false, false)];
        foreach ((bool mode, bool engine) in levels)
        {
            foreach ((bool known, List<ScoredPoint> all) in ((bool, List<ScoredPoint>)[])[(true, seen), (false, unseen.Count > 0 ? unseen : seen)])
            {
                foreach (var group in all.Where(p => p.IsPredicted).GroupBy(p => (Mode: mode ? p.Point.Mode : null, p.Point.Metric, Engine: engine ? p.Plan!.Plan.Deployment.Engine.Id : null)))
                {
                    if (group.Count() < SpreadPoints) continue;
                    double[] ratios = [.. group.Select(p => p.Point.Value / p.Predicted).Order()];
                    spreads.Add(new(Math.Min(GroupScore.Quantile(ratios, 0.05), 0.98), Math.Max(GroupScore.Quantile(ratios, 0.95), 1.02), ratios.Length) { Mode = group.Key.Mode, Metric = group.Key.Metric, Engine = group.Key.Engine, Seen = known });
                }
            }
        }
        double[] rest = [.. (unseen.Count > 0 ? unseen : seen).Where(p => p.IsPredicted).Select(p => p.Point.Value / p.Predicted).Order()];
        spreads.Add(new(GroupScore.Quantile(rest, 0.05), GroupScore.Quantile(rest, 0.95), rest.Length));
        return [.. spreads];
    }
}
