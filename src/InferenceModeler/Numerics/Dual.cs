using System.Runtime.CompilerServices;

namespace InferenceModeler.Numerics;

/// <summary>
/// A value and its derivative with respect to one chosen input (forward-mode differentiation). Seed the input with <see cref="Variable"/>, everything
/// else with <see cref="Of"/>. At a kink the derivative is that of the branch taken; discrete choices are held fixed.
/// </summary>
public readonly struct Dual<T> : IReal<Dual<T>> where T : struct, IReal<T>
{
    public readonly T Value;
    public readonly T Slope;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Dual(T value, T slope)
    {
        Value = value;
        Slope = slope;
    }

    public static int Lanes => T.Lanes;

    /// <summary>The input that is differentiated by: slope 1.</summary>
    public static Dual<T> Variable(T value) => new(value, T.Of(1f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Of(float value) => new(T.Of(value), T.Of(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> operator +(Dual<T> left, Dual<T> right) => new(left.Value + right.Value, left.Slope + right.Slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> operator -(Dual<T> left, Dual<T> right) => new(left.Value - right.Value, left.Slope - right.Slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> operator *(Dual<T> left, Dual<T> right) =>
        new(left.Value * right.Value, left.Slope * right.Value + left.Value * right.Slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> operator /(Dual<T> left, Dual<T> right)
    {
        T quotient = left.Value / right.Value;
        return new(quotient, (left.Slope - quotient * right.Slope) / right.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Max(Dual<T> left, Dual<T> right) => Where(right, left, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Min(Dual<T> left, Dual<T> right) => Where(left, right, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Where(Dual<T> left, Dual<T> right, Dual<T> then, Dual<T> otherwise) =>
        new(T.Where(left.Value, right.Value, then.Value, otherwise.Value), T.Where(left.Value, right.Value, then.Slope, otherwise.Slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Sqrt(Dual<T> value)
    {
        T root = T.Sqrt(value.Value);
        // At 0 the slope is infinite; the equations only take roots of sums of squares, whose slope there is 0.
        return new(root, T.Where(T.Of(0f), root, value.Slope / (T.Max(root, T.Of(1e-30f)) * T.Of(2f)), T.Of(0f)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Floor(Dual<T> value) => new(T.Floor(value.Value), T.Of(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Exp2(Dual<T> value)
    {
        T power = T.Exp2(value.Value);
        return new(power, power * value.Slope * T.Of(0.693147182f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> Log2(Dual<T> value) => new(T.Log2(value.Value), value.Slope * T.Of(1.44269502f) / value.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Dual<T> InverseCubeRoot(Dual<T> value)
    {
        T root = T.InverseCubeRoot(value.Value);
        return new(root, root * value.Slope * T.Of(-1f / 3f) / value.Value);
    }

    public static unsafe Dual<T> Load(float* source) => new(T.Load(source), T.Of(0f));

    public static unsafe void Store(float* target, Dual<T> value) => T.Store(target, value.Value);
}
