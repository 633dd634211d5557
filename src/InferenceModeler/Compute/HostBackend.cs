using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using InferenceModeler.Numerics;

namespace InferenceModeler.Compute;

/// <summary>
/// Every core × the widest vector: the backend for anyone without a GPU. Threads take tiles of neighbouring rows × neighbouring items in turn; a tile's outputs
/// stay in its thread's cache until the reducer has seen them.
/// </summary>
public sealed class HostBackend : IComputeBackend
{
    const int ProgressReports = 200;
    const int VectorBytes = 64;

    readonly HostLane _lane;
    readonly int _threads;

    /// <param name="threads">How many threads work at once, at least 1; the answer does not depend on it.</param>
    /// <param name="lane">The lane, or none for the widest that this processor runs natively.</param>
    public HostBackend(int threads, HostLane? lane = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _threads = threads;
        _lane = lane ?? WidestLane;
        Device = new ComputeDevice("host", _lane.ToString(), threads);
    }

    /// <summary>The widest lane that this processor runs natively.</summary>
    public static HostLane WidestLane =>
        Vector512.IsHardwareAccelerated ? HostLane.Wide512 : Vector256.IsHardwareAccelerated ? HostLane.Wide256 : HostLane.Scalar;

    public ComputeDevice Device { get; }

    public unsafe void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody
    {
        if (outputs.Length != grid.OutputLength(TBody.Outputs))
            throw new ArgumentException($"{outputs.Length} floats of output: must be {grid.OutputLength(TBody.Outputs)}", nameof(outputs));
        using System.Buffers.MemoryHandle pinned = outputs.Pin();
        HostTiles size = new(grid, TBody.Outputs);
        nint target = (nint)pinned.Pointer;
        OnEveryThread(size.Count, () =>
        {
            while (Next(tiles, size.Cells, cancellation, out Tile tile))
                Evaluate<TBody>(grid, tile, (float*)target, (nint)grid.RowCount * grid.ItemStride, grid.ItemStride);
        });
    }

    public unsafe void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer>
    {
        HostTiles size = new(grid, TBody.Outputs);
        long done = 0;
        long reportEvery = Math.Max(1, grid.Evaluations / ProgressReports);
        OnEveryThread(size.Count, () =>
        {
            TReducer own = reducer.Fork();
            nint rowStride = size.MostTileItems, columnStride = size.MostTileRows * rowStride;
            float* scratch = (float*)NativeMemory.AlignedAlloc((nuint)(TBody.Outputs * columnStride * sizeof(float)), 64);
            try
            {
                while (Next(tiles, size.Cells, cancellation, out Tile tile))
                {
                    Evaluate<TBody>(grid, tile, scratch - (tile.FirstRow * rowStride + tile.FirstItem), columnStride, rowStride);
                    own.Add(new Chunk(scratch, (int)columnStride, size.MostTileItems, tile.FirstRow, tile.Rows, tile.FirstItem, tile.Items));
                    long after = Interlocked.Add(ref done, tile.Cells);
                    if (after / reportEvery != (after - tile.Cells) / reportEvery) progress?.Report(after);
                }
            }
            finally
            {
                NativeMemory.AlignedFree(scratch);
            }
            lock (reducer) reducer.Merge(own);
        });
    }

    public void Dispose()
    {
    }

    static bool Next(ITiles tiles, int cells, CancellationToken cancellation, out Tile tile)
    {
        cancellation.ThrowIfCancellationRequested();
        return tiles.TryNext(cells, out tile);
    }

    void OnEveryThread(int tiles, Action work)
    {
        int workers = Math.Min(_threads, tiles);
        if (workers == 1)
        {
            work();
            return;
        }
        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => work());
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    unsafe void Evaluate<TBody>(WorkGrid grid, Tile tile, float* origin, nint columnStride, nint rowStride) where TBody : struct, IBody
    {
        switch (_lane)
        {
            case HostLane.Wide512: Evaluate<TBody, Wide512>(grid, tile, origin, columnStride, rowStride); break;
            case HostLane.Wide256: Evaluate<TBody, Wide256>(grid, tile, origin, columnStride, rowStride); break;
            case HostLane.Scalar: Evaluate<TBody, Scalar>(grid, tile, origin, columnStride, rowStride); break;
            default: Evaluate<TBody, Precise>(grid, tile, origin, columnStride, rowStride); break;
        }
    }

    static unsafe void Evaluate<TBody, T>(WorkGrid grid, Tile tile, float* origin, nint columnStride, nint rowStride)
        where TBody : struct, IBody
        where T : struct, IReal<T>
    {
        fixed (float* rows = grid.RowTable, items = grid.ItemTable)
        {
            float* kept = stackalloc float[IKept<T>.Places * T.Lanes + VectorBytes / sizeof(float)];
            // The frames of the body then lie alike whatever the stack began on: vectors that the JIT puts across two cache lines cost up to a third of the speed.
            byte* pad = stackalloc byte[VectorBytes / 2 + (int)((nuint)kept % (VectorBytes / 2))];
            *pad = 0;
            // A vector across two cache lines takes twice as long.
            kept = (float*)(((nuint)kept + VectorBytes - 1) & ~(nuint)(VectorBytes - 1));
            HostMemory<T> memory = new(rows, grid.RowFields, items, grid.ItemStride, origin, kept, columnStride, rowStride);
            int padded = (tile.Items + T.Lanes - 1) / T.Lanes * T.Lanes;
            for (int row = tile.FirstRow; row < tile.FirstRow + tile.Rows; row++)
                TBody.Run<T, HostMemory<T>>(ref memory, row, tile.FirstItem, padded);
        }
    }
}
