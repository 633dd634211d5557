using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Cross-validation: fits that were not shown a part of something, scored on that part. Of few kinds (accelerators, families) each is left out alone.</summary>
static class LeftOut
{
    // So many groups are left out one by one, however few the folds.
    const int MostAlone = 50;

    // What is left out together, from the nearest to the farthest. Loads and layouts leave other rows of their deployment in, the others none.
    static IEnumerable<(string Test, Func<FitPoint, string> Key)> Kinds =>
    [
        ("load", p => $"{Setup(p)} {p.Plan.Load}"),
        ("layout", p => $"{Setup(p)} {p.Plan.Plan.Deployment.Layout}"),
        ("pair", p => $"{p.Plan.Plan.Deployment.Accelerator.Id} {Architecture(p)}"),
        ("model", Architecture),
        ("accelerator", p => p.Plan.Plan.Deployment.Accelerator.Id),
        ("family", p => p.Plan.Plan.Deployment.Accelerator.Family),
    ];

    static string Architecture(FitPoint p) => FitPoints.Architecture(p.Plan.Plan.Deployment.Model);

    static string Setup(FitPoint p) => $"{p.Point.File} {Paces.Key(p.Plan.Plan.Deployment)}";

    public static IEnumerable<(string Test, List<ForeseenPoint> Points)> All(TwoStageFit fit, List<FitPoint> used, int folds, Action<string> report, CancellationToken cancellation)
    {
        foreach ((string test, Func<FitPoint, string> key) in Kinds)
        {
            report($"leaving one {test} out");
            List<ForeseenPoint> oneGiven = [], threeGiven = [];
            void Given(List<FitPoint> held, double[] logs)
            {
                oneGiven.AddRange(Paced(fit, held, logs, 1, cancellation));
                threeGiven.AddRange(Paced(fit, held, logs, 3, cancellation));
            }
            yield return ($"{test} left out", One(fit, used, key, folds, test is "load" or "layout", test == "pair" ? Given : (_, _) => { }, cancellation));
            if (test != "pair") continue;
            yield return ("pair left out, 1 row given", oneGiven);
            yield return ("pair left out, 3 rows given", threeGiven);
        }
    }

    /// <summary>What a few rows of each deployment say of its others: they give it a pace.</summary>
    static IEnumerable<ForeseenPoint> Paced(TwoStageFit fit, List<FitPoint> held, double[] logs, int rows, CancellationToken cancellation)
    {
        FitPoint[][] deployments =
        [
            .. held.Where(p => p.Point.Metric is "tpot_s" or "decode_step_s" or "batch_latency_s" or "output_tokens_per_s").GroupBy(p => $"{Setup(p)} {p.Point.Metric}")
                .Select(g => g.OrderBy(p => p.Point.Id, StringComparer.Ordinal).ToArray()).Where(g => g.Length > 2 * rows),
        ];
        HashSet<FitPoint> given = [.. deployments.SelectMany(d => Enumerable.Range(0, rows).Select(i => d[(2 * i + 1) * d.Length / (2 * rows)]))];
        double[] paced = fit.Pace([.. given], logs, cancellation);
        return deployments.SelectMany(d => d).Where(p => !given.Contains(p)).Select(p => ForeseenPoint.Of(p, paced, Nearness.Measured));
    }

    static List<ForeseenPoint> One(
        TwoStageFit fit, List<FitPoint> used, Func<FitPoint, string> key, int folds, bool isNear, Action<List<FitPoint>, double[]> withHeld, CancellationToken cancellation)
    {
        List<ForeseenPoint> left = [];
        foreach (HashSet<string> held in Parts([.. used.Select(key).Distinct().Order(StringComparer.Ordinal)], folds))
        {
            List<FitPoint> shown = [.. used.Where(p => !held.Contains(key(p)))];
            if (shown.Count == 0) continue;
            double[] logs = fit.Run(shown, cancellation);
            HashSet<string> paced = [.. shown.Select(p => Paces.Key(p.Plan.Plan.Deployment))];
            HashSet<(string, string)> covered = [.. shown.Select(p => Covered(p.Plan.Plan.Deployment))];
            List<FitPoint> hidden = [.. used.Where(p => held.Contains(key(p)))];
            withHeld(hidden, logs);
            left.AddRange(hidden.Select(p => ForeseenPoint.Of(p, logs, NearnessOf(p.Plan.Plan.Deployment, paced, covered))).Where(p => !isNear || p.Nearness == Nearness.Measured));
        }
        return left;
    }

    /// <summary>What is left out together. A group's part follows from its name alone, so that more rows do not deal the others anew.</summary>
    static IEnumerable<HashSet<string>> Parts(string[] groups, int folds) =>
        groups.GroupBy(g => groups.Length <= MostAlone ? g : $"{Name(g) % (uint)folds}", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToHashSet());

    // FNV-1a, since the hash of a string differs from run to run.
    static uint Name(string group) => group.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    static (string, string) Covered(Deployment d) => (d.Accelerator.Family, d.Engine.Id);

    static Nearness NearnessOf(Deployment d, HashSet<string> paced, HashSet<(string, string)> covered) =>
        paced.Contains(Paces.Key(d)) ? Nearness.Measured : covered.Contains(Covered(d)) ? Nearness.Related : Nearness.Transferred;
}
