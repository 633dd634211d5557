using ILGPU;
using ILGPU.Runtime;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>Runs a <see cref="Sieve"/> on the results of launches, and brings home what is left.</summary>
sealed class DeviceSieve(Accelerator accelerator, DeviceMemory memory) : IDisposable
{
    /// <summary>One result in so many may be kept of a launch; where more are, all of them come home.</summary>
    const int KeptFraction = 4;

    const int FewestKept = 4096;

    /// <summary>A table of counts comes home before a cell could overflow.</summary>
    const long MostCounted = 1 << 30;

    readonly GrowingBuffer<int> _groups = new(memory), _table = new(memory), _limits = new(memory), _counts = new(memory), _places = new(memory);
    readonly GrowingBuffer<float> _factors = new(memory), _keptResults = new(memory);
    Action<Index1D, SieveViews, SieveExtent>? _enter, _limit, _gather;
    Sieve _sieve = null!;
    int[] _start = [], _countsHere = [], _placesHere = [], _cells = [];
    float[] _keptHere = [];
    int _rows, _columns;
    long _counted;

    AcceleratorStream Stream => accelerator.DefaultStream;

    /// <summary>Device memory that a sieve needs beside a launch's results.</summary>
    public static long Bytes(Sieve sieve) => sizeof(int) * (2 * sieve.Cells + sieve.RowBase.Length + sieve.ItemClass.Length);

    public void Begin(Sieve sieve, int columns)
    {
        (_sieve, _rows, _columns, _counted) = (sieve, sieve.RowBase.Length, columns, 0);
        _enter ??= IlgpuRepairs.LoadWithAtomics<SieveViews, SieveExtent>(accelerator, SieveKernels.Enter);
        _limit ??= IlgpuRepairs.LoadWithAtomics<SieveViews, SieveExtent>(accelerator, SieveKernels.Limit);
        _gather ??= IlgpuRepairs.LoadWithAtomics<SieveViews, SieveExtent>(accelerator, SieveKernels.Gather);
        Copy(_groups, [.. sieve.RowBase, .. sieve.ItemClass]);
        Copy(_factors, [.. sieve.RowFactor, .. sieve.Bands.SelectMany(band => (float[])[band.Column, band.Least, band.Most])]);
        _start = new int[sieve.Cells];
        Array.Fill(_start, int.MaxValue);
        Copy(_limits, _start);
        if (sieve.Kind is SieveKind.Top or SieveKind.Count) Array.Clear(_start);
        Copy(_table, _start);
        _countsHere = new int[sieve.Bands.Count + 2];
    }

    /// <summary>Makes room for what is kept of a launch of so many cells.</summary>
    public void MakeRoom(int cells)
    {
        _places.View(Capacity(cells));
        _keptResults.View((long)Capacity(cells) * _columns);
    }

    /// <summary>Follows the map of a launch, whose results lie in <paramref name="outputs"/>.</summary>
    public void Launch(ArrayView<float> outputs, Tile tile)
    {
        int capacity = Capacity(tile.Cells), workers = (tile.Cells + SieveKernels.ResultsPerThread - 1) / SieveKernels.ResultsPerThread;
        Array.Clear(_countsHere);
        Copy(_counts, _countsHere);
        SieveViews views = new(outputs, _groups.View(_rows + _sieve.ItemClass.Length), _factors.View(_rows + 3 * _sieve.Bands.Count), _table.View(_sieve.Cells), _limits.View(_sieve.Cells),
            _counts.View(_countsHere.Length), _places.View(capacity), _keptResults.View((long)capacity * _columns));
        SieveExtent extent = new(tile.FirstRow, tile.FirstItem, tile.Items, tile.Cells, _rows, _columns, capacity, workers,
            (int)_sieve.Kind, _sieve.Bands.Count, _sieve.LossColumn, _sieve.ClassColumn, _sieve.ClassFactor, _sieve.Most, _sieve.ClassShift, _sieve.FirstClass, _sieve.Classes);
        _enter!(workers, views, extent);
        if (_sieve.Kind == SieveKind.Count) return;
        _limit!(_sieve.Groups, views, extent);
        _gather!(tile.Cells, views, extent);
    }

    /// <summary>Brings home what a launch kept; false where that is more than there is room for, so that all its results must come.</summary>
    public bool Download(Tile tile, out SieveYield yield)
    {
        _counts.View(_countsHere.Length).CopyToCPU(Stream, _countsHere);
        Stream.Synchronize();
        int bands = _sieve.Bands.Count, kept = _countsHere[bands + 1];
        yield = default;
        if (kept > Capacity(tile.Cells)) return false;
        if (_placesHere.Length < kept) (_placesHere, _keptHere) = (new int[kept], new float[kept * _columns]);
        if (_keptHere.Length < kept * _columns) _keptHere = new float[kept * _columns];
        if (kept > 0)
        {
            _places.View(kept).CopyToCPU(Stream, _placesHere.AsSpan(0, kept));
            _keptResults.View((long)kept * _columns).CopyToCPU(Stream, _keptHere.AsSpan(0, kept * _columns));
            Stream.Synchronize();
        }
        int dropped = _sieve.Kind == SieveKind.Count ? 0 : _countsHere[bands] - kept;
        yield = new([.. _countsHere.Take(bands).Select(count => (long)count)], dropped, _placesHere.AsMemory(0, kept), _keptHere.AsMemory(0, kept * _columns));
        _counted += tile.Cells;
        return true;
    }

    /// <summary>Of a count the table so far, which begins anew; empty where it can wait.</summary>
    public ReadOnlySpan<int> Counted(bool last)
    {
        if (_sieve.Kind != SieveKind.Count || (!last && _counted < MostCounted)) return [];
        _counted = 0;
        if (_cells.Length < _sieve.Cells) _cells = new int[_sieve.Cells];
        Span<int> cells = _cells.AsSpan(0, (int)_sieve.Cells);
        _table.View(_sieve.Cells).CopyToCPU(Stream, cells);
        Stream.Synchronize();
        Copy(_table, _start);
        return cells;
    }

    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])[_groups, _table, _limits, _counts, _places, _factors, _keptResults]) buffer.Dispose();
    }

    static int Capacity(int cells) => Math.Max(FewestKept, cells / KeptFraction);

    void Copy<T>(GrowingBuffer<T> buffer, T[] values) where T : unmanaged => buffer.View(values.Length).CopyFromCPU(Stream, values);
}
