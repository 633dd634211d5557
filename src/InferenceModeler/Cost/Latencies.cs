using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Latencies over a mix on a loaded replica: mixtures of <see cref="TtftTail{T}"/> and <see cref="TpotTail{T}"/> by the shares of its shapes.</summary>
public static class Latencies
{
    /// <summary>Places kept for a shape; those of the most shapes fit (<see cref="IKept{T}.Places"/>).</summary>
    public const int Places = TtftTail<Scalar>.Places + GammaTail<Scalar>.Places;

    /// <summary>Moments of the latencies and bounds of their percentiles; keeps the distributions for <see cref="Ttft"/> and <see cref="Tpot"/>.</summary>
    /// <param name="load">The replica.</param>
    /// <param name="view">What an arrival finds.</param>
    /// <param name="decode">What decode steps meet.</param>
    /// <param name="moments">Of the mix.</param>
    /// <param name="mix">The shapes.</param>
    /// <param name="kept">Room for the distributions.</param>
    /// <param name="percentile">The probability of the percentiles.</param>
    /// <param name="z">The normal variable below which it lies.</param>
    public static LatencyMoments<T> Moments<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments,
        in TMix mix, ref TKept kept, T percentile, T z)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T zero = T.Of(0f), one = T.Of(1f), weight = T.Of(1e-12f), tpot = zero, tpotSquare = zero;
        LatencyMoments<T> sum = default;
        sum.TtftLeast = sum.TpotLeast = T.Of(OpenLoopPoint<T>.NeverSeconds);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = TMix.Share(in mix, cell), decodes = TMix.OutputTokens(in mix, cell) - one, m = T.Max(decodes, one);
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            T alone = cost.AloneSeconds, loaded = alone + cost.ExcessSeconds;
            sum.AloneSeconds += share * alone;
            sum.AloneSquare += share * alone * alone;
            sum.LoadedSeconds += share * loaded;
            sum.LoadedSquare += share * loaded * loaded;

            TtftTail<T>.Bounds(in view, in cost, percentile, z, out T least, out T most);
            sum.TtftLeast = T.Min(sum.TtftLeast, least);
            sum.TtftMost = T.Max(sum.TtftMost, most);
            TpotTail<T> tail = TpotTail<T>.Of(in decode, in cost, m);
            if (TKept.Keeps)
            {
                TtftTail<T>.Of(in view, in cost).Keep(ref kept, cell * Places);
                tail.Distribution.Keep(ref kept, cell * Places + TtftTail<T>.Places);
            }
            T decodeShare = T.Where(T.Of(0.5f), decodes, share, zero), at = tail.At(z);
            sum.TpotLeast = T.Where(zero, decodeShare, T.Min(sum.TpotLeast, at), sum.TpotLeast);
            sum.TpotMost = T.Where(zero, decodeShare, T.Max(sum.TpotMost, at), sum.TpotMost);
            tpot += decodeShare * tail.Mean;
            tpotSquare += decodeShare * (tail.Mean * tail.Mean + tail.Deviation * tail.Deviation);
            weight += decodeShare;
            sum.DecodeSeconds += decodeShare * m * tail.Mean;
        }
        sum.TpotSeconds = tpot / weight;
        sum.TpotVariance = tpotSquare / weight - sum.TpotSeconds * sum.TpotSeconds;
        return sum;
    }

    /// <summary>Share of the requests whose time to first token is at most this, and the density there.</summary>
    public static T Ttft<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, ref TKept kept, T seconds, out T density)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T sum = T.Of(0f), slope = sum;
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = TMix.Share(in mix, cell);
            TtftTail<T> tail = TKept.Keeps
                ? TtftTail<T>.Kept(ref kept, cell * Places)
                : TtftTail<T>.Of(in view, RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell)));
            sum += share * tail.Below(in load, in view, seconds, out T at);
            slope += share * at;
        }
        density = slope;
        return sum;
    }

    /// <summary>Share of the requests with at least two output tokens whose time per output token is at most this, and the density there.</summary>
    public static T Tpot<T, TMix, TKept>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix, ref TKept kept,
        T seconds, out T density)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
        where TKept : struct, IKept<T>
    {
        T sum = T.Of(0f), slope = sum, weight = T.Of(1e-12f);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = DecodeShare<T, TMix>(in mix, cell);
            GammaTail<T> tail = TKept.Keeps
                ? GammaTail<T>.Kept(ref kept, cell * Places + TtftTail<T>.Places)
                : TpotTail<T>.Of(in decode, RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell)),
                    T.Max(TMix.OutputTokens(in mix, cell) - T.Of(1f), T.Of(1f))).Distribution;
            weight += share;
            sum += share * tail.Below(seconds, out T at);
            slope += share * at;
        }
        T per = T.Of(1f) / weight;
        density = slope * per;
        return sum * per;
    }

    /// <summary>Shares of the requests whose latencies are at most these.</summary>
    public static void Below<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix, T ttftSeconds,
        T tpotSeconds, out T ttft, out T tpot)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T first = T.Of(0f), next = first, weight = T.Of(1e-12f);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = DecodeShare<T, TMix>(in mix, cell);
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            first += TMix.Share(in mix, cell) * TtftBelow(in load, in view, in cost, ttftSeconds);
            next += share * TpotTail<T>.Of(in decode, in cost, T.Max(TMix.OutputTokens(in mix, cell) - T.Of(1f), T.Of(1f))).Distribution.Below(tpotSeconds);
            weight += share;
        }
        ttft = first;
        tpot = next / weight;
    }

    // A method of its own: inlined into the loop, it would exceed what the JIT inlines.
    static T TtftBelow<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in RequestCost<T> cost, T seconds) where T : struct, IReal<T> =>
        TtftTail<T>.Of(in view, in cost).Below(in load, in view, seconds);

    /// <summary>Share of a cell where it has at least two output tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static T DecodeShare<T, TMix>(in TMix mix, int cell)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T> =>
        T.Where(T.Of(1.5f), TMix.OutputTokens(in mix, cell), TMix.Share(in mix, cell), T.Of(0f));
}
