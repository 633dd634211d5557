using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

/// <summary>Scalar = vector, bit for bit, for every function of a lane.</summary>
public class LaneAgreementTests
{
    readonly struct Add : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a + b; }

    readonly struct Subtract : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a - b; }

    readonly struct Multiply : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a * b; }

    readonly struct Divide : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a / b; }

    readonly struct MultiplyAdd : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a * b + c * d - a; }

    readonly struct Max : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Max(a, b); }

    readonly struct Min : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Min(a, b); }

    readonly struct Where : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Where(a, b, c, d); }

    readonly struct Root : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Sqrt(a * a); }

    readonly struct Floor : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Floor(a); }

    readonly struct Power : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Exp2(a); }

    readonly struct Logarithm : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Log2(T.Max(a, T.Of(1e-37f))); }

    readonly struct CubeRoot : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.InverseCubeRoot(T.Max(a, T.Of(1e-37f))); }

    readonly struct CeilDivide : IFunction
    {
        public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> =>
            Whole.CeilDivide(T.Min(T.Floor(T.Max(a, T.Of(0f))), T.Of(1 << 24)), T.Min(T.Floor(T.Max(b, T.Of(1f))), T.Of(1 << 24)));
    }

    static readonly Gen<float> s_number = Gen.OneOf(
        Gen.Float[-130f, 130f],
        Gen.Select(Gen.Double[-30, 30], Gen.Bool, (power, negative) => (float)((negative ? -1 : 1) * Math.Pow(10, power))),
        Gen.Int[-1000, 1000].Select(i => (float)i),
        Gen.OneOf([.. new float[] { 0f, 1f, -1f, 0.5f, 126f, -126f, 16777215f, 16777216f, 1e-37f, 3e38f }.Select(Gen.Const)]));

    static readonly Gen<float[]> s_column = s_number.Array[Lanes.Block * 4];

    static void Agrees<TFunction>() where TFunction : IFunction =>
        Gen.Select(s_column, s_column, s_column, s_column).Sample((a, b, c, d) => Lanes.AssertSameBits<TFunction>(a, b, c, d), iter: 300);

    [Fact]
    public void Addition_agrees() => Agrees<Add>();

    [Fact]
    public void Subtraction_agrees() => Agrees<Subtract>();

    [Fact]
    public void Multiplication_agrees() => Agrees<Multiply>();

    [Fact]
    public void Division_agrees() => Agrees<Divide>();

    [Fact]
    public void A_product_and_a_sum_are_never_fused() => Agrees<MultiplyAdd>();

    [Fact]
    public void Maxima_agree() => Agrees<Max>();

    [Fact]
    public void Minima_agree() => Agrees<Min>();

    [Fact]
    public void Selections_agree() => Agrees<Where>();

    [Fact]
    public void Roots_agree() => Agrees<Root>();

    [Fact]
    public void Floors_agree() => Agrees<Floor>();

    [Fact]
    public void Powers_of_two_agree() => Agrees<Power>();

    [Fact]
    public void Logarithms_agree() => Agrees<Logarithm>();

    [Fact]
    public void Inverse_cube_roots_agree() => Agrees<CubeRoot>();

    [Fact]
    public void Divisions_rounded_up_agree() => Agrees<CeilDivide>();
}
