using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// The inverse of the open loop: the largest rate at which the percentile of TTFT and of TPOT keep their limits. It needs no percentile, only the distribution
/// functions at the limits, so that a step of the search costs one stationary replica and one pass over the mix.
/// </summary>
public static class Capacity
{
    const int Halvings = 9;

    /// <summary>Beyond this share of the saturated rate the closed form is not trusted.</summary>
    const float HighestShare = 0.98f;

    public static CapacityPoint<T> Find<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, T percentile,
        T ttftLimitSeconds, T tpotLimitSeconds)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f);
        BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in limits);
        T target = Tail.LogOdds(percentile), highest = T.Of(HighestShare);
        // Shares of the saturated rate. The bracket keeps its margins, so that the last step is a secant.
        T low = zero, high = highest, lowMargin = T.Of(Tail.MaxLogOdds), highMargin = zero - lowMargin;
        T share = highest, atHighest = zero;
        for (int i = 0; i <= Halvings; i++)
        {
            Margins(in step, in moments, in mix, in limits, in ceiling, share, target, ttftLimitSeconds, tpotLimitSeconds, out T ttft, out T tpot, out _);
            T margin = T.Min(ttft, tpot);
            atHighest = i == 0 ? margin : atHighest;
            low = T.Where(margin, zero, low, share);
            lowMargin = T.Where(margin, zero, lowMargin, margin);
            high = T.Where(margin, zero, share, high);
            highMargin = T.Where(margin, zero, margin, highMargin);
            share = (low + high) * half;
        }
        // The end points are numbers, not functions of the inputs, so both secants carry the derivative of the root (exactly as they narrow).
        share = low + (high - low) * lowMargin / T.Max(lowMargin - highMargin, T.Of(1e-6f));
        Margins(in step, in moments, in mix, in limits, in ceiling, share, target, ttftLimitSeconds, tpotLimitSeconds, out T ttftLast, out T tpotLast, out T wait);

        T saturated = T.Where(ceiling.Budget, ceiling.Seats, T.Of((float)CapacityBound.TokenBudget), Seat(in ceiling));
        T missed = one - percentile;
        T late = T.Where(missed * half, wait, Seat(in ceiling), T.Of((float)CapacityBound.Ttft));
        T bound = T.Where(tpotLast, ttftLast, T.Of((float)CapacityBound.Tpot), late);
        bound = T.Where(atHighest, zero, bound, saturated);
        share = T.Where(atHighest, zero, share, highest);
        // The smallest share ever tried, or less: no rate keeps the limits.
        T least = highest * T.Of(1.5f / (1 << Halvings));
        bound = T.Where(share, least, T.Of((float)CapacityBound.Unreachable), bound);
        share = T.Where(share, least, zero, share);
        return new() { RequestsPerSecond = share * ceiling.SaturatedRate, SaturatedRate = ceiling.SaturatedRate, Bound = bound };
    }

    static T Seat<T>(in BatchCeiling<T> ceiling) where T : struct, IReal<T> =>
        T.Where(ceiling.Memory, ceiling.Slots, T.Of((float)CapacityBound.KvMemory), T.Of((float)CapacityBound.Sequences));

    /// <summary>Log-odds by which each limit is kept: positive where its percentile is below the limit.</summary>
    static void Margins<T, TStep, TMix>(in TStep step, in MixMoments<T> moments, in TMix mix, in BatchLimits<T> limits, in BatchCeiling<T> ceiling, T share,
        T target, T ttftLimitSeconds, T tpotLimitSeconds, out T ttft, out T tpot, out T waitShare)
        where T : struct, IReal<T>
        where TStep : struct, IStepTime<TStep, T>
        where TMix : struct, IMix<TMix, T>
    {
        ReplicaLoad<T> load = OpenLoop.At(in step, in moments, in limits, in ceiling, share * ceiling.SaturatedRate);
        AdmissionWait<T> wait = AdmissionWait<T>.Of(in load, in ceiling, in moments);
        ArrivalView<T> view = new(in load, in wait);
        DecodeView<T> decode = new(in load, in view);
        waitShare = wait.Probability;
        // What is left of the limit for the steps; a thousandth of it stands for nothing.
        T inSteps = T.Max(ttftLimitSeconds - TStep.FirstTokenSeconds(in step, load.MeanStepSeconds), ttftLimitSeconds * T.Of(1e-3f));
        NothingKept<T> nothing = default;
        Latencies.Below(in load, in view, in decode, in moments, in mix, ref nothing, inSteps, tpotLimitSeconds, out T ttftBelow, out T tpotBelow);
        ttft = Tail.LogOdds(ttftBelow) - target;
        tpot = Tail.LogOdds(T.Where(TpotTail<T>.Longest(in load), tpotLimitSeconds, T.Of(1f), tpotBelow)) - target;
    }
}
