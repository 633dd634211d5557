using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Distribution function of a gamma variable that may be shifted (Pearson III), by Wilson and Hilferty's cube root: what it takes to evaluate it at many
/// values. Good to a hundredth down to a shape of about one half (skew below 3); the lower tail of more skewed ones is too light.
/// </summary>
public readonly struct GammaTail<T> where T : struct, IReal<T>
{
    public const int Places = 4;

    readonly T _mean, _slope, _scale, _shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    GammaTail(T mean, T slope, T scale, T shift)
    {
        _mean = mean;
        _slope = slope;
        _scale = scale;
        _shift = shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GammaTail<T> Of(T mean, T deviation, T skew)
    {
        T inverse = T.Of(1f) / (deviation * skew), scale = T.Of(6f) * deviation * inverse;
        return new(mean, T.Of(0.5f) * skew * skew * inverse, scale, skew * T.Of(1f / 6f) - scale);
    }

    /// <summary>One that is not shifted: its skew is twice its deviation over its mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GammaTail<T> Of(T mean, T deviation)
    {
        T inverse = T.Of(1f) / (mean * deviation), scale = T.Of(3f) * mean * mean * inverse;
        return new(mean, deviation * inverse, scale, deviation * deviation * inverse * T.Of(1f / 3f) - scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Below(T x)
    {
        T cube = T.Max((x - _mean) * _slope + T.Of(1f), T.Of(1e-9f));
        return Tail.Normal(_scale * T.Exp2(T.Log2(cube) * T.Of(1f / 3f)) + _shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<TKept>(ref TKept kept, int place) where TKept : struct, IKept<T>
    {
        kept.Keep(place, _mean);
        kept.Keep(place + 1, _slope);
        kept.Keep(place + 2, _scale);
        kept.Keep(place + 3, _shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GammaTail<T> Kept<TKept>(ref TKept kept, int place) where TKept : struct, IKept<T> =>
        new(kept.Kept(place), kept.Kept(place + 1), kept.Kept(place + 2), kept.Kept(place + 3));
}
