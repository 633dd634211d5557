using InferenceModeler.Numerics;

namespace InferenceModeler.Compute;

/// <summary>
/// Where a body reads and writes: pointers on the host, device views in a kernel. Work is a grid of rows × items: a row's fields are the same for every
/// lane, an item's fields lie one column per field so that neighbouring lanes read neighbouring words.
/// </summary>
public interface IMemory<T> : IKept<T> where T : struct, IReal<T>
{
    /// <summary>A field of a row, the same in every lane.</summary>
    T Row(int row, int field);

    /// <summary>A field of a row that holds a count: the same trips round a loop for every lane.</summary>
    int Count(int row, int field);

    /// <summary>A field of the items <paramref name="item"/> … <paramref name="item"/> + lanes − 1.</summary>
    T Item(int field, int item);

    /// <summary>Writes one output column of the same items.</summary>
    void Write(int column, int row, int item, T value);
}
