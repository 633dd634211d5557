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
    public static T Normal<T>(T z) where T : struct, IReal<T>
    {
        z = T.Max(T.Min(z, T.Of(6f)), T.Of(-6f));
        return T.Of(1f) / (T.Of(1f) + T.Exp2(z * (T.Of(-2.302208f) - T.Of(0.1029f) * z * z)));
    }

    /// <summary>Roughly the value at which the distribution function of a gamma variable has these log-odds, and the log-odds that a doubling gains there.</summary>
    public static T GammaAt<T>(T logOdds, T mean, T variance, out T slope) where T : struct, IReal<T>
    {
        T linear = T.Of(2.302208f), cubic = T.Of(0.1029f), z = logOdds * T.Of(0.38f);
        for (int i = 0; i < 2; i++) z -= (z * (linear + cubic * z * z) - logOdds) / (linear + T.Of(3f) * cubic * z * z);
        T third = T.Max(T.Sqrt(T.Max(variance, T.Of(0f))) / mean, T.Of(1e-3f)) * T.Of(1f / 3f);
        T root = T.Max(T.Of(1f) - third * third + z * third, T.Of(0.3f));
        slope = T.Max(T.Min((linear + T.Of(3f) * cubic * z * z) * root / third * T.Of(0.231049f), T.Of(200f)), T.Of(0.5f));
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
