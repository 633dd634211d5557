using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution of the time to first token of one shape of the mix.</summary>
/// <remarks>
/// A request that finds the replica idle takes its own time. One that finds it busy waits for the residual of the (length-biased) step in progress and then
/// shares a whole step, or as many as its prompt needs, with all that arrived around it; the excess is gamma. One that finds a backlog or no seat waits
/// longer by an exponential mixture. The distribution is the mixture of these three.
/// </remarks>
public readonly struct TtftTail<T> where T : struct, IReal<T>
{
    public const int Places = 2 + 2 * GammaTail<T>.Places;

    readonly T _alone, _perAlone;
    readonly GammaTail<T> _prompt, _late;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TtftTail(T alone, T perAlone, in GammaTail<T> prompt, in GammaTail<T> late)
    {
        _alone = alone;
        _perAlone = perAlone;
        _prompt = prompt;
        _late = late;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TtftTail<T> Of(in ArrivalView<T> view, in RequestCost<T> cost)
    {
        GammaTail<T> prompt = GammaTail<T>.Of(cost.ExcessSeconds, view.Deviation);
        GammaTail<T> late = GammaTail<T>.Of(cost.ExcessSeconds + view.LateSeconds, view.LateDeviation);
        return new(cost.AloneSeconds, T.Of(1f) / cost.AloneSeconds, in prompt, in late);
    }

    /// <summary>Share of the shape's requests whose time to first token is at most <paramref name="seconds"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Below(in ReplicaLoad<T> load, in ArrivalView<T> view, T seconds)
    {
        T zero = T.Of(0f), one = T.Of(1f), beyond = seconds - _alone;
        T prompt = _prompt.Below(beyond), late = _late.Below(beyond);
        T busy = T.Where(beyond, zero, zero, prompt + view.LateShare * (late - prompt));
        // The jump of the idle case is spread over 8% of the time, so that a percentile can be sought by slopes.
        T idle = T.Max(zero, T.Min(one, beyond * _perAlone * T.Of(12.5f) + T.Of(0.5f)));
        return busy + load.Idle * (idle - busy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<TKept>(ref TKept kept, int place) where TKept : struct, IKept<T>
    {
        kept.Keep(place, _alone);
        kept.Keep(place + 1, _perAlone);
        _prompt.Keep(ref kept, place + 2);
        _late.Keep(ref kept, place + 2 + GammaTail<T>.Places);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TtftTail<T> Kept<TKept>(ref TKept kept, int place) where TKept : struct, IKept<T>
    {
        GammaTail<T> prompt = GammaTail<T>.Kept(ref kept, place + 2), late = GammaTail<T>.Kept(ref kept, place + 2 + GammaTail<T>.Places);
        return new(kept.Kept(place), kept.Kept(place + 1), in prompt, in late);
    }
}
