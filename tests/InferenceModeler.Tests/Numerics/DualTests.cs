using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

/// <summary>A dual number's slope is the central difference of its value, operator by operator and composed.</summary>
public class DualTests
{
    readonly struct Sum : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => a + b - c * a; }

    readonly struct Quotient : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => (a * b + c) / (a + d); }

    readonly struct Root : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Sqrt(a * b + c); }

    readonly struct Power : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Exp2(a / b) * c; }

    readonly struct CubeRoot : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.InverseCubeRoot(a * b) * c + d; }

    readonly struct Logarithm : IFunction { public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Log2(a * b) + d; }

    readonly struct Roof : IFunction
    {
        public static T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T> => T.Max(a * b, c * d) + T.Min(a, c) + T.Where(a, b, a * a, b * d);
    }

    static readonly Gen<double> s_input = Gen.Double[1, 20];

    static void SlopeIsCentralDifference<TFunction>() where TFunction : IFunction =>
        Gen.Select(s_input, s_input, s_input, s_input).Sample((a, b, c, d) =>
        {
            const double step = 1e-5;
            double At(double x) => TFunction.Of(new Precise(x), new(b), new(c), new(d)).Value;
            double low = At(a - step), high = At(a + step), expected = (high - low) / (2 * step);
            double forward = (high - At(a)) / step, backward = (At(a) - low) / step;
            // A step across a kink has no one slope.
            if (Math.Abs(forward - backward) > 1e-3 * (1 + Math.Abs(expected))) return;

            Dual<Precise> precise = TFunction.Of(Dual<Precise>.Variable(new(a)), new(new(b), new(0)), new(new(c), new(0)), new(new(d), new(0)));
            Assert.Equal(expected, precise.Slope.Value, 1e-5 * (1 + Math.Abs(expected)));

            Dual<Scalar> single = TFunction.Of(Dual<Scalar>.Variable(new((float)a)), Dual<Scalar>.Of((float)b), Dual<Scalar>.Of((float)c), Dual<Scalar>.Of((float)d));
            Assert.Equal(precise.Slope.Value, single.Slope.Value, 1e-4 * (1 + Math.Abs(expected)));
            Assert.Equal(TFunction.Of(new Scalar((float)a), new((float)b), new((float)c), new((float)d)).Value, single.Value.Value);
        }, iter: 2_000);

    [Fact]
    public void Sums_and_products() => SlopeIsCentralDifference<Sum>();

    [Fact]
    public void Quotients() => SlopeIsCentralDifference<Quotient>();

    [Fact]
    public void Roots() => SlopeIsCentralDifference<Root>();

    [Fact]
    public void Powers_of_two() => SlopeIsCentralDifference<Power>();

    [Fact]
    public void Logarithms() => SlopeIsCentralDifference<Logarithm>();

    [Fact]
    public void Inverse_cube_roots() => SlopeIsCentralDifference<CubeRoot>();

    [Fact]
    public void Maxima_minima_and_selections_take_the_slope_of_their_branch() => SlopeIsCentralDifference<Roof>();

    [Fact]
    public void Constants_and_floors_have_no_slope()
    {
        Assert.Equal(0, Dual<Precise>.Of(3).Slope.Value);
        Assert.Equal(0, Dual<Precise>.Floor(Dual<Precise>.Variable(new(2.5))).Slope.Value);
        Assert.Equal(2, Dual<Precise>.Floor(Dual<Precise>.Variable(new(2.5))).Value.Value);
    }

    [Fact]
    public void The_root_at_zero_has_slope_zero() => Assert.Equal(0, Dual<Precise>.Sqrt(Dual<Precise>.Variable(new(0))).Slope.Value);
}
