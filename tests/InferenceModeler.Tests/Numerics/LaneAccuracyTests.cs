using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

/// <summary>What the lanes' own functions promise, against doubles and whole numbers.</summary>
public class LaneAccuracyTests
{
    [Fact]
    public void A_power_of_two_is_within_the_stated_relative_error() => Gen.Float[-126f, 126f].Sample(x =>
    {
        double exact = Math.Pow(2, x);
        Assert.Equal(exact, Scalar.Exp2(new(x)).Value, 3e-7 * exact);
    }, iter: 20_000);

    [Fact]
    public void Powers_beyond_the_range_are_those_at_its_ends()
    {
        Assert.Equal(Scalar.Exp2(new(126f)).Value, Scalar.Exp2(new(1e30f)).Value);
        Assert.Equal(Scalar.Exp2(new(-126f)).Value, Scalar.Exp2(new(-1e30f)).Value);
        Assert.Equal(Math.Pow(2, 126), Precise.Exp2(new(1e30)).Value);
    }

    [Fact]
    public void Whole_powers_of_two_are_exact() => Gen.Int[-126, 126].Sample(x => Assert.Equal(Math.Pow(2, x), Scalar.Exp2(new(x)).Value), iter: 1_000);

    [Fact]
    public void A_logarithm_is_within_the_stated_error() =>
        Gen.OneOf(Gen.Float[1e-37f, 1e-30f], Gen.Double[-125, 127].Select(x => (float)Math.Pow(2, x)), Gen.Float[0.9f, 1.1f]).Sample(x =>
        {
            double exact = Math.Log2(x);
            Assert.Equal(exact, Scalar.Log2(new(x)).Value, Math.Max(3e-7, 3e-7 * Math.Abs(exact)));
        }, iter: 20_000);

    [Fact]
    public void An_inverse_cube_root_is_within_the_stated_relative_error() => Gen.Double[-126, 127].Sample(octave =>
    {
        float x = (float)Math.Pow(2, octave);
        double exact = 1 / Math.Cbrt(x);
        Assert.Equal(exact, Scalar.InverseCubeRoot(new(x)).Value, 3e-7 * exact);
    }, iter: 20_000);

    static readonly Gen<int> s_whole = Gen.OneOf(
        Gen.Int[0, 1 << 24],
        Gen.Int[0, 4096],
        Gen.Select(Gen.Int[0, 24], Gen.Int[-1, 1], (power, near) => Math.Clamp((1 << power) + near, 0, 1 << 24)));

    static void AssertExact(int dividend, int divisor)
    {
        long expected = ((long)dividend + divisor - 1) / divisor;
        Assert.Equal(expected, Whole.CeilDivide(new Scalar(dividend), new Scalar(divisor)).Value);
        Assert.Equal(expected, Whole.CeilDivide(new Precise(dividend), new Precise(divisor)).Value);
    }

    [Fact]
    public void A_division_rounded_up_is_exact() =>
        Gen.Select(s_whole, s_whole).Sample((dividend, divisor) => AssertExact(dividend, Math.Max(1, divisor)), iter: 100_000);

    [Fact]
    public void A_division_rounded_up_is_exact_beside_every_multiple() =>
        Gen.Select(Gen.Int[1, 4096], Gen.Int[0, 4096], Gen.Int[-1, 1]).Sample(
            (divisor, times, near) => AssertExact(Math.Clamp(divisor * times + near, 0, 1 << 24), divisor), iter: 100_000);

    [Fact]
    public void Every_small_division_rounded_up_is_exact()
    {
        for (int dividend = 0; dividend <= 300; dividend++)
            for (int divisor = 1; divisor <= 300; divisor++) AssertExact(dividend, divisor);
    }
}
