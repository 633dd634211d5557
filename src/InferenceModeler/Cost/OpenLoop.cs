using System.Runtime.CompilerServices;
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

    // Evaluations of a distribution function that bring its percentile to 1%: of a mix, and of one shape, whose TPOT needs none.
    const int TtftSteps = 9, TpotSteps = 4, AlikeTtftSteps = 7;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static OpenLoopPoint<T> Evaluate<T, TStep, TMix, TKept>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, ref TKept kept,
        T requestsPerSecond, T percentile)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in limits);
        ReplicaLoad<T> load = At(in step, in moments, in limits, in ceiling, requestsPerSecond);
        return Evaluate(in step, in moments, in mix, in limits, in ceiling, in load, ref kept, requestsPerSecond, percentile);
    }

    /// <summary>The same of a replica whose stationary state is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static OpenLoopPoint<T> Evaluate<T, TStep, TMix, TKept>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits,
        in BatchCeiling<T> ceiling, in ReplicaLoad<T> load, ref TKept kept, T requestsPerSecond, T percentile)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        AdmissionWait<T> wait = AdmissionWait<T>.Of(in load, in ceiling, in moments);
        ArrivalView<T> view = new(in load, in wait);
        DecodeView<T> decode = new(in load, in view);
        T target = Tail.LogOdds(percentile), z = Tail.NormalAt(target);
        LatencyMoments<T> means = Latencies.Moments(in load, in view, in decode, in moments, in mix, ref kept, percentile, z);
        Percentiles(in load, in view, in decode, in moments, in mix, ref kept, in means, ceiling.EmptyStepSeconds, percentile, target, z, out T ttft, out T tpot);
        T ttftMean = means.TtftSeconds(in load, in view), late = TStep.FirstTokenSeconds(in step, load.MeanStepSeconds, moments.Prompt);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReplicaLoad<T> At<T, TStep>(in TStep step, in MixMoments<T> moments, in BatchLimits<T> limits, in BatchCeiling<T> ceiling, T requestsPerSecond)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
    {
        T rate = T.Max(T.Min(requestsPerSecond, ceiling.SaturatedRate * T.Of(0.999f)), ceiling.SaturatedRate * T.Of(1e-6f));
        return AtLevel(in step, in moments, in limits, Balance(in step, in moments, in limits, in ceiling, rate), rate, rate);
    }

    /// <summary>The stationary replica with so many sequences decoding, its rate held between two limits.</summary>
    internal static ReplicaLoad<T> AtLevel<T, TStep>(in TStep step, in MixMoments<T> moments, in BatchLimits<T> limits, T decodes, T leastRate, T mostRate)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
    {
        MeanStep<T> mean = MeanStep<T>.At(in step, in moments, in limits, decodes);
        T rate = T.Max(T.Min(mean.RateAt(in moments, decodes), mostRate), leastRate);
        return new(rate, decodes, in mean, StepTrend<T>.At(in step, in moments, decodes, in mean), in moments, in limits);
    }

    /// <summary>
    /// Solves n = λ·E[d]·L(n) by secants in the logarithms of both sides, which are close to linear even where a step rises early and then no more.
    /// The last secant also carries the derivative.
    /// </summary>
    static T Balance<T, TStep>(in TStep step, in MixMoments<T> moments, in BatchLimits<T> limits, in BatchCeiling<T> ceiling, T rate)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
    {
        T zero = T.Of(0f), one = T.Of(1f), highest = T.Min(ceiling.Seats, ceiling.Budget), flow = rate * moments.Decode, empty = ceiling.EmptyStepSeconds;
        // A stable replica's root lies below the ceiling; 0.2% off it the secant still has a base.
        T last = T.Log2(highest), lastOff = last - T.Log2(flow * ceiling.Full.SecondsAt(in moments, rate)), most = T.Log2(highest * T.Of(0.998f));
        // Were the step linear between the empty and the full one.
        T free = one - rate * moments.Prefill * ceiling.Full.PerPromptToken - flow * (ceiling.Full.Decode - empty) / highest;
        T n = T.Min(flow * empty / T.Max(free, T.Of(1e-3f)), highest * T.Of(0.98f)), log = T.Log2(n), slope = one;
        for (int i = 0; i < BalanceSteps; i++)
        {
            T off = log - T.Log2(flow * MeanStep<T>.At(in step, in moments, in limits, n).SecondsAt(in moments, rate));
            T moved = log - last, distance = T.Max(moved, zero - moved), least = T.Of(2e-3f);
            // Too short a move says nothing about the slope in float.
            slope = T.Where(distance, least, slope, T.Max(T.Min((off - lastOff) / T.Where(distance, least, one, moved), T.Of(2f)), T.Of(0.02f)));
            last = log;
            lastOff = off;
            log = T.Min(log - off / slope, most);
            n = T.Exp2(log);
        }
        return n;
    }

    static void Percentiles<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix,
        ref TKept kept, in LatencyMoments<T> means, T shortest, T percentile, T target, T z, out T ttft, out T tpot)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        bool alike = TMix.Cells(in mix) == 1;
        int ttftSteps = alike ? AlikeTtftSteps : TtftSteps;
        PercentileSearch<T> first = PercentileSearch<T>.From(TtftStart(in load, in view, in means, percentile, z), means.TtftLeast, means.TtftMost, target);
        for (int i = 0; i < ttftSteps; i++)
        {
            T below = Latencies.Ttft(in load, in view, in moments, in mix, ref kept, first.Seconds, out T density);
            first = first.Next(below, density);
        }
        ttft = first.Seconds;

        // No mean of steps is shorter than an empty one or longer than a full one. Of one shape the bounds are the percentile.
        T most = T.Max(means.TpotMost, shortest);
        tpot = most;
        if (!alike)
        {
            PercentileSearch<T> next = PercentileSearch<T>.From(Tail.GammaAt(z, means.TpotSeconds, means.TpotVariance), T.Max(means.TpotLeast, shortest), most, target);
            for (int i = 0; i < TpotSteps; i++)
            {
                T below = Latencies.Tpot(in load, in view, in decode, in moments, in mix, ref kept, next.Seconds, out T density);
                next = next.Next(below, density);
            }
            tpot = next.Seconds;
        }
        tpot = T.Min(tpot, TpotTail<T>.Longest(in load));
    }

    /// <summary>
    /// A time to first token among the prompt requests or among the late ones, each taken as one gamma, wherever the percentile would fall were they apart:
    /// bounded by where it would fall among the others alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static T TtftStart<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in LatencyMoments<T> means, T percentile, T z)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), busy = one - load.Idle, late = busy * view.LateShare, prompt = one - late, some = T.Of(1e-6f), loaded = (busy - late) / prompt;
        T promptMean = means.AloneSeconds + loaded * (means.LoadedSeconds - means.AloneSeconds), lateMean = means.LoadedSeconds + view.LateSeconds;
        T square = means.AloneSquare + loaded * (means.LoadedSquare + view.Deviation * view.Deviation - means.AloneSquare);
        T promptVariance = square - promptMean * promptMean;
        T lateVariance = means.LoadedSquare - means.LoadedSeconds * means.LoadedSeconds + view.LateDeviation * view.LateDeviation;

        T among = T.Where(percentile, prompt, T.Min(percentile / prompt, one - some), T.Max((percentile - prompt) / T.Max(late, some), some));
        T own = Tail.GammaAt(Tail.NormalAt(Tail.LogOdds(among)), T.Where(percentile, prompt, promptMean, lateMean), T.Where(percentile, prompt, promptVariance, lateVariance));
        T others = Tail.GammaAt(z, T.Where(percentile, prompt, lateMean, promptMean), T.Where(percentile, prompt, lateVariance, promptVariance));
        return T.Where(percentile, prompt, T.Min(own, others), T.Max(own, others));
    }
}
