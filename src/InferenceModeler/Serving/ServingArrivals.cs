using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>The requests of a load, in order of arrival.</summary>
static class ServingArrivals
{
    const uint ClassKey = 0x6A09E667;

    /// <summary>Endless, but for a replay.</summary>
    public static IEnumerable<TimedRequest> Of(SimulationQuestion question, uint stream, double warmUpSeconds) => question.Load switch
    {
        ServingLoad.Replay replay => replay.Requests.Select(r => r with { ArrivalSeconds = r.ArrivalSeconds / replay.Speed }),
        ServingLoad.Stages stages => Staged(question, stages, stream, warmUpSeconds),
        _ => AtRate(question, question.RequestsPerSecond, stream),
    };

    static IEnumerable<TimedRequest> AtRate(SimulationQuestion question, double rate, uint stream)
    {
        if (question.Classes.Count == 0) return RequestSampler.PeakHour(question.Workload, rate, question.Seed, stream);
        // Each class numbers the units of its prompts for itself: interleaved, no two are alike.
        int classes = question.Classes.Count;
        return Merged([.. question.Classes.Select((c, i) => RequestSampler.PeakHour(c.Workload, rate * c.Share, question.Seed + ClassKey * (uint)i, stream)
            .Select(r => r with { Class = i, Parts = r.Parts is { } parts ? [.. parts.Select(p => p with { Unit = p.Unit * classes + i })] : null }).GetEnumerator())]);
    }

    static IEnumerable<TimedRequest> Merged(IEnumerator<TimedRequest>[] streams)
    {
        foreach (IEnumerator<TimedRequest> stream in streams) stream.MoveNext();
        while (true)
        {
            IEnumerator<TimedRequest> next = streams[0];
            foreach (IEnumerator<TimedRequest> stream in streams)
                if (stream.Current.ArrivalSeconds < next.Current.ArrivalSeconds) next = stream;
            yield return next.Current;
            next.MoveNext();
        }
    }

    /// <summary>Arrivals at rate 1, their time stretched by the rate of the stage; the warm-up and what follows the last stage have its neighbour's rate.</summary>
    static IEnumerable<TimedRequest> Staged(SimulationQuestion question, ServingLoad.Stages stages, uint stream, double warmUpSeconds)
    {
        RateStage[] all = [new(stages.Rates[0].RequestsPerSecond, warmUpSeconds), .. stages.Rates, new(stages.Rates[^1].RequestsPerSecond, double.PositiveInfinity)];
        int stage = 0;
        double begun = 0, passed = 0;
        foreach (TimedRequest request in AtRate(question, 1, stream))
        {
            while (request.ArrivalSeconds >= passed + all[stage].RequestsPerSecond * all[stage].Seconds)
            {
                passed += all[stage].RequestsPerSecond * all[stage].Seconds;
                begun += all[stage++].Seconds;
            }
            double seconds = begun + (request.ArrivalSeconds - passed) / all[stage].RequestsPerSecond;
            yield return request with { ArrivalSeconds = seconds, Class = question.Classes.Count > 0 ? request.Class : Math.Clamp(stage - 1, 0, stages.Rates.Count - 1) };
        }
    }
}
