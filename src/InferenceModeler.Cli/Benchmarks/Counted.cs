using InferenceModeler.Numerics;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>
/// A lane that counts what it does: an addition, multiplication, division, root, rounding, comparison with its choice each as one operation; <c>Exp2</c>,
/// <c>Log2</c> and <c>InverseCubeRoot</c> as the operations of their polynomials. Values are those of <see cref="Scalar"/>.
/// </summary>
readonly struct Counted(Scalar value) : IReal<Counted>
{
    // A clamp of two, a floor, an addition, a subtraction, a polynomial in pairs, a scaling; counted in Scalar.
    const int Exp2Operations = 19, Log2Operations = 16, InverseCubeRootOperations = 19;

    [ThreadStatic]
    static long s_operations;

    readonly Scalar _value = value;

    /// <summary>Operations of this thread since it started.</summary>
    public static long Operations => s_operations;

    public static int Lanes => 1;

    public static Counted Of(float value) => new(Scalar.Of(value));

    public static Counted operator +(Counted left, Counted right) => Done(left._value + right._value);

    public static Counted operator -(Counted left, Counted right) => Done(left._value - right._value);

    public static Counted operator *(Counted left, Counted right) => Done(left._value * right._value);

    public static Counted operator /(Counted left, Counted right) => Done(left._value / right._value);

    public static Counted Max(Counted left, Counted right) => Done(Scalar.Max(left._value, right._value));

    public static Counted Min(Counted left, Counted right) => Done(Scalar.Min(left._value, right._value));

    public static Counted Where(Counted left, Counted right, Counted then, Counted otherwise) => Done(Scalar.Where(left._value, right._value, then._value, otherwise._value));

    public static Counted Sqrt(Counted value) => Done(Scalar.Sqrt(value._value));

    public static Counted Floor(Counted value) => Done(Scalar.Floor(value._value));

    public static Counted Exp2(Counted value) => Done(Scalar.Exp2(value._value), Exp2Operations);

    public static Counted Log2(Counted value) => Done(Scalar.Log2(value._value), Log2Operations);

    public static Counted InverseCubeRoot(Counted value) => Done(Scalar.InverseCubeRoot(value._value), InverseCubeRootOperations);

    public static unsafe Counted Load(float* source) => new(Scalar.Load(source));

    public static unsafe void Store(float* target, Counted value) => Scalar.Store(target, value._value);

    static Counted Done(Scalar value, int operations = 1)
    {
        s_operations += operations;
        return new(value);
    }
}
