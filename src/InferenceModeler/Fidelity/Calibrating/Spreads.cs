using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>90% intervals: quantiles of measured / predicted over what a fit was not shown, by how near its rows were, then by mode, figure, engine, family and, where it was measured or related, model.</summary>
static class Spreads
{
    // Fewer rows than this cannot carry an interval of their own.
    const int LeastRows = 40;

    // The rows of one setup err together, so that quantiles of few setups are too narrow: 94% are taken for 90, and 96% of first tokens, whose settings go by the build. So chosen,
    // quantiles of one half of all pairs of model and accelerator hold 89% of the other half.
    const double Tail = 0.03, TtftTail = 0.02;

    // Fewer pairs than this do not tell how far another of their family may lie.
    const int LeastPairs = 3;

    // What one or two families of accelerators do says little of a third one.
    const int LeastFamilies = 3;

    // An interval of less than this says more than anybody measures.
    const double Narrowest = 0.02;

    /// <summary>
    /// The spreads of these points, most particular first. Those given stay for upper percentiles, for loads near saturation, and for what these points do not tell.
    /// </summary>
    public static IReadOnlyList<ErrorSpread> Of(IReadOnlyList<ForeseenPoint> foreseen, IEnumerable<ForeseenPoint> following, IReadOnlyList<ErrorSpread> given)
    {
        ForeseenPoint[] all = [.. foreseen.Where(p => p.Scored.IsPredicted)];
        if (all.Length < LeastRows) return given;
        ForeseenPoint[] ofEngines = [.. all, .. following], ofFamilies = [.. OfFamilies(ofEngines)];
        bool Stays(ErrorSpread s) => s.Statistic is "p90" or "p95" or "p99" || s.Mode is "open" or "server";
        return
        [
            .. given.Where(Stays),
            .. Grouped([.. OfModels(ofEngines)], p => Key(p) with { Family = FamilyOf(p), Model = p.Scored.Plan!.Plan.Deployment.Model.Id }),
            .. Grouped(ofFamilies, p => Key(p) with { Family = FamilyOf(p) }),
            .. Grouped(ofFamilies, p => Key(p) with { Family = FamilyOf(p), Statistic = null }),
            .. Grouped(ofEngines, Key, LeastFamilies),
            .. Grouped(ofEngines, p => Key(p) with { Engine = null }, LeastFamilies),
            .. given.Where(s => !Stays(s)),
            .. Grouped(ofEngines, p => Key(p) with { Engine = null, Statistic = null, Mode = null }, LeastFamilies),
            .. Grouped(all, p => new(1, 1, 0) { Nearness = p.Nearness }),
            .. Grouped(all, _ => new(1, 1, 0)),
        ];
    }

    /// <summary>What tells of other runs of its model: where the deployment was measured its own rows; else times per token, and of several setups, since the error of one has one sign. First tokens go by the settings of a run more than by the model.</summary>
    static IEnumerable<ForeseenPoint> OfModels(IEnumerable<ForeseenPoint> points) =>
        points.Where(p => p.Nearness == Nearness.Measured || (p.Nearness == Nearness.Related && p.Scored.Point.Metric != "ttft_s"))
            .GroupBy(p => (p.Nearness, FamilyOf(p), p.Scored.Plan!.Plan.Deployment.Engine.Id, p.Scored.Plan.Plan.Deployment.Model.Id))
            .Where(g => g.Key.Nearness == Nearness.Measured || g.Select(Setup).Distinct().Count() > 1).SelectMany(g => g);

    /// <summary>What tells of other runs of its accelerator family under its engine: of measured deployments all, else that of several pairs.</summary>
    static IEnumerable<ForeseenPoint> OfFamilies(IEnumerable<ForeseenPoint> points) =>
        points.GroupBy(p => (p.Nearness, FamilyOf(p), p.Scored.Plan!.Plan.Deployment.Engine.Id))
            .Where(g => g.Key.Nearness == Nearness.Measured || g.Select(p => (p.Scored.Point.Accelerator, p.Scored.Point.Model)).Distinct().Count() >= LeastPairs).SelectMany(g => g);

    static (string, Models.NumberFormat, string) Setup(ForeseenPoint p)
    {
        Sizing.Deployment d = p.Scored.Plan!.Plan.Deployment;
        return (d.Accelerator.Id, d.Precision.Weights, d.Engine.Era);
    }

    static IEnumerable<ErrorSpread> Grouped(ForeseenPoint[] all, Func<ForeseenPoint, ErrorSpread> key, int leastFamilies = 1)
    {
        foreach (IGrouping<ErrorSpread, ForeseenPoint> group in all.GroupBy(key).Where(g => g.Select(FamilyOf).Distinct().Count() >= leastFamilies))
        {
            int measurements = GroupScore.Measurements(group.Select(p => p.Scored));
            if (measurements < LeastRows) continue;
            double[] ratios = [.. group.Select(p => p.Ratio).Order()];
            double tail = group.Key.Metric == "ttft_s" ? TtftTail : Tail;
            yield return group.Key with
            {
                LowFactor = Math.Min(GroupScore.Quantile(ratios, tail), 1 - Narrowest),
                HighFactor = Math.Max(GroupScore.Quantile(ratios, 1 - tail), 1 + Narrowest),
                Points = measurements,
            };
        }
    }

    static string FamilyOf(ForeseenPoint p) => p.Scored.Plan!.Plan.Deployment.Accelerator.Family;

    static ErrorSpread Key(ForeseenPoint p) => new(1, 1, 0)
    {
        Mode = p.Scored.Point.Mode,
        Metric = p.Scored.Point.Metric,
        Statistic = p.Scored.Point.Statistic,
        Engine = p.Scored.Plan!.Plan.Deployment.Engine.Id,
        Nearness = p.Nearness,
    };
}
