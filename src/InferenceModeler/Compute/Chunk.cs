namespace InferenceModeler.Compute;

/// <summary>
/// The results of neighbouring rows with neighbouring items, lying where they were computed; valid only during the call that receives it.
/// </summary>
public readonly unsafe ref struct Chunk
{
    readonly float* _values;
    readonly int _columnStride;
    readonly int _rowStride;

    /// <summary>Views results laid out column after column, each column row after row.</summary>
    public Chunk(float* values, int columnStride, int rowStride, int firstRow, int rows, int firstItem, int items)
    {
        _values = values;
        _columnStride = columnStride;
        _rowStride = rowStride;
        FirstRow = firstRow;
        Rows = rows;
        FirstItem = firstItem;
        Items = items;
    }

    public int FirstRow { get; }
    public int Rows { get; }
    public int FirstItem { get; }
    public int Items { get; }

    /// <summary>One output column of one row of the chunk, <paramref name="row"/> counted from 0 in the chunk; padding is left out.</summary>
    public ReadOnlySpan<float> Column(int column, int row) => new(_values + (nint)column * _columnStride + (nint)row * _rowStride, Items);

    /// <summary>One result, row and item counted from 0 in the chunk.</summary>
    public float At(int column, int row, int item) => _values[(nint)column * _columnStride + (nint)row * _rowStride + item];
}
