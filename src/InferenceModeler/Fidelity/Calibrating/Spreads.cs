using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>90% intervals: quantiles of measured / predicted over what a fit was not shown, by how near its rows were, then by mode, figure, engine, family and, where it was measured or related, model.</summary>
static class Spreads
{
    // Fewer rows than this cannot carry an interval of their own.
    const int LeastRows = 40;

    // The rows of one setup err together, so that quantiles of few setups are too narrow: 92% are taken for 90, and 94% of first tokens, whose settings go by the build.
    const double Tail = 0.04, TtftTail = 0.03;

    // What one or two families of accelerators do says little of a third one.
    const int LeastFamilies = 3;

    // An interval of less than this says more than anybody measures.
    const double Narrowest = 0.02;

    /// <summary>
    /// The spreads of these points, most particular first. Those given stay for upper percentiles, for loads near saturation, and for what these points do not tell.
    /// What follows from other figures tells of the engines that it was measured under alone.
    /// </summary>
    public static IReadOnlyList<ErrorSpread> Of(IReadOnlyList<ForeseenPoint> foreseen, IEnumerable<ForeseenPoint> following, IReadOnlyList<ErrorSpread> given)
    {
        ForeseenPoint[] all = [.. foreseen.Where(p => p.Scored.IsPredicted)];
        if (all.Length < LeastRows) return given;
        ForeseenPoint[] ofEngines = [.. all, .. following];
        bool Stays(ErrorSpread s) => s.Statistic is "p90" or "p95" or "p99" || s.Mode is "open" or "server";
        return
        [
            .. given.Where(Stays),
            .. Grouped([.. ofEngines.Where(HasModel)], p => Key(p) with { Family = FamilyOf(p), Model = p.Scored.Plan!.Plan.Deployment.Model.Id }),
            .. Grouped(ofEngines, p => Key(p) with { Family = FamilyOf(p) }),
            .. Grouped(ofEngines, p => Key(p) with { Family = FamilyOf(p), Statistic = null }),
            .. Grouped(ofEngines, Key, LeastFamilies),
            .. Grouped(all, p => Key(p) with { Engine = null }, LeastFamilies),
            .. given.Where(s => !Stays(s)),
            .. Grouped(all, p => Key(p) with { Engine = null, Statistic = null, Mode = null }),
            .. Grouped(all, p => new(1, 1, 0) { Nearness = p.Nearness }),
            .. Grouped(all, _ => new(1, 1, 0)),
        ];
    }

    // First tokens go by the settings of a run more than by the model: of other accelerators' runs they say nothing.
    static bool HasModel(ForeseenPoint p) => p.Nearness == Nearness.Measured || (p.Nearness == Nearness.Related && p.Scored.Point.Metric != "ttft_s");

    static IEnumerable<ErrorSpread> Grouped(ForeseenPoint[] all, Func<ForeseenPoint, ErrorSpread> key, int leastFamilies = 1)
    {
        foreach (IGrouping<ErrorSpread, ForeseenPoint> group in all.GroupBy(key).Where(g => g.Count() >= LeastRows && g.Select(FamilyOf).Distinct().Count() >= leastFamilies))
        {
            double[] ratios = [.. group.Select(p => p.Ratio).Order()];
            double tail = group.Key.Metric == "ttft_s" ? TtftTail : Tail;
            yield return group.Key with
            {
                LowFactor = Math.Min(GroupScore.Quantile(ratios, tail), 1 - Narrowest),
                HighFactor = Math.Max(GroupScore.Quantile(ratios, 1 - tail), 1 + Narrowest),
                Points = ratios.Length,
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
