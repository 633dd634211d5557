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
    // Share of the time over which the jump of the idle case is spread, so that a percentile can be sought by slopes.
    const float Ramp = 0.08f;

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

    /// <summary>Share of the shape's requests whose time to first token is at most <paramref name="seconds"/>, and the density there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Below(in ReplicaLoad<T> load, in ArrivalView<T> view, T seconds, out T density)
    {
        T beyond = seconds - _alone, prompt = _prompt.Below(beyond, out T promptDensity), late = _late.Below(beyond, out T lateDensity);
        T busy = prompt + view.LateShare * (late - prompt), busyDensity = promptDensity + view.LateShare * (lateDensity - promptDensity);
        return Mixed(in load, beyond, busy, busyDensity, out density);
    }

    /// <summary>Bounds of a percentile: the least and the most of the cases of which the distribution is the mixture.</summary>
    /// <param name="view">What an arrival finds.</param>
    /// <param name="cost">The shape.</param>
    /// <param name="percentile">Its probability.</param>
    /// <param name="z">The normal variable below which it lies.</param>
    /// <param name="least">No percentile lies below.</param>
    /// <param name="most">No percentile lies above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Bounds(in ArrivalView<T> view, in RequestCost<T> cost, T percentile, T z, out T least, out T most)
    {
        T idle = cost.AloneSeconds * (percentile - T.Of(0.5f)) * T.Of(Ramp), excess = cost.ExcessSeconds;
        T prompt = GammaTail<T>.At(z, excess, view.Deviation), late = GammaTail<T>.At(z, excess + view.LateSeconds, view.LateDeviation);
        least = cost.AloneSeconds + T.Min(idle, T.Min(prompt, late));
        most = cost.AloneSeconds + T.Max(idle, T.Max(prompt, late));
    }

    /// <summary>The same without the density, by calls: for a loop that would exceed what the JIT inlines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Below(in ReplicaLoad<T> load, in ArrivalView<T> view, T seconds)
    {
        T beyond = seconds - _alone, prompt = _prompt.Below(beyond), late = _late.Below(beyond);
        return Mixed(in load, beyond, prompt + view.LateShare * (late - prompt), T.Of(0f), out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    T Mixed(in ReplicaLoad<T> load, T beyond, T busy, T busyDensity, out T density)
    {
        T zero = T.Of(0f), one = T.Of(1f);
        busy = T.Where(beyond, zero, zero, busy);
        busyDensity = T.Where(beyond, zero, zero, busyDensity);
        T rise = _perAlone * T.Of(1f / Ramp), ramp = beyond * rise + T.Of(0.5f);
        T idle = T.Max(zero, T.Min(one, ramp)), idleDensity = T.Where(zero, ramp, T.Where(ramp, one, rise, zero), zero);
        density = busyDensity + load.Idle * (idleDensity - busyDensity);
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
