namespace InferenceModeler.Serving;

/// <summary>A class of requests, or a stage of the load.</summary>
/// <param name="Name">The class's name, or the stage's rate and length.</param>
/// <param name="Class">Null of a stage.</param>
/// <param name="Requests">Counted.</param>
/// <param name="Finished">Of them.</param>
/// <param name="Dropped">Of them left without an answer: too long, rejected or timed out.</param>
/// <param name="SloAttainment">Share of them that kept the limits of the class, or of the pool.</param>
/// <param name="Goodput">Requests per second that kept them.</param>
/// <param name="Ttft">Time to the first token.</param>
/// <param name="Tpot">Time per further token.</param>
/// <param name="EndToEnd">Time to the last token.</param>
public sealed record GroupAnswer(
    string Name, RequestClass? Class, int Requests, int Finished, int Dropped, Estimate SloAttainment, Estimate Goodput, LatencyFigures Ttft, LatencyFigures Tpot, LatencyFigures EndToEnd)
{
    internal static IReadOnlyList<GroupAnswer> Of(SimulationQuestion question, IReadOnlyList<SeedFigures> seeds)
    {
        if (question.Classes.Count > 0) return [.. question.Classes.Select((c, i) => Of(c.Name, c, i, question, seeds, s => s.GoodputOf(question, s.Groups[i].Kept)))];
        if (question.Load is not ServingLoad.Stages stages) return [];
        return [.. stages.Rates.Select((r, i) => Of($"{r.RequestsPerSecond:0.###}x{r.Seconds:0.###}s", null, i, question, seeds, s => s.Groups[i].Kept / r.Seconds))];
    }

    static GroupAnswer Of(string name, RequestClass? ownClass, int group, SimulationQuestion question, IReadOnlyList<SeedFigures> seeds, Func<SeedFigures, double> goodput)
    {
        GroupFigures[] all = [.. seeds.Select(s => s.Groups[group])];
        int counted = all.Sum(s => s.Counted);
        LatencyFigures Latency(Func<GroupFigures, Numerics.LogHistogram> histogram, Func<GroupFigures, long> requests) => LatencyFigures.Of(all, histogram, requests, question.Confidence);
        return new(name, ownClass, counted, all.Sum(s => s.Finished), all.Sum(s => s.Dropped),
            Estimate.Of(counted > 0 ? (double)all.Sum(s => s.Kept) / counted : double.NaN, [.. all.Where(s => s.Counted > 0).Select(s => (double)s.Kept / s.Counted)], question.Confidence).Within(0, 1),
            Estimate.Mean([.. seeds.Select(goodput)], question.Confidence).Within(0, double.PositiveInfinity),
            Latency(s => s.Ttft, s => s.Served), Latency(s => s.Tpot, s => s.ServedWithTpot), Latency(s => s.EndToEnd, s => s.Served));
    }
}
