using InferenceModeler.Cost;
using InferenceModeler.Models;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Chooses the measured points that a fit uses and weighs them.</summary>
static class FitPoints
{
    // Clocks above the nominal one, and arithmetic that the count has too much of.
    const double PeakSlack = 0.1;

    // First tokens depend on engine settings that nobody reports; static and offline runs are of old engines, and wall clock times of scripts.
    const double TtftWeight = 0.35, ScriptWeight = 0.5;

    /// <param name="points">All points.</param>
    /// <param name="catalog">What they name.</param>
    /// <param name="set">The entries to fit.</param>
    /// <param name="seriesWeight">Most that a series of one setup counts.</param>
    /// <param name="skipped">Reasons why others are not used, with counts.</param>
    /// <param name="warnings">What is to be doubted of the points.</param>
    public static List<FitPoint> Of(IReadOnlyList<MeasuredPoint> points, Catalog catalog, CoefficientSet set, double seriesWeight, out IReadOnlyDictionary<string, int> skipped, out IReadOnlyList<string> warnings)
    {
        points = [.. InFlight(points)];
        Dictionary<string, int> reasons = [];
        Scorer scorer = new(catalog, set);
        ScoredPoint[] scored = [.. scorer.Score(points)];
        warnings = PointWarnings.Of(scored);
        HashSet<string> split = [.. points.Where(p => p.Metric == "ttft_s").Select(Experiment)];
        HashSet<string> beyond = [.. scored.GroupBy(s => Experiment(s.Point)).Where(IsBeyondPeak).Select(g => g.Key)];
        List<ScoredPoint> used = [];
        HashSet<MeasuredPoint> once = [];
        foreach (ScoredPoint p in scored)
        {
            string? why = !p.IsPredicted ? p.Reason : p.IsInOtherUnit ? "far from the prediction, as in another unit" : beyond.Contains(Experiment(p.Point)) ? "more arithmetic than the accelerators have" : WhyNot(p, split) ?? (once.Add(p.Point with { File = "", Source = "", Notes = "" }) ? null : "the same row again");
            if (why is null) used.Add(p);
            else reasons[why] = reasons.GetValueOrDefault(why) + 1;
        }
        Dictionary<string, int> series = used.GroupBy(Series).ToDictionary(g => g.Key, g => g.Count());
        skipped = reasons;
        return [.. used.Select(p => new FitPoint(p.Point, p.Plan!, set, Weight(p.Point) * Math.Min(1, seriesWeight / series[Series(p)])))];
    }

    /// <summary>
    /// An open load whose mean end-to-end time is measured keeps rate × that time in flight (Little), and so is fitted as a closed loop: without a queue of the
    /// model's own, which may not be stable before the fit. Its first tokens wait less than those of a closed loop, whose requests come bunched, and are not fitted.
    /// </summary>
    static IEnumerable<MeasuredPoint> InFlight(IReadOnlyList<MeasuredPoint> points)
    {
        Dictionary<string, double> seconds = points.Where(p => p is { Mode: "open", Metric: "e2e_s", Statistic: "mean" }).GroupBy(Experiment).ToDictionary(g => g.Key, g => g.First().Value);
        foreach (MeasuredPoint p in points)
            yield return p is { Mode: "open", Metric: "tpot_s" or "e2e_s", Load: { } rate } && seconds.TryGetValue(Experiment(p), out double each) ? p with { Mode = "closed", Load = Math.Max(1, rate * each) } : p;
    }

    // First tokens and times per token together say how much a closed loop serves: some more than its accelerators can, as prompts came out of a cache or more replicas served than told.
    static bool IsBeyondPeak(IEnumerable<ScoredPoint> experiment)
    {
        ScoredPoint? Mean(string metric) => experiment.FirstOrDefault(s => s.IsPredicted && s.Point is { Mode: "closed", Statistic: "mean" } && s.Point.Metric == metric);
        if (Mean("ttft_s") is not { } ttft || Mean("tpot_s") is not { Plan: { } plan } tpot) return false;
        double seconds = ttft.Point.Value + (plan.OutputTokens - 1) * tpot.Point.Value, ranks = plan.Plan.Limits.AttentionRanks.Value * plan.Plan.Limits.PipelineStages.Value;
        return plan.Load / ranks / seconds * (plan.PromptTokens - plan.CachedTokens + plan.OutputTokens) * plan.Plan.Prepared.PeakMatrixPerToken.Value > 1 + PeakSlack;
    }

    /// <summary>Whether more requests are in flight than the replica holds: first tokens then wait for others to end, and tell of its memory instead of its speed.</summary>
    public static bool IsBeyondKnee(PointPlan plan) => plan.Load > plan.Slots;

    static string? WhyNot(ScoredPoint scored, HashSet<string> split)
    {
        MeasuredPoint point = scored.Point;
        if (point.Mode is "open" or "server") return "load near saturation (open, server)";
        if (point.Statistic is not ("mean" or "p50")) return "upper percentile";
        if (point is { Metric: "ttft_s", Mode: "closed" } && IsBeyondKnee(scored.Plan!)) return "first token behind a queue for slots";
        if (point.Metric == "e2e_s" && split.Contains(Experiment(point))) return "end-to-end time of an experiment whose parts are there";
        return point.Notes.Contains("could not be excluded", StringComparison.Ordinal) || point.Notes.Contains("exceeds KV", StringComparison.Ordinal) ? "doubted by its notes" : null;
    }

    /// <summary>Names the experiment that a figure is of.</summary>
    public static string Experiment(MeasuredPoint point)
    {
        string[] parts = point.Id.Split('/');
        return $"{point.File}/{string.Join('/', parts.SkipLast(2))}";
    }

    static double Weight(MeasuredPoint point) => point.Metric == "ttft_s" ? TtftWeight : point.Mode is "static" or "offline" ? ScriptWeight : 1;

    static string Series(ScoredPoint p)
    {
        Sizing.Deployment d = p.Plan!.Plan.Deployment;
        return $"{p.Point.File} {p.Point.Metric} {p.Point.Mode} {d.Accelerator.Id} {d.Engine.Id} {d.Precision.Weights} {Architecture(d.Model)}";
    }

    /// <summary>Names the network's shape: fine-tuned and renamed models share it, and are left out together.</summary>
    public static string Architecture(ModelArchitecture m) => $"{m.Layers}x{m.HiddenSize}x{m.QueryHeads}x{m.DenseIntermediateSize}x{m.Experts}";
}
