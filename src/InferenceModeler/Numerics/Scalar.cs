using System.Runtime.CompilerServices;

namespace InferenceModeler.Numerics;

/// <summary>One <c>float</c>: the reference lane and the body of every GPU kernel.</summary>
public readonly struct Scalar : IReal<Scalar>
{
    public readonly float Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scalar(float value) => Value = value;

    public static int Lanes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Of(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator +(Scalar left, Scalar right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator -(Scalar left, Scalar right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator *(Scalar left, Scalar right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator /(Scalar left, Scalar right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Max(Scalar left, Scalar right) => new(left.Value > right.Value ? left.Value : right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Min(Scalar left, Scalar right) => new(left.Value < right.Value ? left.Value : right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Where(Scalar left, Scalar right, Scalar then, Scalar otherwise) =>
        new(left.Value < right.Value ? then.Value : otherwise.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Sqrt(Scalar value) => new(MathF.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Floor(Scalar value) => new(MathF.Floor(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Exp2(Scalar value)
    {
        float limited = value.Value < Polynomials.MaxExponent ? value.Value : Polynomials.MaxExponent;
        limited = limited > -Polynomials.MaxExponent ? limited : -Polynomials.MaxExponent;
        float whole = MathF.Floor(limited + 0.5f);
        float f = limited - whole;
        float q = f * f;
        float p = Polynomials.Exp6 * q + (Polynomials.Exp5 * f + Polynomials.Exp4);
        p = p * q + (Polynomials.Exp3 * f + Polynomials.Exp2);
        p = p * q + (Polynomials.Exp1 * f + 1f);
        return new(p * BitConverter.Int32BitsToSingle(((int)whole << Polynomials.MantissaBits) + Polynomials.OneBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar Log2(Scalar value)
    {
        int offset = BitConverter.SingleToInt32Bits(value.Value) - Polynomials.HalfRootBits;
        int exponent = offset >> Polynomials.MantissaBits;
        float m = BitConverter.Int32BitsToSingle((offset & Polynomials.MantissaMask) + Polynomials.HalfRootBits);
        float s = (m - 1f) / (m + 1f);
        float q = s * s;
        float r = q * q;
        float p = Polynomials.Log9 * r + (Polynomials.Log7 * q + Polynomials.Log5);
        p = p * r + (Polynomials.Log3 * q + Polynomials.Log1);
        return new(p * s + exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar InverseCubeRoot(Scalar value)
    {
        float x = value.Value;
        float y = BitConverter.Int32BitsToSingle((int)(Polynomials.CubeRootStart - BitConverter.SingleToInt32Bits(x) * (1f / 3f)));
        float c = x * y * (y * y);
        y *= Polynomials.CubeRoot0 - c * (Polynomials.CubeRoot1 - Polynomials.CubeRoot2 * c);
        return new(y + y * ((1f - x * y * (y * y)) * (1f / 3f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Scalar Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(float* target, Scalar value) => *target = value.Value;
}
