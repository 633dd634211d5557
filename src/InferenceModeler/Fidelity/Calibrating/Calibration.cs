using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>A fitted coefficient set and how well it does.</summary>
/// <param name="Set">The set, with coverage and error spreads.</param>
/// <param name="Used">Points fitted.</param>
/// <param name="Skipped">Reasons why other points were not used.</param>
/// <param name="Scores">Errors by test (in-sample, or what was left out), then file and metric.</param>
public sealed record Calibration(CoefficientSet Set, int Used, IReadOnlyDictionary<string, int> Skipped, IReadOnlyList<GroupScore> Scores)
{
    /// <summary>All predictions of what was left out, by group; empty where nothing was.</summary>
    public IReadOnlyList<GroupScore> LeftOutGroups { get; init; } = [];

    /// <summary>What is to be doubted of the points.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    // Fewer rows than this say how fast a deployment is, not why.
    const int FewRows = 12;

    // Reasons that an error lists.
    const int ToldReasons = 5;

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
        List<FitPoint> chosen = FitPoints.Of(points, catalog, prior, options.SeriesWeight, out IReadOnlyDictionary<string, int> skipped, out IReadOnlyList<string> warnings);
        if (chosen.Count == 0) throw new InputException($"none of {Quantities.Count(points.Count, "row")} can be fitted: {string.Join("; ", skipped.OrderByDescending(s => s.Value).Take(ToldReasons).Select(s => $"{s.Value} × {s.Key}").Concat(warnings))}");
        CoefficientSet set = Paces.Added(prior, chosen);
        List<FitPoint> used = [.. chosen.Select(p => p.Of(set))];
        bool few = used.Count < FewRows;
        report(few
            ? $"{Quantities.Count(used.Count, "row")} {(used.Count == 1 ? "is" : "are")} too few to fit efficiencies (at least {FewRows}): these stay those of the family, and the rows set the pace of their deployments"
            : $"fitting {prior.Entries.Count} entries to {used.Count} rows, then the pace of each deployment");
        TwoStageFit fit = new(set, used, options, few);
        double[] logs = fit.Run(used, cancellation);
        List<(string Test, List<ForeseenPoint> Points)> tests = [("in-sample", [.. used.Select(p => ForeseenPoint.Of(p, logs, Nearness.Measured))])];
        if (options.Folds > 1) tests.AddRange(LeftOut.All(fit, used, options.Folds, report, cancellation));
        List<ForeseenPoint>[] unseen = [.. tests.Where(t => !t.Test.EndsWith(" given", StringComparison.Ordinal)).Skip(options.Folds > 1 ? 1 : 0).Select(t => t.Points)];
        ForeseenPoint[] foreseen = [.. unseen.SelectMany(points => points)];
        IReadOnlyList<ErrorSpread> spreads = SpreadsOf(unseen, prior, _ => true);
        // Whether intervals hold is asked of pairs that had no part in them.
        IReadOnlyList<ErrorSpread>[] ofOtherHalf = [SpreadsOf(unseen, prior, p => Half(p) == 1), SpreadsOf(unseen, prior, p => Half(p) == 0)];
        ScoredPoint Within(ForeseenPoint p) => p.Within(ofOtherHalf[Half(p)]);
        GroupScore[] scores = [.. tests.SelectMany(t => t.Points.Concat(WholeRequests.Throughputs(t.Points)).GroupBy(p => p.Rows).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => GroupScore.Of(t.Test, g.Key, [.. g.Select(Within)])))];
        CoefficientSet fitted = Written(set, used, fit, logs) with { Coverage = few ? prior.Coverage : Covered(used, prior), Spreads = spreads };
        if (options.Folds <= 1) return new(fitted, used.Count, skipped, scores) { Warnings = warnings };
        fitted = fitted with { Errors = [.. scores.Select(s => new FitError(s.By, s.Key, s.Count, s.MedianApe, s.P90Ape)), .. ErrorTable.EachAccelerator(tests.Single(t => t.Test == "accelerator left out").Points.Select(p => p.Scored))] };
        return new(fitted, used.Count, skipped, scores) { Warnings = warnings, LeftOutGroups = GroupScore.All([.. foreseen.Select(Within)]) };
    }

    static IReadOnlyList<ErrorSpread> SpreadsOf(List<ForeseenPoint>[] unseen, CoefficientSet prior, Func<ForeseenPoint, bool> counts) =>
        Spreads.Of([.. unseen.SelectMany(points => points).Where(counts)], unseen.SelectMany(points => WholeRequests.Of(points.Where(counts))), prior.Spreads);

    // One of two halves of all pairs of model and accelerator.
    static int Half(ForeseenPoint p) => (int)(LeftOut.Name($"{p.Scored.Point.Accelerator} {p.Scored.Point.Model}") & 1);

    static CoefficientSet Written(CoefficientSet set, List<FitPoint> used, TwoStageFit fit, double[] logs)
    {
        int[] points = new int[logs.Length];
        SortedSet<string>[] origins = [.. logs.Select(_ => new SortedSet<string>(StringComparer.Ordinal))];
        foreach ((FitPoint p, int entry) in fit.Movers(used, logs))
        {
            points[entry]++;
            origins[entry].Add(p.Point.Origin);
        }
        string Fitted(int entry) => origins[entry].Count > 0 ? $"fitted on {string.Join(", ", origins[entry])}" : set.Entries[entry].Source;
        double[][] root = fit.Root(used, logs);
        // What this fit left alone shares no variable with what it moved.
        bool isApart = set.Entries.Where((e, i) => !Paces.Is(e) && root[i].Length > 0).Any();
        return set with
        {
            Entries =
            [
                .. set.Entries.Select((e, i) => root[i].Length == 0
                    ? (isApart ? e with { Loadings = null } : e)
                    : e with
                    {
                        Value = Math.Exp(logs[i]),
                        Points = points[i] + e.Points,
                        Standing = Standing.Calibrated,
                        // What was measured by itself the fit started from, and might not leave far behind.
                        Source = e.Standing == Standing.Measured ? $"{Fitted(i)}, near {e.Source}" : e.Points > 0 ? $"{Fitted(i)}, leaning on {e.Points:N0} before: {e.Source}" : Fitted(i),
                        Deviation = Math.Sqrt(root[i].Sum(x => x * x)),
                        Loadings = Paces.Is(e) ? null : root[i],
                    }),
            ],
        };
    }

    /// <summary>What was covered before, and what these points add.</summary>
    static CoefficientCoverage[] Covered(List<FitPoint> used, CoefficientSet prior)
    {
        IEnumerable<CoefficientCoverage> added = used.GroupBy(p => (p.Plan.Plan.Deployment.Accelerator.Family, p.Plan.Plan.Deployment.Engine.Id))
            .Select(g => new CoefficientCoverage(g.Key.Family, g.Key.Id, g.Count()) { Models = [.. g.Select(p => p.Plan.Plan.Deployment.Model.Id)], PowerPoints = g.Count(p => p.Point.Metric is "power_w" or "energy_j_per_output_token") });
        return
        [
            .. prior.Coverage.Concat(added).GroupBy(c => (c.Family, c.Engine)).OrderBy(g => g.Key.Family, StringComparer.Ordinal).ThenBy(g => g.Key.Engine, StringComparer.Ordinal)
                .Select(g => new CoefficientCoverage(g.Key.Family, g.Key.Engine, g.Max(c => c.Points)) { PowerPoints = g.Max(c => c.PowerPoints), Models = [.. g.SelectMany(c => c.Models ?? []).Distinct().Order(StringComparer.Ordinal)] }),
        ];
    }
}
