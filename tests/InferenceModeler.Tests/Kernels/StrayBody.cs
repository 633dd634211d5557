using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Kernels;

/// <summary>A body that writes a column it did not ask for.</summary>
readonly struct StrayBody : IBody
{
    public static int RowFields => 1;
    public static int ItemFields => 1;
    public static int Outputs => 1;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T> =>
        memory.Write(1, row, first, memory.Row(row, 0) + memory.Item(0, first));
}
