using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A replica with continuous batching and chunked prefill under Poisson arrivals: the operating point and its latencies, in closed form.</summary>
/// <remarks>
/// Assumes first come first served, one token budget shared by prefill and decode, running requests first (vLLM v1), independent lengths, no speculation.
/// p95 of TTFT and TPOT within 15% of an event loop at 30, 50 and 70% of the saturated rate. Breaks above 85% of it, for arrivals burstier than Poisson,
/// for replicas that do prefill alone and are mostly idle, and for schedulers that reorder.
/// </remarks>
public static class OpenLoop
{
    const int BalanceSteps = 3;

    public static OpenLoopPoint<T> Evaluate<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, T requestsPerSecond,
        T percentile)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in limits);
        ReplicaLoad<T> load = At(in step, in moments, in limits, in ceiling, requestsPerSecond);
        AdmissionWait<T> wait = AdmissionWait<T>.Of(in load, in ceiling, in moments);
        ArrivalView<T> view = new(in load, in wait);
        T late = TStep.FirstTokenSeconds(in step, load.MeanStepSeconds);
        T ttftMean = TtftTail.Mean(in load, in view, in moments, in mix);
        T tpotMean = TpotTail.Mean(in load, in view, in moments, in mix, out T decodeSeconds);
        T ttft = TtftAt(in load, in view, in moments, in mix, ttftMean, percentile);
        T tpot = TpotAt(in load, in view, in moments, in mix, tpotMean, percentile);
        T never = T.Of(OpenLoopPoint<T>.NeverSeconds), limit = ceiling.SaturatedRate;
        T decodes = requestsPerSecond * decodeSeconds;
        return new()
        {
            Stable = T.Where(requestsPerSecond, limit, T.Of(1f), T.Of(0f)),
            SaturatedRate = limit,
            DecodeSequences = T.Min(decodes, T.Min(ceiling.Seats, ceiling.Budget)),
            MeanStepSeconds = load.MeanStepSeconds,
            KvShare = T.Min(decodes * moments.Context / limits.KvTokens, T.Of(1f)),
            TtftMeanSeconds = T.Where(requestsPerSecond, limit, ttftMean + late, never),
            TtftSeconds = T.Where(requestsPerSecond, limit, ttft + late, never),
            TpotMeanSeconds = T.Where(requestsPerSecond, limit, tpotMean, never),
            TpotSeconds = T.Where(requestsPerSecond, limit, tpot, never),
            EndToEndMeanSeconds = T.Where(requestsPerSecond, limit, ttftMean + late + decodeSeconds, never),
        };
    }

    /// <summary>The stationary replica at a rate; at 99.9% of saturation where the rate is above that.</summary>
    public static ReplicaLoad<T> At<T, TStep>(in TStep step, in MixMoments<T> moments, in BatchLimits<T> limits, in BatchCeiling<T> ceiling, T requestsPerSecond)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
    {
        T rate = T.Max(T.Min(requestsPerSecond, ceiling.SaturatedRate * T.Of(0.999f)), ceiling.SaturatedRate * T.Of(1e-6f));
        T decodes = Balance(in step, in moments, in limits, in ceiling, rate);
        MeanStep<T> mean = MeanStep<T>.At(in step, in moments, in limits, decodes, rate);
        StepTrend<T> trend = StepTrend<T>.At(in step, in moments, in limits, decodes, in mean);
        return new(rate, decodes, in mean, in trend, in moments, in limits);
    }

    /// <summary>Solves n = λ·E[d]·L(n) by secants in 1/n, where a linear step time makes it linear: the first secant is then the answer, derivative included.</summary>
    static T Balance<T, TStep>(in TStep step, in MixMoments<T> moments, in BatchLimits<T> limits, in BatchCeiling<T> ceiling, T rate)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
    {
        T one = T.Of(1f), highest = T.Min(ceiling.Seats, ceiling.Budget), flow = rate * moments.Decode;
        T inverse0 = one / highest, excess0 = flow * MeanStep<T>.At(in step, in moments, in limits, highest, rate).Seconds * inverse0 - one;
        T n = T.Min(flow * MeanStep<T>.At(in step, in moments, in limits, T.Of(0f), rate).Seconds, highest * T.Of(0.98f));
        for (int i = 0; i < BalanceSteps; i++)
        {
            T inverse = one / n, excess = flow * MeanStep<T>.At(in step, in moments, in limits, n, rate).Seconds * inverse - one;
            T slope = (excess - excess0) / (inverse - inverse0);
            T root = inverse - excess / T.Max(slope, T.Of(1e-30f));
            // A stable replica's root lies below the ceiling; 0.2% off it the secant still has a base.
            n = T.Min(one / T.Max(root, inverse0), highest * T.Of(0.998f));
        }
        return n;
    }

    static T TtftAt<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, T mean, T percentile)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T guess = mean * (T.Of(0.5f) - T.Of(0.6f) * T.Log2(T.Max(T.Of(1f) - percentile, T.Of(1e-6f))));
        PercentileSearch<T> search = PercentileSearch<T>.From(guess, T.Of(4f), percentile);
        for (int i = 0; i < PercentileSearch<T>.Steps; i++) search = search.Next(TtftTail.Below(in load, in view, in moments, in mix, search.Seconds));
        return search.Seconds;
    }

    static T TpotAt<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, T mean, T percentile)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        PercentileSearch<T> search = PercentileSearch<T>.From(mean, T.Of(10f), percentile);
        for (int i = 0; i < PercentileSearch<T>.Steps; i++) search = search.Next(TpotTail.Below(in load, in view, in moments, in mix, search.Seconds));
        return T.Min(search.Seconds, TpotTail.Longest(in load));
    }
}
