using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Shows an item's columns as the fields of a row, so that lanes of deployments can be read by what reads one deployment.</summary>
readonly struct ItemAsRow<T, TMemory>(TMemory memory, int item) : IMemory<T>
    where T : struct, IReal<T>
    where TMemory : struct, IMemory<T>
{
    readonly TMemory _memory = memory;
    readonly int _item = item;

    public static bool Keeps => false;

    public void Keep(int place, T value)
    {
    }

    public T Kept(int place) => T.Of(0f);

    public T Row(int row, int field) => _memory.Item(field, _item);

    public int Count(int row, int field) => _memory.Count(row, field);

    public T Item(int field, int item) => _memory.Item(field, item);

    public void Write(int column, int row, int item, T value) => _memory.Write(column, row, item, value);
}
