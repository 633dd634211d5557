namespace InferenceModeler.Compute;

/// <summary>
/// The work of one run: a table of rows, a table of items, every row evaluated with every item. Immutable and checked: whatever is in it is finite, and
/// the item columns are padded to a whole number of vectors by repeating the last item.
/// </summary>
public sealed unsafe class WorkGrid
{
    /// <summary>Item columns are padded to a multiple of this, the widest lane.</summary>
    public const int LanePadding = 16;

    const int AlignmentBytes = 64;
    const int AlignmentFloats = AlignmentBytes / sizeof(float);

    readonly float[] _rows;
    readonly float[] _items;
    readonly int _itemsOffset;

    WorkGrid(int rowCount, int rowFields, int itemCount, int itemFields)
    {
        RowCount = rowCount;
        RowFields = rowFields;
        ItemCount = itemCount;
        ItemFields = itemFields;
        ItemStride = (itemCount + LanePadding - 1) / LanePadding * LanePadding;
        _rows = GC.AllocateUninitializedArray<float>(checked(rowCount * rowFields), pinned: true);
        _items = GC.AllocateUninitializedArray<float>(checked(ItemStride * itemFields + AlignmentFloats), pinned: true);
        nuint misaligned = (nuint)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_items, 0) % AlignmentBytes;
        _itemsOffset = (int)((AlignmentBytes - misaligned) % AlignmentBytes) / sizeof(float);
    }

    public int RowCount { get; }
    public int RowFields { get; }
    public int ItemCount { get; }
    public int ItemFields { get; }

    /// <summary>Floats from one item column to the next; <see cref="ItemCount"/> padded to whole vectors.</summary>
    public int ItemStride { get; }

    /// <summary>Rows × items.</summary>
    public long Evaluations => (long)RowCount * ItemCount;

    /// <summary>Row after row.</summary>
    public ReadOnlySpan<float> RowTable => _rows;

    /// <summary>Column after column, each <see cref="ItemStride"/> long.</summary>
    public ReadOnlySpan<float> ItemTable => _items.AsSpan(_itemsOffset, ItemStride * ItemFields);

    /// <summary>Floats of a full output of this grid: columns × rows × <see cref="ItemStride"/>.</summary>
    public int OutputLength(int columns) => checked(columns * RowCount * ItemStride);

    /// <summary>Where a result lies in a full output.</summary>
    public int OutputIndex(int column, int row, int item) => (column * RowCount + row) * ItemStride + item;

    /// <summary>Copies and checks the tables of a body.</summary>
    /// <param name="rows">Row after row, each of the body's row fields.</param>
    /// <param name="items">Column after column, each <paramref name="itemCount"/> long.</param>
    /// <param name="itemCount">Items per column.</param>
    /// <exception cref="ArgumentException">A table's length does not match the body, is empty, or holds NaN or an infinity.</exception>
    public static WorkGrid Of<TBody>(ReadOnlySpan<float> rows, ReadOnlySpan<float> items, int itemCount) where TBody : struct, IBody
    {
        string body = typeof(TBody).Name;
        if (rows.Length == 0 || rows.Length % TBody.RowFields != 0)
            throw new ArgumentException($"{body}: a row table of {rows.Length} floats must be a positive multiple of {TBody.RowFields} fields", nameof(rows));
        if (itemCount < 1 || items.Length != (long)itemCount * TBody.ItemFields)
            throw new ArgumentException($"{body}: an item table of {items.Length} floats must be {TBody.ItemFields} columns of {itemCount} ≥ 1", nameof(items));
        int badRow = FirstNotFinite(rows);
        if (badRow >= 0)
            throw new ArgumentException($"{body}: row {badRow / TBody.RowFields}, field {badRow % TBody.RowFields} is {rows[badRow]}: must be finite", nameof(rows));
        int badItem = FirstNotFinite(items);
        if (badItem >= 0)
            throw new ArgumentException($"{body}: item {badItem % itemCount}, field {badItem / itemCount} is {items[badItem]}: must be finite", nameof(items));

        WorkGrid grid = new(rows.Length / TBody.RowFields, TBody.RowFields, itemCount, TBody.ItemFields);
        rows.CopyTo(grid._rows);
        for (int field = 0; field < TBody.ItemFields; field++)
        {
            Span<float> column = grid._items.AsSpan(grid._itemsOffset + field * grid.ItemStride, grid.ItemStride);
            items.Slice(field * itemCount, itemCount).CopyTo(column);
            column[itemCount..].Fill(column[itemCount - 1]);
        }
        return grid;
    }

    /// <summary>One row with one item, to look closer at a reduction's winner.</summary>
    public WorkGrid Cell(int row, int item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)item, (uint)ItemCount, nameof(item));
        WorkGrid cell = new(1, RowFields, 1, ItemFields);
        RowTable.Slice(row * RowFields, RowFields).CopyTo(cell._rows);
        for (int field = 0; field < ItemFields; field++)
            cell._items.AsSpan(cell._itemsOffset + field * LanePadding, LanePadding).Fill(ItemTable[field * ItemStride + item]);
        return cell;
    }

    static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) return i;
        return -1;
    }
}
