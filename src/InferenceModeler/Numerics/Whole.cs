using System.Runtime.CompilerServices;

namespace InferenceModeler.Numerics;

/// <summary>Exact arithmetic on whole numbers held in a lane (0 to 2^24), where a rounded division must not decide the result.</summary>
public static class Whole
{
    /// <summary>Quotient rounded up of two whole numbers, the divisor at least 1; exact even where the lane's division is off by an ulp or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T CeilDivide<T>(T dividend, T divisor) where T : struct, IReal<T>
    {
        T zero = T.Of(0f), one = T.Of(1f);
        T quotient = T.Floor(dividend / divisor);
        T rest = dividend - quotient * divisor;
        T floor = T.Where(rest, zero, quotient - one, T.Where(rest, divisor, quotient, quotient + one));
        rest = dividend - floor * divisor;
        return T.Where(zero, rest, floor + one, floor);
    }
}
