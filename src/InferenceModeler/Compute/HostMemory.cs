using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Compute;

/// <summary>The host's memory policy: plain pointers into pinned tables and into one chunk of output.</summary>
public readonly unsafe struct HostMemory<T> : IMemory<T> where T : struct, IReal<T>
{
    readonly float* _rows;
    readonly float* _items;
    readonly float* _outputs;
    readonly float* _kept;
    readonly nint _rowFields;
    readonly nint _itemStride;
    readonly nint _columnStride;
    readonly nint _rowStride;

    /// <param name="rows">Row table.</param>
    /// <param name="rowFields">Floats per row.</param>
    /// <param name="items">Item columns.</param>
    /// <param name="itemStride">Floats from column to column.</param>
    /// <param name="outputs">Where row 0, item 0 of column 0 would be written.</param>
    /// <param name="kept">Room for <see cref="IKept{T}.Places"/> vectors.</param>
    /// <param name="columnStride">Floats from output column to output column.</param>
    /// <param name="rowStride">Floats from row to row of one output column.</param>
    public HostMemory(float* rows, int rowFields, float* items, int itemStride, float* outputs, float* kept, nint columnStride, nint rowStride)
    {
        _rows = rows;
        _kept = kept;
        _rowFields = rowFields;
        _items = items;
        _itemStride = itemStride;
        _outputs = outputs;
        _columnStride = columnStride;
        _rowStride = rowStride;
    }

    /// <summary>Stores are floats, which would round what the double lane keeps.</summary>
    public static bool Keeps => typeof(T) != typeof(Precise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep(int place, T value) => T.Store(_kept + place * T.Lanes, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Kept(int place) => T.Load(_kept + place * T.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Row(int row, int field) => T.Of(_rows[row * _rowFields + field]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(int row, int field) => (int)_rows[row * _rowFields + field];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Item(int field, int item) => T.Load(_items + field * _itemStride + item);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int column, int row, int item, T value) => T.Store(_outputs + column * _columnStride + row * _rowStride + item, value);
}
