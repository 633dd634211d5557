using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Kernels;

/// <summary>Every lane function once: whole numbers in columns 0 and 1, arithmetic in column 2, powers and logarithms in column 3.</summary>
readonly struct SelfTestBody : IBody
{
    /// <summary>Columns before this one hold whole numbers and must be equal on every device.</summary>
    public const int FirstFloatColumn = 2;

    public static int RowFields => 2;
    public static int ItemFields => 2;
    public static int Outputs => 4;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T rate = memory.Row(row, 0);
        T tile = memory.Row(row, 1);
        for (int item = first; item < first + count; item += T.Lanes)
        {
            T tokens = memory.Item(0, item);
            T bytes = memory.Item(1, item);
            T tiles = Whole.CeilDivide(tokens, tile);
            T steps = T.Of(0f);
            T left = tiles;
            for (int halving = 0; halving < 12; halving++)
            {
                steps = T.Where(T.Of(1f), left, steps + T.Of(1f), steps);
                left = T.Floor(left * T.Of(0.5f));
            }
            T seconds = T.Max(bytes / rate, T.Sqrt(tiles * tile)) + T.Min(bytes, rate);
            memory.Write(0, row, item, tiles);
            memory.Write(1, row, item, steps);
            memory.Write(2, row, item, seconds);
            memory.Write(3, row, item, T.Log2(seconds) + T.Exp2(T.Of(0f) - bytes / (bytes + rate)));
        }
    }
}
