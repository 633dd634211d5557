using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// The inverse of the open loop: the largest rate at which the percentile of TTFT and of TPOT keep their limits. It needs no percentile, only the distribution
/// functions at the limits, so that a step of the search costs one stationary replica and one pass over the mix.
/// </summary>
public static class Capacity
{
    /// <summary>Batch levels tried below the highest, the first few by halving.</summary>
    const int Steps = 8, Halvings = 2;

    /// <summary>Beyond this share of the saturated rate the closed form is not trusted.</summary>
    const float HighestShare = 0.98f;

    public static CapacityPoint<T> Find<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, T percentile,
        T ttftLimitSeconds, T tpotLimitSeconds)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in limits);
        return Find(in step, in moments, in mix, in limits, in ceiling, percentile, ttftLimitSeconds, tpotLimitSeconds, out _);
    }

    /// <summary>The same, with the stationary replica at the result.</summary>
    internal static CapacityPoint<T> Find<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, in BatchCeiling<T> ceiling,
        T percentile, T ttftLimitSeconds, T tpotLimitSeconds, out ReplicaLoad<T> load)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f), target = Tail.LogOdds(percentile), highestRate = T.Of(HighestShare) * ceiling.SaturatedRate;
        load = OpenLoop.At(in step, in moments, in limits, in ceiling, highestRate);
        LatencyMargins<T> margins = Margins(in step, in moments, in mix, in ceiling, in load, target, ttftLimitSeconds, tpotLimitSeconds);
        T highest = load.Decodes, atHighest = margins.Least;
        // Shares of the highest level: from a level, unlike from a rate, the stationary replica follows without a search.
        T low = zero, high = one, lowMargin = T.Of(Tail.MaxLogOdds), highMargin = T.Min(atHighest, T.Of(-1e-3f));
        T lowWeight = lowMargin, highWeight = highMargin, side = zero;
        for (int i = 0; i < Steps; i++)
        {
            T width = high - low, edge = width * T.Of(0.05f);
            T share = i < Halvings ? low + half * width : T.Min(T.Max(low + width * lowWeight / (lowWeight - highWeight), low + edge), high - edge);
            // A lower end that nobody has evaluated has no weight.
            share = i == 0 ? half : T.Where(zero, low, share, high * T.Of(0.25f));
            load = OpenLoop.AtLevel(in step, in moments, in limits, share * highest, zero, highestRate);
            margins = Margins(in step, in moments, in mix, in ceiling, in load, target, ttftLimitSeconds, tpotLimitSeconds);
            T margin = margins.Least;
            // False position, the end that stays losing half of its weight when it stays again (Illinois).
            T again = T.Where(margin, zero, T.Where(side, zero, half, one), T.Where(zero, side, half, one));
            lowWeight = T.Where(margin, zero, lowWeight * again, margin);
            highWeight = T.Where(margin, zero, margin, highWeight * again);
            side = T.Where(margin, zero, zero - one, one);
            low = T.Where(margin, zero, low, share);
            lowMargin = T.Where(margin, zero, lowMargin, margin);
            high = T.Where(margin, zero, share, high);
            highMargin = T.Where(margin, zero, margin, highMargin);
        }
        T root = T.Where(atHighest, zero, low + (high - low) * lowMargin / (lowMargin - highMargin), one);
        // Where no level kept the limits: what a nearly idle replica does.
        T kept = T.Max(low, T.Where(atHighest, zero, zero, one));
        root = T.Where(zero, kept, root, T.Of(1e-6f));
        load = OpenLoop.AtLevel(in step, in moments, in limits, root * highest, zero, highestRate);

        T late = T.Where((one - percentile) * half, margins.WaitShare, Seat(in ceiling), T.Of((float)CapacityBound.Ttft));
        T bound = T.Where(margins.Tpot, margins.Ttft, T.Of((float)CapacityBound.Tpot), late);
        bound = T.Where(atHighest, zero, bound, T.Where(ceiling.Budget, ceiling.Seats, T.Of((float)CapacityBound.TokenBudget), Seat(in ceiling)));
        T rate = T.Where(atHighest, zero, load.Rate, highestRate);
        return new()
        {
            RequestsPerSecond = T.Where(zero, kept, rate, zero),
            SaturatedRate = ceiling.SaturatedRate,
            Bound = T.Where(zero, kept, bound, T.Of((float)CapacityBound.Unreachable)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static T Seat<T>(in BatchCeiling<T> ceiling) where T : struct, IReal<T> =>
        T.Where(ceiling.Memory, ceiling.Slots, T.Of((float)CapacityBound.KvMemory), T.Of((float)CapacityBound.Sequences));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static LatencyMargins<T> Margins<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchCeiling<T> ceiling,
        in ReplicaLoad<T> load, T target, T ttftLimitSeconds, T tpotLimitSeconds)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        AdmissionWait<T> wait = AdmissionWait<T>.Of(in load, in ceiling, in moments);
        ArrivalView<T> view = new(in load, in wait);
        DecodeView<T> decode = new(in load, in view);
        // What is left of the limit for the steps; a thousandth of it stands for nothing.
        T inSteps = T.Max(ttftLimitSeconds - TStep.FirstTokenSeconds(in step, load.MeanStepSeconds, moments.Prompt), ttftLimitSeconds * T.Of(1e-3f));
        Latencies.Below(in load, in view, in decode, in moments, in mix, inSteps, tpotLimitSeconds, out T first, out T next);
        return new()
        {
            Ttft = Tail.LogOdds(first) - target,
            Tpot = Tail.LogOdds(T.Where(TpotTail<T>.Longest(in load), tpotLimitSeconds, T.Of(1f), next)) - target,
            WaitShare = wait.Probability,
        };
    }
}
