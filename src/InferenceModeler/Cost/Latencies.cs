using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Latencies over a mix on a loaded replica: mixtures of <see cref="TtftTail"/> and <see cref="TpotTail{T}"/> by the shares of its shapes.</summary>
public static class Latencies
{
    public static LatencyMoments<T> Moments<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
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
    public static void Below<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in DecodeView<T> decode, in MixMoments<T> moments, in TMix mix,
        T ttftSeconds, T tpotSeconds, out T ttft, out T tpot)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T zero = T.Of(0f), weight = T.Of(1e-12f);
        ttft = zero;
        tpot = zero;
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = TMix.Share(in mix, cell), decodes = TMix.OutputTokens(in mix, cell) - T.Of(1f), m = T.Max(decodes, T.Of(1f));
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, in moments, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            ttft += share * TtftTail.Below(in load, in view, in cost, ttftSeconds);
            T decodeShare = T.Where(T.Of(0.5f), decodes, share, zero);
            tpot += decodeShare * TpotTail<T>.Of(in decode, in cost, m).Below(tpotSeconds);
            weight += decodeShare;
        }
        tpot /= weight;
    }
}
