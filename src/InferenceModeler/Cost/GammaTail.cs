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

    /// <summary>Share of values at most <paramref name="x"/>: none below where the distribution starts.</summary>
    /// <param name="x">A value.</param>
    /// <param name="density">Of the distribution there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Below(T x, out T density)
    {
        T least = T.Of(1e-9f), above = (x - _mean) * _slope + T.Of(1f), cube = T.Max(above, least), root = T.InverseCubeRoot(cube), square = root * root, steep = _scale * square;
        T below = Tail.Normal(steep * cube + _shift, out T slope);
        density = slope * steep * (_slope * T.Of(1f / 3f));
        return T.Where(above, least, T.Of(0f), below);
    }

    public T Below(T x) => Below(x, out _);

    /// <summary>The inverse of <see cref="Below(T)"/>: where its normal variable is <paramref name="z"/>, but not below where the distribution starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T At(T z, T mean, T deviation, T skew)
    {
        T sixth = skew * T.Of(1f / 6f), root = T.Max(T.Of(1f) + (z - sixth) * sixth, T.Of(0f));
        return mean + (root * root * root - T.Of(1f)) * (deviation + deviation) / skew;
    }

    /// <summary>The same of one that is not shifted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T At(T z, T mean, T deviation)
    {
        T third = deviation / mean * T.Of(1f / 3f), root = T.Max(T.Of(1f) + (z - third) * third, T.Of(0f));
        return mean * root * root * root;
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
