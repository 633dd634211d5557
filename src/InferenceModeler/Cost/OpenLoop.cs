using InferenceModeler.Compute;
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
        NothingKept<T> nothing = default;
        return Evaluate(in step, in moments, in mix, in limits, ref nothing, requestsPerSecond, percentile);
    }

    /// <summary>The same with room for what the search for a percentile would compute again at every step.</summary>
    public static OpenLoopPoint<T> Evaluate<T, TStep, TMix, TKept>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, ref TKept kept,
        T requestsPerSecond, T percentile)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in limits);
        ReplicaLoad<T> load = At(in step, in moments, in limits, in ceiling, requestsPerSecond);
        AdmissionWait<T> wait = AdmissionWait<T>.Of(in load, in ceiling, in moments);
        ArrivalView<T> view = new(in load, in wait);
        DecodeView<T> decode = new(in load, in view);
        LatencyMoments<T> means = Latencies.Moments(in load, in view, in decode, in moments, in mix, ref kept);
        Percentiles(in load, in view, in decode, in moments, in mix, ref kept, in means, percentile, out T ttft, out T tpot);
        T ttftMean = means.TtftSeconds(in load, in view), late = TStep.FirstTokenSeconds(in step, load.MeanStepSeconds);
        T never = T.Of(OpenLoopPoint<T>.NeverSeconds), limit = ceiling.SaturatedRate;
        T decodes = requestsPerSecond * means.DecodeSeconds;
        return new()
        {
            Stable = T.Where(requestsPerSecond, limit, T.Of(1f), T.Of(0f)),
            SaturatedRate = limit,
            DecodeSequences = T.Min(decodes, T.Min(ceiling.Seats, ceiling.Budget)),
            MeanStepSeconds = load.MeanStepSeconds,
            KvShare = T.Min(decodes * moments.Context / limits.KvTokens, T.Of(1f)),
            TtftMeanSeconds = T.Where(requestsPerSecond, limit, ttftMean + late, never),
            TtftSeconds = T.Where(requestsPerSecond, limit, ttft + late, never),
            TpotMeanSeconds = T.Where(requestsPerSecond, limit, means.TpotSeconds, never),
            TpotSeconds = T.Where(requestsPerSecond, limit, tpot, never),
            EndToEndMeanSeconds = T.Where(requestsPerSecond, limit, ttftMean + late + means.DecodeSeconds, never),
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
        T inverse0 = one / highest, excess0 = flow * ceiling.Full.SecondsAt(in moments, rate) * inverse0 - one;
        T n = T.Min(flow * ceiling.Empty.SecondsAt(in moments, rate), highest * T.Of(0.98f));
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

    static void Percentiles<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix,
        ref TKept kept, in LatencyMoments<T> means, T percentile, out T ttft, out T tpot)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T target = Tail.LogOdds(percentile);
        PercentileSearch<T> first = TtftSearch(in load, in view, in means, percentile, target);
        PercentileSearch<T> next = PercentileSearch<T>.From(Tail.GammaAt(target, means.TpotSeconds, means.TpotVariance, out T slope), slope, target);
        for (int i = 0; i < PercentileSearch<T>.Steps; i++)
        {
            Latencies.Below(in load, in view, in decode, in moments, in mix, ref kept, first.Seconds, next.Seconds, out T ttftBelow, out T tpotBelow);
            first = first.Next(ttftBelow);
            next = next.Next(tpotBelow);
        }
        ttft = first.Seconds;
        tpot = T.Min(next.Seconds, TpotTail<T>.Longest(in load));
    }

    /// <summary>
    /// Starts among the prompt requests or among the late ones, each taken as one gamma, wherever the percentile would fall were they apart: bounded by where
    /// it would fall among the others alone.
    /// </summary>
    static PercentileSearch<T> TtftSearch<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in LatencyMoments<T> means, T percentile, T target)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), busy = one - load.Idle, late = busy * view.LateShare, prompt = one - late, some = T.Of(1e-6f);
        T promptMean = means.AloneSeconds + (busy - late) / prompt * (means.LoadedSeconds - means.AloneSeconds), lateMean = means.LoadedSeconds + view.LateSeconds;
        T square = means.AloneSquare + (busy - late) / prompt * (means.LoadedSquare + view.Deviation * view.Deviation - means.AloneSquare);
        T promptVariance = square - promptMean * promptMean;
        T lateVariance = means.LoadedSquare - means.LoadedSeconds * means.LoadedSeconds + view.LateDeviation * view.LateDeviation;

        T amongPrompt = T.Min(percentile / prompt, one - some), amongLate = T.Max((percentile - prompt) / T.Max(late, some), some);
        T early = T.Min(Tail.GammaAt(Tail.LogOdds(amongPrompt), promptMean, promptVariance, out T promptSlope), Tail.GammaAt(target, lateMean, lateVariance, out _));
        T later = T.Max(Tail.GammaAt(Tail.LogOdds(amongLate), lateMean, lateVariance, out T lateSlope), Tail.GammaAt(target, promptMean, promptVariance, out _));
        promptSlope *= (one - amongPrompt) / (one - percentile);
        lateSlope *= amongLate / percentile;
        T slope = T.Max(T.Where(percentile, prompt, promptSlope, lateSlope), T.Of(0.5f));
        return PercentileSearch<T>.From(T.Where(percentile, prompt, early, later), slope, target);
    }
}
