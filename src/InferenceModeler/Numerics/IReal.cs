namespace InferenceModeler.Numerics;

/// <summary>
/// The number type of every equation: one method body is evaluated in <c>float</c> (<see cref="Scalar"/>, the body of every GPU kernel and the
/// reference), in vectors (<see cref="Wide512"/>, <see cref="Wide256"/>), in <c>double</c> (<see cref="Precise"/>, the oracle) and with derivatives
/// (<see cref="Dual{T}"/>).
/// </summary>
/// <remarks>
/// A lane type holds <see cref="Lanes"/> independent values. There is no mask type: <see cref="Where"/> compares and selects at once, and both
/// candidates are always evaluated, so neither may be NaN. Whole numbers up to 2^24 are exact in every lane.
/// </remarks>
public interface IReal<T> where T : struct, IReal<T>
{
    /// <summary>Independent values held: 1, 8 or 16.</summary>
    static abstract int Lanes { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract T Of(float value);

    static abstract T operator +(T left, T right);
    static abstract T operator -(T left, T right);
    static abstract T operator *(T left, T right);
    static abstract T operator /(T left, T right);

    static abstract T Max(T left, T right);
    static abstract T Min(T left, T right);

    /// <summary><paramref name="then"/> where <paramref name="left"/> is less than <paramref name="right"/>, otherwise <paramref name="otherwise"/>.</summary>
    static abstract T Where(T left, T right, T then, T otherwise);

    static abstract T Sqrt(T value);

    /// <summary>The largest whole number not above the value; derivative 0.</summary>
    static abstract T Floor(T value);

    /// <summary>2 to the value, clamped to -126..126; relative error below 3e-7 in float lanes.</summary>
    static abstract T Exp2(T value);

    /// <summary>Base-2 logarithm of a positive normal value; absolute error below 3e-7 or relative error below 3e-7, whichever is larger.</summary>
    static abstract T Log2(T value);

    /// <summary>1 over the cube root of a positive normal value; relative error below 3e-7 in float lanes.</summary>
    static abstract T InverseCubeRoot(T value);

    /// <summary>Reads <see cref="Lanes"/> consecutive values.</summary>
    static abstract unsafe T Load(float* source);

    /// <summary>Writes <see cref="Lanes"/> consecutive values.</summary>
    static abstract unsafe void Store(float* target, T value);
}
