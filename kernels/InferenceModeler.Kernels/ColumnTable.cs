using ILGPU;
using ILGPU.Runtime;

namespace InferenceModeler.Kernels;

/// <summary>A table on the device with a column per queue, row by row; it gets further rows when a queue needs them.</summary>
sealed class ColumnTable<T>(Accelerator accelerator, DeviceMemory memory) : IDisposable where T : unmanaged
{
    readonly GrowingBuffer<T> _packed = new(memory);
    readonly GrowingBuffer<int> _places = new(memory);
    readonly List<T> _values = [];
    readonly List<int> _at = [];
    MemoryBuffer1D<T, Stride1D.Dense>? _buffer;
    Action<Index1D, ArrayView<T>, ArrayView<int>, ArrayView<T>>? _scatter, _gather;
    int _columns;

    public int Rows { get; private set; }

    public ArrayView<T> View => _buffer!.View.BaseView.SubView(0, (long)Rows * _columns);

    /// <summary>Forgets what it holds.</summary>
    public void Begin(int columns, int rows)
    {
        (_columns, Rows) = (columns, 0);
        Have(Math.Max(rows, 1));
    }

    /// <summary>New rows hold anything.</summary>
    public void Have(int rows)
    {
        if (rows <= Rows) return;
        rows = Math.Max(rows, Rows + Rows / 2);
        long length = (long)rows * _columns, before = (long)Rows * _columns;
        if (length > int.MaxValue) throw new InputException($"{rows} rows of {_columns} queues are more than a device table holds: simulate fewer requests per queue, or use --device host");
        if (_buffer is null || _buffer.Length < length)
        {
            if (before == 0) Free();
            MemoryBuffer1D<T, Stride1D.Dense> wider = memory.Allocate<T>(length);
            if (before > 0) _buffer!.View.BaseView.SubView(0, before).CopyTo(accelerator.DefaultStream, wider.View.BaseView.SubView(0, before));
            accelerator.DefaultStream.Synchronize();
            Free();
            _buffer = wider;
        }
        Rows = rows;
    }

    /// <summary>Lets the next <see cref="Write"/> put a value there.</summary>
    public void Set(int row, int column, T value)
    {
        _values.Add(value);
        _at.Add(row * _columns + column);
    }

    public void Write()
    {
        if (_at.Count == 0) return;
        (ArrayView<T> packed, ArrayView<int> places) = Upload();
        packed.CopyFromCPU(accelerator.DefaultStream, _values.ToArray());
        _scatter ??= accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<T>, ArrayView<int>, ArrayView<T>>(ServingKernels.Scatter);
        _scatter(_at.Count, packed, places, View);
        accelerator.DefaultStream.Synchronize();
        _values.Clear();
        _at.Clear();
    }

    /// <summary>Lets the next <see cref="Read"/> bring a stretch of a column.</summary>
    public void Want(int firstRow, int rows, int column)
    {
        for (int row = firstRow; row < firstRow + rows; row++) _at.Add(row * _columns + column);
    }

    /// <summary>What was wanted, in that order.</summary>
    public T[] Read()
    {
        T[] values = new T[_at.Count];
        if (values.Length == 0) return values;
        (ArrayView<T> packed, ArrayView<int> places) = Upload();
        _gather ??= accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<T>, ArrayView<int>, ArrayView<T>>(ServingKernels.Gather);
        _gather(_at.Count, packed, places, View);
        packed.CopyToCPU(accelerator.DefaultStream, values);
        accelerator.DefaultStream.Synchronize();
        _at.Clear();
        return values;
    }

    public void Dispose()
    {
        _packed.Dispose();
        _places.Dispose();
        Free();
    }

    void Free()
    {
        if (_buffer is not null) memory.Free(_buffer);
        _buffer = null;
    }

    (ArrayView<T> Packed, ArrayView<int> Places) Upload()
    {
        ArrayView<int> places = _places.View(_at.Count);
        places.CopyFromCPU(accelerator.DefaultStream, _at.ToArray());
        return (_packed.View(_at.Count), places);
    }
}
