using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution functions in the lane.</summary>
public static class Tail
{
    const float Log2E = 1.44269504f;

    /// <summary>Largest log-odds told apart: 2^20 to 1.</summary>
    public const float MaxLogOdds = 20f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, IReal<T> => T.Exp2(x * T.Of(Log2E));

    /// <summary>1 − e^−x for x ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Within<T>(T x) where T : struct, IReal<T> => T.Of(1f) - T.Exp2(x * T.Of(-Log2E));

    /// <summary>Standard normal distribution function (Page 1977, two-term logistic); absolute error below 2e-4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Normal<T>(T z) where T : struct, IReal<T> => Normal(z, out _);

    /// <param name="z">A value.</param>
    /// <param name="density">Slope of the function there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Normal<T>(T z, out T density) where T : struct, IReal<T>
    {
        z = T.Max(T.Min(z, T.Of(6f)), T.Of(-6f));
        T cubic = T.Of(0.1029f) * z * z, odds = T.Exp2(z * (T.Of(-2.302208f) - cubic)), below = T.Of(1f) / (T.Of(1f) + odds);
        density = below * below * odds * (T.Of(1.595769f) + T.Of(2.079442f) * cubic);
        return below;
    }

    /// <summary>The inverse of <see cref="Normal{T}(T)"/>: the value at which it has these log-odds, up to 10 to a thousandth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalAt<T>(T logOdds) where T : struct, IReal<T>
    {
        T z = logOdds * T.Of(0.38f);
        for (int i = 0; i < 3; i++)
        {
            T cubic = T.Of(0.1029f) * z * z;
            z -= (z * (T.Of(2.302208f) + cubic) - logOdds) / (T.Of(2.302208f) + T.Of(3f) * cubic);
        }
        return z;
    }

    /// <summary>Roughly the value of a gamma variable that stands where a normal one has <paramref name="z"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GammaAt<T>(T z, T mean, T variance) where T : struct, IReal<T>
    {
        T third = T.Max(T.Sqrt(T.Max(variance, T.Of(0f))) / mean, T.Of(1e-3f)) * T.Of(1f / 3f);
        T root = T.Max(T.Of(1f) - third * third + z * third, T.Of(0.3f));
        return mean * root * root * root;
    }

    /// <summary>log2(p / (1 − p)), limited to ±<see cref="MaxLogOdds"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogOdds<T>(T probability) where T : struct, IReal<T>
    {
        T small = T.Of(1e-6f);
        return T.Log2(T.Max(probability, small) / T.Max(T.Of(1f) - probability, small));
    }
}
