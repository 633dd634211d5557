using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <content>Upload, launch, download.</content>
public sealed partial class GpuBackend
{
    delegate void Sieved(LaunchTile tile, SieveYield yield, ReadOnlySpan<int> counted);

    /// <summary>Evaluates the whole grid and hands over each launch's results, which lie in <see cref="_results"/>, or what a sieve left of them.</summary>
    void Run<TBody>(WorkGrid grid, Sieve? sieve, Action<LaunchTile> consume, Sieved? consumeSieved, CancellationToken cancellation) where TBody : struct, IBody
    {
        lock (_gate)
        {
            LaunchTile tile = new(0, grid.RowCount, 0, grid.ItemCount);
            Guard<TBody>(tile, _accelerator.Bind);
            LaunchCursor cursor = new(grid);
            LaunchSize size = new(MostThreads<TBody>());
            Action<Index1D, MapViews, MapExtent>? kernel = null;
            Guard<TBody>(tile, () =>
            {
                kernel = Kernel<TBody>();
                Upload(grid);
                if (sieve is not null) _sieve.Begin(sieve, TBody.Outputs);
            });

            tile = cursor.Next(size.Threads);
            long started = Stopwatch.GetTimestamp();
            Guard<TBody>(tile, () => Launch<TBody>(kernel!, grid, tile, sieve is not null));
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                bool sifted = false;
                SieveYield yield = default;
                int[] counted = [];
                Guard<TBody>(tile, () =>
                {
                    sifted = sieve is not null && _sieve.Download(tile, out yield);
                    ResultsHome += sifted ? yield.Places.Length : tile.Threads;
                    if (!sifted) Download<TBody>(tile);
                    else counted = _sieve.Counted(cursor.AtEnd).ToArray();
                });
                size.Observe(Stopwatch.GetElapsedTime(started).TotalSeconds);
                LaunchTile finished = tile;
                bool last = cursor.AtEnd;
                if (!last)
                {
                    tile = cursor.Next(size.Threads);
                    // Asynchronous: the device works on this while the host consumes what has come back.
                    started = Stopwatch.GetTimestamp();
                    Guard<TBody>(tile, () => Launch<TBody>(kernel!, grid, tile, sieve is not null));
                }
                if (sifted) consumeSieved!(finished, yield, counted);
                else consume(finished);
                if (last) return;
            }
        }
    }

    Action<Index1D, MapViews, MapExtent> Kernel<TBody>() where TBody : struct, IBody
    {
        if (!_kernels.TryGetValue(typeof(TBody), out Action<Index1D, MapViews, MapExtent>? kernel))
        {
            kernel = _accelerator.LoadAutoGroupedStreamKernel<Index1D, MapViews, MapExtent>(MapKernel.Run<TBody>);
            _kernels.Add(typeof(TBody), kernel);
        }
        return kernel;
    }

    void Upload(WorkGrid grid)
    {
        if (ReferenceEquals(_uploaded, grid)) return;
        _uploaded = null;
        _rows.View(grid.RowTable.Length).CopyFromCPU(_accelerator.DefaultStream, grid.RowTable);
        _items.View(grid.ItemTable.Length).CopyFromCPU(_accelerator.DefaultStream, grid.ItemTable);
        _uploaded = grid;
    }

    void Launch<TBody>(Action<Index1D, MapViews, MapExtent> kernel, WorkGrid grid, LaunchTile tile, bool sifts) where TBody : struct, IBody
    {
        MapViews views = new(
            _rows.View(grid.RowTable.Length), _items.View(grid.ItemTable.Length), _outputs.View((long)tile.Threads * TBody.Outputs));
        kernel(tile.Threads, views, new MapExtent(grid.RowFields, grid.ItemStride, tile.FirstRow, tile.FirstItem, tile.Items, tile.Threads));
        if (sifts) _sieve.Launch(views.Outputs, tile);
    }

    void Download<TBody>(LaunchTile tile) where TBody : struct, IBody
    {
        int length = tile.Threads * TBody.Outputs;
        if (_results.Length < length) _results = GC.AllocateUninitializedArray<float>(length, pinned: true);
        _outputs.View(length).CopyToCPU(_accelerator.DefaultStream, _results.AsSpan(0, length));
        _accelerator.DefaultStream.Synchronize();
    }

    int MostThreads<TBody>() where TBody : struct, IBody
    {
        long bytes = Math.Min(MostOutputBytes, _accelerator.MemorySize / MemoryFraction);
        return (int)Math.Clamp(bytes / (sizeof(float) * TBody.Outputs), 1, _mostThreads);
    }

    void Guard<TBody>(LaunchTile tile, Action work) where TBody : struct, IBody
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            _uploaded = null;
            throw new DeviceException($"{_info}: kernel {typeof(TBody).Name} failed on {tile}: {Reason(failure)}; --device host does not need it", failure);
        }
    }

    /// <summary>ILGPU wraps compile errors: the innermost exception says why. One line of it.</summary>
    static string Reason(Exception failure) => failure.GetBaseException().Message.ReplaceLineEndings(" ").Trim();
}
