using BenchmarkDotNet.Attributes;
using InferenceModeler.Numerics;

namespace InferenceModeler.Bench;

/// <summary>What does each lane function cost per value, and how much do vectors gain over one float at a time?</summary>
[Config(typeof(InThisProcess))]
public unsafe class LaneBench
{
    /// <summary>16 KiB per column: in the first-level cache, so that arithmetic is measured and not memory.</summary>
    const int Values = 4096;

    readonly float[] _left = new float[Values];
    readonly float[] _right = new float[Values];
    readonly float[] _results = new float[Values];

    /// <summary>Repeats, so that one measurement takes milliseconds.</summary>
    const int Repeats = 1000;

    [Params("Multiply", "Divide", "Sqrt", "Exp2", "Log2", "CeilDivide")]
    public string Function { get; set; } = "Multiply";

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

    [Benchmark(Baseline = true, OperationsPerInvoke = Values * Repeats)]
    public float Scalar() => Run<Scalar>();

    [Benchmark(OperationsPerInvoke = Values * Repeats)]
    public float Wide256() => Run<Wide256>();

    [Benchmark(OperationsPerInvoke = Values * Repeats)]
    public float Wide512() => Run<Wide512>();

    float Run<T>() where T : struct, IReal<T>
    {
        switch (Function)
        {
            case "Multiply": Loop<Product, T>(); break;
            case "Divide": Loop<Quotient, T>(); break;
            case "Sqrt": Loop<Root, T>(); break;
            case "Exp2": Loop<Power, T>(); break;
            case "Log2": Loop<Logarithm, T>(); break;
            default: Loop<RoundedUp, T>(); break;
        }
        return _results[^1];
    }

    void Loop<TFunction, T>() where TFunction : struct, IFunction where T : struct, IReal<T>
    {
        fixed (float* left = _left, right = _right, results = _results)
            for (int repeat = 0; repeat < Repeats; repeat++)
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
