using ILGPU;
using ILGPU.Runtime;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>
/// A device reached through ILGPU: CUDA, OpenCL or ILGPU's CPU accelerator. Tables are uploaded once per grid; results come back launch by launch, those of
/// a reducer with a sieve only where they may be kept, and while the host condenses one launch's results the device computes the next.
/// </summary>
public sealed partial class GpuBackend : IComputeBackend
{
    const long MostOutputBytes = 64L << 20;
    const int MemoryFraction = 4;

    readonly DeviceInfo _info;
    readonly Context _context;
    readonly Accelerator _accelerator;
    readonly DeviceMemory _memory;
    readonly GrowingBuffer<float> _rows;
    readonly GrowingBuffer<float> _items;
    readonly GrowingBuffer<float> _outputs;
    readonly DeviceSieve _sieve;
    readonly Dictionary<Type, (Action<Index1D, MapViews, MapExtent> Run, LaunchSize Size)> _kernels = [];
    readonly Lock _gate = new();
    readonly int _hostThreads;
    readonly int _mostThreads;
    WorkGrid? _uploaded;
    float[] _results = [];

    /// <param name="info">A device that <see cref="Devices"/> listed.</param>
    /// <param name="hostThreads">How many threads condense results, at least 1; the answer does not depend on it.</param>
    /// <exception cref="DeviceException">The driver fails to open the device.</exception>
    public GpuBackend(DeviceInfo info, int hostThreads) : this(info, hostThreads, int.MaxValue)
    {
    }

    /// <param name="mostThreads">A cap on the threads of a launch, so that tests see many launches.</param>
    /// <param name="mostBytes">A cap on the device's memory, so that tests see it run out.</param>
    internal GpuBackend(DeviceInfo info, int hostThreads, int mostThreads, long mostBytes = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hostThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostThreads, 1);
        _info = info;
        _hostThreads = hostThreads;
        _mostThreads = mostThreads;
        Device = new ComputeDevice(info.ToString(), "Scalar", info.Threads);
        _context = DeviceContext.Create(info.Kind);
        try
        {
            _accelerator = DeviceContext.Devices(_context, info.Kind)[info.Index].CreateAccelerator(_context);
        }
        catch (Exception failure)
        {
            _context.Dispose();
            throw new DeviceException($"{info}: cannot be opened: {Reason(failure)}; --device host does not need it", failure);
        }
        _memory = new DeviceMemory(_accelerator, mostBytes);
        _rows = new GrowingBuffer<float>(_memory);
        _items = new GrowingBuffer<float>(_memory);
        _outputs = new GrowingBuffer<float>(_memory);
        _sieve = new DeviceSieve(_accelerator, _memory);
    }

    public ComputeDevice Device { get; }

    /// <summary>Results that were copied from the device since it was opened.</summary>
    internal long ResultsHome { get; private set; }

    public void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody
    {
        if (outputs.Length != grid.OutputLength(TBody.Outputs))
            throw new ArgumentException($"{outputs.Length} floats of output: must be {grid.OutputLength(TBody.Outputs)}", nameof(outputs));
        Run<TBody>(grid, null, tiles, tile =>
        {
            for (int column = 0; column < TBody.Outputs; column++)
                for (int row = 0; row < tile.Rows; row++)
                    _results.AsSpan(column * tile.Cells + row * tile.Items, tile.Items)
                        .CopyTo(outputs.Span[grid.OutputIndex(column, tile.FirstRow + row, tile.FirstItem)..]);
        }, null, cancellation);
    }

    public void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer>
    {
        ISieved? sieved = reducer as ISieved;
        Sieve? sieve = sieved?.SieveOf(grid);
        if (sieve is not null && DeviceSieve.Bytes(sieve) > _memory.MostBytes / MemoryFraction) sieve = null;
        TReducer[] forks = [.. Enumerable.Range(0, _hostThreads).Select(_ => reducer.Fork())];
        long done = 0;
        Run<TBody>(grid, sieve, tiles, tile =>
        {
            if (forks.Length == 1) Add(forks[0], tile, 0, 1);
            else Parallel.For(0, forks.Length, part => Add(forks[part], tile, part, forks.Length));
            done += tile.Cells;
            progress?.Report(done);
        }, (tile, yield, counted) =>
        {
            sieved!.Account(yield.Missed, yield.Dropped);
            sieved.Take(counted);
            AddKept(forks[0], tile, yield, TBody.Outputs);
            done += tile.Cells;
            progress?.Report(done);
        }, cancellation);
        foreach (TReducer fork in forks) reducer.Merge(fork);
    }

    public void Dispose()
    {
        _sieve.Dispose();
        _outputs.Dispose();
        _items.Dispose();
        _rows.Dispose();
        _accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Results that came through a sieve, each a chunk of its own.</summary>
    static unsafe void AddKept<TReducer>(TReducer fork, Tile tile, SieveYield yield, int columns) where TReducer : class, IReducer<TReducer>
    {
        ReadOnlySpan<int> places = yield.Places.Span;
        fixed (float* kept = yield.Kept.Span)
            for (int i = 0; i < places.Length; i++)
                fork.Add(new Chunk(kept + (nint)i * columns, 1, columns, tile.FirstRow + places[i] / tile.Items, 1, tile.FirstItem + places[i] % tile.Items, 1));
    }

    /// <summary>Gives one fork its share of a launch: rows where there are enough of them, otherwise items.</summary>
    unsafe void Add<TReducer>(TReducer fork, Tile tile, int part, int parts) where TReducer : class, IReducer<TReducer>
    {
        bool byRow = tile.Rows >= parts;
        int all = byRow ? tile.Rows : tile.Items;
        int first = (int)((long)all * part / parts);
        int count = (int)((long)all * (part + 1) / parts) - first;
        if (count == 0) return;
        fixed (float* results = _results)
        {
            Chunk chunk = byRow
                ? new(results + (nint)first * tile.Items, tile.Cells, tile.Items, tile.FirstRow + first, count, tile.FirstItem, tile.Items)
                : new(results + first, tile.Cells, tile.Items, tile.FirstRow, tile.Rows, tile.FirstItem + first, count);
            fork.Add(chunk);
        }
    }
}
