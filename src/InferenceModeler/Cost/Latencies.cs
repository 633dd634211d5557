using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Latencies over a mix on a loaded replica: mixtures of <see cref="TtftTail{T}"/> and <see cref="TpotTail{T}"/> by the shares of its shapes.</summary>
public static class Latencies
{
    /// <summary>Places kept for a shape; those of the most shapes fit (<see cref="IKept{T}.Places"/>).</summary>
    public const int Places = TtftTail<Scalar>.Places + GammaTail<Scalar>.Places;

    /// <summary>Moments of the latencies; keeps the distributions for <see cref="Below"/>.</summary>
    public static LatencyMoments<T> Moments<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments,
        in TMix mix, ref TKept kept)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T zero = T.Of(0f), one = T.Of(1f), weight = T.Of(1e-12f), tpot = zero, tpotSquare = zero;
        LatencyMoments<T> sum = default;
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = TMix.Share(in mix, cell), decodes = TMix.OutputTokens(in mix, cell) - one, m = T.Max(decodes, one);
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            T alone = cost.AloneSeconds, loaded = alone + cost.ExcessSeconds;
            sum.AloneSeconds += share * alone;
            sum.AloneSquare += share * alone * alone;
            sum.LoadedSeconds += share * loaded;
            sum.LoadedSquare += share * loaded * loaded;

            TpotTail<T> tail = TpotTail<T>.Of(in decode, in cost, m);
            if (TKept.Keeps)
            {
                TtftTail<T>.Of(in view, in cost).Keep(ref kept, cell * Places);
                tail.Distribution.Keep(ref kept, cell * Places + TtftTail<T>.Places);
            }
            T decodeShare = T.Where(T.Of(0.5f), decodes, share, zero);
            tpot += decodeShare * tail.Mean;
            tpotSquare += decodeShare * (tail.Mean * tail.Mean + tail.Deviation * tail.Deviation);
            weight += decodeShare;
            sum.DecodeSeconds += decodeShare * m * tail.Mean;
        }
        sum.TpotSeconds = tpot / weight;
        sum.TpotVariance = tpotSquare / weight - sum.TpotSeconds * sum.TpotSeconds;
        return sum;
    }

    /// <summary>Shares of the requests whose latencies are at most these.</summary>
    public static void Below<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix,
        ref TKept kept, T ttftSeconds, T tpotSeconds, out T ttft, out T tpot)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T zero = T.Of(0f), weight = T.Of(1e-12f), first = zero, next = zero;
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = TMix.Share(in mix, cell), decodes = TMix.OutputTokens(in mix, cell) - T.Of(1f), decodeShare = T.Where(T.Of(0.5f), decodes, share, zero);
            weight += decodeShare;
            if (TKept.Keeps)
            {
                first += share * TtftTail<T>.Kept(ref kept, cell * Places).Below(in load, in view, ttftSeconds);
                next += decodeShare * GammaTail<T>.Kept(ref kept, cell * Places + TtftTail<T>.Places).Below(tpotSeconds);
            }
            else
            {
                RequestCost<T> cost = RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
                TpotTail<T> tail = TpotTail<T>.Of(in decode, in cost, T.Max(decodes, T.Of(1f)));
                first += share * TtftBelow(in load, in view, in cost, ttftSeconds);
                next += decodeShare * TpotBelow(in tail, tpotSeconds);
            }
        }
        ttft = first;
        tpot = next / weight;
    }

    // Methods of their own: inlined into the loop, they would exceed what the JIT inlines.
    static T TtftBelow<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in RequestCost<T> cost, T seconds) where T : struct, IReal<T> =>
        TtftTail<T>.Of(in view, in cost).Below(in load, in view, seconds);

    static T TpotBelow<T>(in TpotTail<T> tail, T seconds) where T : struct, IReal<T> => tail.Distribution.Below(seconds);
}
