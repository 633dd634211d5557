using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Compute;

/// <summary>A small roofline with every lane function in it, to try backends with: seconds, its logarithm, and a flag that it fits.</summary>
readonly struct ToyBody : IBody
{
    public static int RowFields => 3;
    public static int ItemFields => 2;
    public static int Outputs => 3;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T bandwidth = memory.Row(row, 0);
        T peak = memory.Row(row, 1);
        T limit = memory.Row(row, 2);
        for (int item = first; item < first + count; item += T.Lanes)
        {
            T work = memory.Item(0, item);
            T bytes = memory.Item(1, item);
            T tiles = Whole.CeilDivide(T.Floor(work), T.Of(16f));
            T seconds = T.Max(tiles / peak, bytes / bandwidth) + T.Sqrt(work) * T.Exp2(T.Of(0f) - bytes / peak);
            memory.Write(0, row, item, seconds);
            memory.Write(1, row, item, T.Log2(T.Of(1f) + seconds));
            memory.Write(2, row, item, T.Where(seconds, limit, T.Of(1f), T.Of(0f)));
        }
    }

    /// <summary>A grid drawn from a seed.</summary>
    public static WorkGrid Grid(int rows, int items, int seed)
    {
        Random random = new(seed);
        float[] rowTable = [.. Enumerable.Range(0, rows * RowFields).Select(_ => 1f + 99f * random.NextSingle())];
        float[] itemTable = [.. Enumerable.Range(0, items * ItemFields).Select(_ => 1f + 999f * random.NextSingle())];
        return WorkGrid.Of<ToyBody>(rowTable, itemTable, items);
    }
}
