using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InferenceModeler.Numerics;

/// <summary>Sixteen floats in one vector: the host backend where the processor has 512-bit vectors.</summary>
public readonly struct Wide512 : IReal<Wide512>
{
    public readonly Vector512<float> Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Wide512(Vector512<float> value) => Value = value;

    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Of(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator +(Wide512 left, Wide512 right) => new(left.Value + right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator -(Wide512 left, Wide512 right) => new(left.Value - right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator *(Wide512 left, Wide512 right) => new(left.Value * right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 operator /(Wide512 left, Wide512 right) => new(left.Value / right.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Max(Wide512 left, Wide512 right) => new(Vector512.MaxNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Min(Wide512 left, Wide512 right) => new(Vector512.MinNative(left.Value, right.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Where(Wide512 left, Wide512 right, Wide512 then, Wide512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(left.Value, right.Value), then.Value, otherwise.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Sqrt(Wide512 value) => new(Vector512.Sqrt(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Floor(Wide512 value) => new(Vector512.Floor(value.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Exp2(Wide512 value)
    {
        Vector512<float> limited = Vector512.MinNative(value.Value, Vector512.Create(Polynomials.MaxExponent));
        limited = Vector512.MaxNative(limited, Vector512.Create(-Polynomials.MaxExponent));
        Vector512<float> whole = Vector512.Floor(limited + Vector512.Create(0.5f));
        Vector512<float> f = limited - whole;
        Vector512<float> q = f * f;
        Vector512<float> p = Vector512.Create(Polynomials.Exp6) * q + (Vector512.Create(Polynomials.Exp5) * f + Vector512.Create(Polynomials.Exp4));
        p = p * q + (Vector512.Create(Polynomials.Exp3) * f + Vector512.Create(Polynomials.Exp2));
        p = p * q + (Vector512.Create(Polynomials.Exp1) * f + Vector512<float>.One);
        Vector512<int> bits = Vector512.ShiftLeft(Vector512.ConvertToInt32Native(whole), Polynomials.MantissaBits) + Vector512.Create(Polynomials.OneBits);
        return new(p * bits.AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 Log2(Wide512 value)
    {
        Vector512<int> offset = value.Value.AsInt32() - Vector512.Create(Polynomials.HalfRootBits);
        Vector512<float> exponent = Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(offset, Polynomials.MantissaBits));
        Vector512<float> m = ((offset & Vector512.Create(Polynomials.MantissaMask)) + Vector512.Create(Polynomials.HalfRootBits)).AsSingle();
        Vector512<float> s = (m - Vector512<float>.One) / (m + Vector512<float>.One);
        Vector512<float> q = s * s;
        Vector512<float> r = q * q;
        Vector512<float> p = Vector512.Create(Polynomials.Log9) * r + (Vector512.Create(Polynomials.Log7) * q + Vector512.Create(Polynomials.Log5));
        p = p * r + (Vector512.Create(Polynomials.Log3) * q + Vector512.Create(Polynomials.Log1));
        return new(p * s + exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Wide512 InverseCubeRoot(Wide512 value)
    {
        Vector512<float> x = value.Value;
        Vector512<float> third = Vector512.Create(1f / 3f);
        Vector512<float> start = Vector512.Create(Polynomials.CubeRootStart) - Vector512.ConvertToSingle(x.AsInt32()) * third;
        Vector512<float> y = Vector512.ConvertToInt32Native(start).AsSingle();
        Vector512<float> c = x * y * (y * y);
        y *= Vector512.Create(Polynomials.CubeRoot0) - c * (Vector512.Create(Polynomials.CubeRoot1) - Vector512.Create(Polynomials.CubeRoot2) * c);
        return new(y + y * ((Vector512<float>.One - x * y * (y * y)) * third));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Wide512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(float* target, Wide512 value) => value.Value.Store(target);
}
