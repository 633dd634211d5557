using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Cross-validation: fits that were not shown a part of something, scored on that part. Models, accelerators and families are left out one by one.</summary>
static class LeftOut
{
    // So many groups of a kind that is left out alone are left out one by one, however few the folds.
    const int MostAlone = 50;

    // What is left out together, from the nearest to the farthest. Loads and layouts leave other rows of their deployment in, the others none.
    static IEnumerable<(string Test, Func<FitPoint, string> Key, bool IsAlone)> Kinds =>
    [
        ("load", p => $"{Setup(p)} {p.Plan.Load}", false),
        ("layout", p => $"{Setup(p)} {p.Plan.Plan.Deployment.Layout}", false),
        ("pair", p => $"{p.Plan.Plan.Deployment.Accelerator.Id} {Architecture(p)}", false),
        ("model", Architecture, true),
        ("accelerator", p => p.Plan.Plan.Deployment.Accelerator.Id, true),
        ("family", p => p.Plan.Plan.Deployment.Accelerator.Family, true),
    ];

    static string Architecture(FitPoint p) => FitPoints.Architecture(p.Plan.Plan.Deployment.Model);

    static string Setup(FitPoint p) => $"{p.Point.File} {Paces.Key(p.Plan.Plan.Deployment)}";

    public static IEnumerable<(string Test, List<ForeseenPoint> Points)> All(TwoStageFit fit, List<FitPoint> used, int folds, Action<string> report, CancellationToken cancellation)
    {
        foreach ((string test, Func<FitPoint, string> key, bool isAlone) in Kinds)
        {
            report($"leaving one {test} out");
            HashSet<string>[] parts = [.. Parts([.. used.Select(key).Distinct().Order(StringComparer.Ordinal)], folds, isAlone)];
            (List<ForeseenPoint> Left, List<ForeseenPoint> OneGiven, List<ForeseenPoint> ThreeGiven)[] each = new (List<ForeseenPoint>, List<ForeseenPoint>, List<ForeseenPoint>)[parts.Length];
            Parallel.For(0, parts.Length, new() { CancellationToken = cancellation }, i => each[i] = One(fit, used, key, parts[i], test is "load" or "layout", test == "pair", cancellation));
            yield return ($"{test} left out", [.. each.SelectMany(e => e.Left)]);
            if (test != "pair") continue;
            yield return ("pair left out, 1 row given", [.. each.SelectMany(e => e.OneGiven)]);
            yield return ("pair left out, 3 rows given", [.. each.SelectMany(e => e.ThreeGiven)]);
        }
    }

    /// <summary>What a few rows of each deployment say of its others: they give it a pace.</summary>
    static List<ForeseenPoint> Paced(TwoStageFit fit, List<FitPoint> held, double[] logs, int rows, CancellationToken cancellation)
    {
        FitPoint[][] deployments =
        [
            .. held.Where(p => p.Point.Metric is "tpot_s" or "decode_step_s" or "batch_latency_s" or "output_tokens_per_s").GroupBy(p => $"{Setup(p)} {p.Point.Metric}")
                .Select(g => g.OrderBy(p => p.Point.Id, StringComparer.Ordinal).ToArray()).Where(g => g.Length > 2 * rows),
        ];
        HashSet<FitPoint> given = [.. deployments.SelectMany(d => Enumerable.Range(0, rows).Select(i => d[(2 * i + 1) * d.Length / (2 * rows)]))];
        double[] paced = fit.Pace([.. given], logs, cancellation);
        return [.. deployments.SelectMany(d => d).Where(p => !given.Contains(p)).Select(p => ForeseenPoint.Of(p, paced, Nearness.Related))];
    }

    static (List<ForeseenPoint> Left, List<ForeseenPoint> OneGiven, List<ForeseenPoint> ThreeGiven) One(
        TwoStageFit fit, List<FitPoint> used, Func<FitPoint, string> key, HashSet<string> held, bool isNear, bool gives, CancellationToken cancellation)
    {
        List<FitPoint> shown = [.. used.Where(p => !held.Contains(key(p)))], hidden = [.. used.Where(p => held.Contains(key(p)))];
        if (shown.Count == 0) return ([], [], []);
        double[] logs = fit.Run(shown, cancellation);
        HashSet<string> measured = [.. shown.GroupBy(p => Paces.Key(p.Plan.Plan.Deployment)).Where(g => g.Count() >= CoefficientSet.LeastOwnPoints).Select(g => g.Key)];
        HashSet<(string, string)> covered = [.. shown.Select(p => Covered(p.Plan.Plan.Deployment))];
        return (
            [.. hidden.Select(p => ForeseenPoint.Of(p, logs, NearnessOf(p.Plan.Plan.Deployment, measured, covered))).Where(p => !isNear || p.Nearness == Nearness.Measured)],
            gives ? Paced(fit, hidden, logs, 1, cancellation) : [],
            gives ? Paced(fit, hidden, logs, 3, cancellation) : []);
    }

    /// <summary>What is left out together. A group's part follows from its name alone, so that more rows do not deal the others anew.</summary>
    static IEnumerable<HashSet<string>> Parts(string[] groups, int folds, bool isAlone) =>
        groups.GroupBy(g => groups.Length <= (isAlone ? Math.Max(folds, MostAlone) : folds) ? g : $"{Name(g) % (uint)folds}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToHashSet());

    /// <summary>FNV-1a, since the hash of a string differs from run to run.</summary>
    public static uint Name(string group) => group.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    static (string, string) Covered(Deployment d) => (d.Accelerator.Family, d.Engine.Id);

    static Nearness NearnessOf(Deployment d, HashSet<string> measured, HashSet<(string, string)> covered) =>
        measured.Contains(Paces.Key(d)) ? Nearness.Measured : covered.Contains(Covered(d)) ? Nearness.Related : Nearness.Transferred;
}
