using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

/// <summary>Evaluates one function of up to four numbers in any lane.</summary>
interface IFunction
{
    static abstract T Of<T>(T a, T b, T c, T d) where T : struct, IReal<T>;
}

static unsafe class Lanes
{
    /// <summary>The widest lane; inputs come in blocks of it.</summary>
    public const int Block = 16;

    /// <summary>Applies the function to every four numbers of equal position.</summary>
    public static float[] Evaluate<TFunction, T>(float[] a, float[] b, float[] c, float[] d)
        where TFunction : IFunction
        where T : struct, IReal<T>
    {
        float[] results = new float[a.Length];
        fixed (float* pa = a, pb = b, pc = c, pd = d, target = results)
            for (int i = 0; i < a.Length; i += T.Lanes)
                T.Store(target + i, TFunction.Of(T.Load(pa + i), T.Load(pb + i), T.Load(pc + i), T.Load(pd + i)));
        return results;
    }

    /// <summary>Asserts that every float lane gives the scalar lane's bits.</summary>
    public static void AssertSameBits<TFunction>(float[] a, float[] b, float[] c, float[] d) where TFunction : IFunction
    {
        int[] scalar = Bits(Evaluate<TFunction, Scalar>(a, b, c, d));
        Assert.Equal(scalar, Bits(Evaluate<TFunction, Wide256>(a, b, c, d)));
        Assert.Equal(scalar, Bits(Evaluate<TFunction, Wide512>(a, b, c, d)));
    }

    static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
