namespace InferenceModeler.Serving;

/// <summary>A class of requests, or a stage of the load.</summary>
/// <param name="Name">The class's name, or the stage's rate and length.</param>
/// <param name="Requests">Counted.</param>
/// <param name="SloAttainment">Share of them that kept the limits of the class, or of the pool.</param>
/// <param name="Ttft">Time to the first token.</param>
/// <param name="Tpot">Time per further token.</param>
public sealed record GroupAnswer(string Name, int Requests, Estimate SloAttainment, LatencyFigures Ttft, LatencyFigures Tpot)
{
    internal static IReadOnlyList<GroupAnswer> Of(SimulationQuestion question, IReadOnlyList<SeedFigures> seeds)
    {
        string[] names = question.Classes.Count > 0 ? [.. question.Classes.Select(c => c.Name)]
            : question.Load is ServingLoad.Stages stages ? [.. stages.Rates.Select(r => $"{r.RequestsPerSecond:0.###}x{r.Seconds:0.###}s")]
            : [];
        return [.. names.Select((name, i) => Of(name, [.. seeds.Select(s => s.Groups[i])], question.Confidence))];
    }

    static GroupAnswer Of(string name, IReadOnlyList<GroupFigures> seeds, double confidence)
    {
        double[] kept = [.. seeds.Where(s => s.Counted > 0).Select(s => (double)s.Kept / s.Counted)];
        int counted = seeds.Sum(s => s.Counted);
        return new(name, counted, Estimate.Of(counted > 0 ? (double)seeds.Sum(s => s.Kept) / counted : double.NaN, kept, confidence).Within(0, 1),
            LatencyFigures.Of(seeds, s => s.Ttft, s => s.Served, confidence), LatencyFigures.Of(seeds, s => s.Tpot, s => s.ServedWithTpot, confidence));
    }
}
