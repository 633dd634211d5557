namespace InferenceModeler.Numerics;

/// <summary>One <c>double</c>: the oracle that bounds the rounding error of the float lanes.</summary>
public readonly struct Precise(double value) : IReal<Precise>
{
    public readonly double Value = value;

    public static int Lanes => 1;

    public static Precise Of(float value) => new(value);

    public static Precise operator +(Precise left, Precise right) => new(left.Value + right.Value);

    public static Precise operator -(Precise left, Precise right) => new(left.Value - right.Value);

    public static Precise operator *(Precise left, Precise right) => new(left.Value * right.Value);

    public static Precise operator /(Precise left, Precise right) => new(left.Value / right.Value);

    public static Precise Max(Precise left, Precise right) => left.Value > right.Value ? left : right;

    public static Precise Min(Precise left, Precise right) => left.Value < right.Value ? left : right;

    public static Precise Where(Precise left, Precise right, Precise then, Precise otherwise) => left.Value < right.Value ? then : otherwise;

    public static Precise Sqrt(Precise value) => new(Math.Sqrt(value.Value));

    public static Precise Floor(Precise value) => new(Math.Floor(value.Value));

    public static Precise Exp2(Precise value) => new(Math.Pow(2, Math.Clamp(value.Value, -Polynomials.MaxExponent, Polynomials.MaxExponent)));

    public static Precise Log2(Precise value) => new(Math.Log2(value.Value));

    public static Precise InverseCubeRoot(Precise value) => new(1 / Math.Cbrt(value.Value));

    public static unsafe Precise Load(float* source) => new(*source);

    public static unsafe void Store(float* target, Precise value) => *target = (float)value.Value;
}
