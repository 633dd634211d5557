using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <content>Upload, launch, download.</content>
public sealed partial class GpuBackend
{
    const int ProcessorGroup = 64;

    delegate void Sieved(Tile tile, SieveYield yield, ReadOnlySpan<int> counted);

    /// <summary>Evaluates tiles while there are any and hands over each launch's results, which lie in <see cref="_results"/>, or what a sieve left of them.</summary>
    void Run<TBody>(WorkGrid grid, Sieve? sieve, ITiles tiles, Action<Tile> consume, Sieved? consumeSieved, CancellationToken cancellation) where TBody : struct, IBody
    {
        lock (_gate)
        {
            Action<Index1D, MapViews, MapExtent> kernel = null!;
            LaunchSize size = null!;
            Guard<TBody>(new Tile(0, grid.RowCount, 0, grid.ItemCount), () =>
            {
                _accelerator.Bind();
                (kernel, size) = Kernel<TBody>();
                Upload(grid);
                if (sieve is not null) _sieve.Begin(sieve, TBody.Outputs);
                MakeRoom<TBody>(grid, size, sieve is not null);
            });

            cancellation.ThrowIfCancellationRequested();
            if (!tiles.TryNext(size.Threads, out Tile tile)) return;
            long started = Stopwatch.GetTimestamp();
            Guard<TBody>(tile, () => Launch<TBody>(kernel, grid, tile, sieve is not null));
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                bool sifted = false;
                SieveYield yield = default;
                Guard<TBody>(tile, () =>
                {
                    sifted = sieve is not null && _sieve.Download(tile, out yield);
                    ResultsHome += sifted ? yield.Places.Length : tile.Cells;
                    if (!sifted) Download<TBody>(tile);
                });
                size.Observe(tile.Cells, Stopwatch.GetElapsedTime(started).TotalSeconds);
                Tile finished = tile;
                Guard<TBody>(finished, () => MakeRoom<TBody>(grid, size, sieve is not null));
                bool more = tiles.TryNext(size.Threads, out tile);
                int[] counted = [];
                if (sifted) Guard<TBody>(finished, () => counted = _sieve.Counted(!more).ToArray());
                if (more)
                {
                    // Asynchronous: the device works on this while the host consumes what has come back.
                    started = Stopwatch.GetTimestamp();
                    Guard<TBody>(tile, () => Launch<TBody>(kernel, grid, tile, sieve is not null));
                }
                if (sifted) consumeSieved!(finished, yield, counted);
                else consume(finished);
                if (!more) return;
            }
        }
    }

    /// <summary>Makes launches smaller until their results fit into the device's memory.</summary>
    void MakeRoom<TBody>(WorkGrid grid, LaunchSize size, bool sifts) where TBody : struct, IBody
    {
        while (true)
        {
            try
            {
                int cells = (int)Math.Min(Math.Max(size.Threads, WorkGrid.LanePadding), grid.Evaluations);
                _outputs.View((long)cells * TBody.Outputs);
                if (sifts) _sieve.MakeRoom(cells);
                return;
            }
            catch (DeviceMemoryException)
            {
                if (!size.Halve()) throw;
            }
        }
    }

    /// <summary>The compiled kernel of a body, and how many threads of it are a good launch as far as is known.</summary>
    (Action<Index1D, MapViews, MapExtent> Run, LaunchSize Size) Kernel<TBody>() where TBody : struct, IBody
    {
        if (!_kernels.TryGetValue(typeof(TBody), out (Action<Index1D, MapViews, MapExtent>, LaunchSize) kernel))
        {
            // OpenCL on a processor takes thousands of threads into one group, which one core then runs alone: small groups keep all cores busy in short launches.
            Action<Index1D, MapViews, MapExtent> run = _info is { Kind: DeviceKind.OpenCL, IsGpu: false }
                ? _accelerator.LoadImplicitlyGroupedStreamKernel<Index1D, MapViews, MapExtent>(MapKernel.Run<TBody>, ProcessorGroup)
                : _accelerator.LoadAutoGroupedStreamKernel<Index1D, MapViews, MapExtent>(MapKernel.Run<TBody>);
            kernel = (run, new LaunchSize(MostThreads<TBody>()));
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

    void Launch<TBody>(Action<Index1D, MapViews, MapExtent> kernel, WorkGrid grid, Tile tile, bool sifts) where TBody : struct, IBody
    {
        MapViews views = new(
            _rows.View(grid.RowTable.Length), _items.View(grid.ItemTable.Length), _outputs.View((long)tile.Cells * TBody.Outputs));
        kernel(tile.Cells, views, new MapExtent(grid.RowFields, grid.ItemStride, tile.FirstRow, tile.FirstItem, tile.Items, tile.Cells));
        if (sifts) _sieve.Launch(views.Outputs, tile);
    }

    void Download<TBody>(Tile tile) where TBody : struct, IBody
    {
        int length = tile.Cells * TBody.Outputs;
        if (_results.Length < length) _results = GC.AllocateUninitializedArray<float>(length, pinned: true);
        _outputs.View(length).CopyToCPU(_accelerator.DefaultStream, _results.AsSpan(0, length));
        _accelerator.DefaultStream.Synchronize();
    }

    int MostThreads<TBody>() where TBody : struct, IBody
    {
        long bytes = Math.Min(MostOutputBytes, _memory.MostBytes / MemoryFraction);
        return (int)Math.Clamp(bytes / (sizeof(float) * TBody.Outputs), 1, _mostThreads);
    }

    void Guard<TBody>(Tile tile, Action work) where TBody : struct, IBody
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            _uploaded = null;
            throw new DeviceException($"{_info}: kernel {NameOf(typeof(TBody))} failed on {tile}: {Reason(failure)}; --device host does not need it", failure);
        }
    }

    static string NameOf(Type body) => body.IsGenericType
        ? $"{body.Name[..body.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", body.GenericTypeArguments.Select(NameOf))}>"
        : body.Name;

    /// <summary>ILGPU wraps compile errors: the innermost exception says why. One line of it.</summary>
    static string Reason(Exception failure) => failure is DeviceMemoryException ? failure.Message : failure.GetBaseException().Message.ReplaceLineEndings(" ").Trim();
}
