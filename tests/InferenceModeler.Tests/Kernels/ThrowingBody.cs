using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Kernels;

/// <summary>A body that no device compiler takes.</summary>
readonly struct ThrowingBody : IBody
{
    public static int RowFields => 1;
    public static int ItemFields => 1;
    public static int Outputs => 1;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        if (row >= 0) throw new InvalidOperationException("not on a device");
        memory.Write(0, row, first, memory.Row(row, 0));
    }
}
