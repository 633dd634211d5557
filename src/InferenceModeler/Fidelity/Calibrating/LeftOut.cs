using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Cross-validation: fits that were not shown a fifth of something, scored on that fifth.</summary>
static class LeftOut
{
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
            if (Environment.GetEnvironmentVariable("KINDS") is { } kk && !kk.Split(",").Contains(test)) continue;
            report($"leaving one {test} out");
            List<ForeseenPoint> oneGiven = [], threeGiven = [];
            void Given(List<FitPoint> held, double[] logs)
            {
                oneGiven.AddRange(Paced(fit, held, logs, 1, cancellation));
                threeGiven.AddRange(Paced(fit, held, logs, 3, cancellation));
            }
            List<ForeseenPoint> oo = One(fit, used, key, folds, test is "load" or "layout", test == "pair" ? Given : (_, _) => { }, cancellation);
            if (Environment.GetEnvironmentVariable("DUMP") is { } dd)
                System.IO.File.AppendAllLines(dd, oo.Select(o => { MeasuredPoint q = o.Scored.Point; Deployment d = o.Scored.Plan?.Plan.Deployment!; return string.Join(",", test, q.Id, q.File, q.Accelerator, d?.Layout.Tensor, d?.Layout.Pipeline, d?.Layout.Expert, d?.Layout.Data, q.Model, q.Weights, q.Engine, q.EngineVersion, d?.Engine.Era, q.Load, q.PromptTokens, q.OutputTokens, q.Mode, q.Metric, q.Statistic, q.Value, o.Scored.Predicted, o.Nearness); }));
            yield return ($"{test} left out", oo);
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
        string[] groups = [.. used.Select(key).Distinct().Order(StringComparer.Ordinal)];
        List<ForeseenPoint> left = [];
        for (int fold = 0; fold < Math.Min(folds, groups.Length); fold++)
        {
            HashSet<string> held = [.. groups.Where((_, i) => i % folds == fold)];
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

    static (string, string) Covered(Deployment d) => (d.Accelerator.Family, d.Engine.Id);

    static Nearness NearnessOf(Deployment d, HashSet<string> paced, HashSet<(string, string)> covered) =>
        paced.Contains(Paces.Key(d)) ? Nearness.Measured : covered.Contains(Covered(d)) ? Nearness.Related : Nearness.Transferred;
}
