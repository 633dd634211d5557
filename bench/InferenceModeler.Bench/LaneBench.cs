using BenchmarkDotNet.Attributes;
using InferenceModeler.Numerics;

namespace InferenceModeler.Bench;

/// <summary>What does each lane function cost per value, and how much do vectors gain over one float at a time?</summary>
[ShortRunJob]
public unsafe class LaneBench
{
    /// <summary>16 KiB per column: in the first-level cache, so that arithmetic is measured and not memory.</summary>
    const int Values = 4096;

    readonly float[] _left = new float[Values];
    readonly float[] _right = new float[Values];
    readonly float[] _results = new float[Values];

    [Params("Scalar", "Wide256", "Wide512")]
    public string Lane { get; set; } = "Scalar";

    [GlobalSetup]
    public void Fill()
    {
        Random random = new(1);
        for (int i = 0; i < Values; i++)
        {
            _left[i] = 1 + 100 * random.NextSingle();
            _right[i] = 1 + 10 * random.NextSingle();
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Values)]
    public float Multiply() => Run<Product>();

    [Benchmark(OperationsPerInvoke = Values)]
    public float Divide() => Run<Quotient>();

    [Benchmark(OperationsPerInvoke = Values)]
    public float Sqrt() => Run<Root>();

    [Benchmark(OperationsPerInvoke = Values)]
    public float Exp2() => Run<Power>();

    [Benchmark(OperationsPerInvoke = Values)]
    public float Log2() => Run<Logarithm>();

    [Benchmark(OperationsPerInvoke = Values)]
    public float CeilDivide() => Run<RoundedUp>();

    float Run<TFunction>() where TFunction : struct, IFunction
    {
        switch (Lane)
        {
            case "Wide512": Loop<TFunction, Wide512>(); break;
            case "Wide256": Loop<TFunction, Wide256>(); break;
            default: Loop<TFunction, Scalar>(); break;
        }
        return _results[^1];
    }

    void Loop<TFunction, T>() where TFunction : struct, IFunction where T : struct, IReal<T>
    {
        fixed (float* left = _left, right = _right, results = _results)
            for (int i = 0; i < Values; i += T.Lanes) T.Store(results + i, TFunction.Of(T.Load(left + i), T.Load(right + i)));
    }

    interface IFunction
    {
        static abstract T Of<T>(T left, T right) where T : struct, IReal<T>;
    }

    readonly struct Product : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => left * right; }

    readonly struct Quotient : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => left / right; }

    readonly struct Root : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => T.Sqrt(left); }

    readonly struct Power : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => T.Exp2(right); }

    readonly struct Logarithm : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => T.Log2(left); }

    readonly struct RoundedUp : IFunction { public static T Of<T>(T left, T right) where T : struct, IReal<T> => Whole.CeilDivide(T.Floor(left), T.Floor(right)); }
}
