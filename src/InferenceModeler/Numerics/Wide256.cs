using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceModeler.Numerics;

/// <summary>Eight floats in one vector: the host backend where 512-bit vectors are not fast.</summary>
public readonly struct Wide256 : IReal<Wide256>
{
    public readonly Vector256<float> Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Wide256(Vector256<float> value) => Value = value;

    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Of(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator +(Wide256 left, Wide256 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator -(Wide256 left, Wide256 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator *(Wide256 left, Wide256 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 operator /(Wide256 left, Wide256 right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Max(Wide256 left, Wide256 right) => new(Vector256.MaxNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Min(Wide256 left, Wide256 right) => new(Vector256.MinNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Where(Wide256 left, Wide256 right, Wide256 then, Wide256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(left.Value, right.Value), then.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Sqrt(Wide256 value) => new(Vector256.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Floor(Wide256 value) => new(Vector256.Floor(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Exp2(Wide256 value)
    {
        Vector256<float> limited = Vector256.MinNative(value.Value, Vector256.Create(Polynomials.MaxExponent));
        limited = Vector256.MaxNative(limited, Vector256.Create(-Polynomials.MaxExponent));
        Vector256<float> whole = Vector256.Floor(limited + Vector256.Create(0.5f));
        Vector256<float> f = limited - whole;
        Vector256<float> q = f * f;
        Vector256<float> p = Vector256.Create(Polynomials.Exp6) * q + (Vector256.Create(Polynomials.Exp5) * f + Vector256.Create(Polynomials.Exp4));
        p = p * q + (Vector256.Create(Polynomials.Exp3) * f + Vector256.Create(Polynomials.Exp2));
        p = p * q + (Vector256.Create(Polynomials.Exp1) * f + Vector256<float>.One);
        Vector256<int> bits = Vector256.ShiftLeft(Vector256.ConvertToInt32Native(whole), Polynomials.MantissaBits) + Vector256.Create(Polynomials.OneBits);
        return new(p * bits.AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 Log2(Wide256 value)
    {
        Vector256<int> offset = value.Value.AsInt32() - Vector256.Create(Polynomials.HalfRootBits);
        Vector256<float> exponent = Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(offset, Polynomials.MantissaBits));
        Vector256<float> m = ((offset & Vector256.Create(Polynomials.MantissaMask)) + Vector256.Create(Polynomials.HalfRootBits)).AsSingle();
        Vector256<float> s = (m - Vector256<float>.One) / (m + Vector256<float>.One);
        Vector256<float> q = s * s;
        Vector256<float> r = q * q;
        Vector256<float> p = Vector256.Create(Polynomials.Log9) * r + (Vector256.Create(Polynomials.Log7) * q + Vector256.Create(Polynomials.Log5));
        p = p * r + (Vector256.Create(Polynomials.Log3) * q + Vector256.Create(Polynomials.Log1));
        return new(p * s + exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide256 InverseCubeRoot(Wide256 value)
    {
        Vector256<float> x = value.Value;
        Vector256<float> third = Vector256.Create(1f / 3f);
        Vector256<float> start = Vector256.Create(Polynomials.CubeRootStart) - Vector256.ConvertToSingle(x.AsInt32()) * third;
        Vector256<float> y = Vector256.ConvertToInt32Native(start).AsSingle();
        Vector256<float> c = x * y * (y * y);
        y *= Vector256.Create(Polynomials.CubeRoot0) - c * (Vector256.Create(Polynomials.CubeRoot1) - Vector256.Create(Polynomials.CubeRoot2) * c);
        return new(y + y * ((Vector256<float>.One - x * y * (y * y)) * third));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Wide256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(float* target, Wide256 value) => value.Value.Store(target);
}
