using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using InferenceModeler.Compute;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Kernels;

/// <summary>
/// Simulates on a device: thousands of runs side by side, a thread per queue, or per replica whose ranks step together. The runs, on the host's threads, draw what arrives and say how far their queues are
/// to go; the device takes all of them there, launch by launch. As many jobs are in flight as memory allows; which does not change the answer, for a
/// queue's launches depend on its own run only.
/// </summary>
public sealed class DeviceSimulator : ISimulator
{
    // A request's record, with as much again for growth.
    const int BytesPerRequest = 128;

    // Threads that a GPU takes side by side, where they use as many registers as these.
    const int GpuThreads = 1 << 14;

    const int MostColumns = 1 << 16, MemoryFraction = 4, MostTokens = 1 << 30;
    const long MostBytes = 16L << 30;

    // Turns of a launch: first, and after that so many that it takes about this long.
    const int FirstTurns = 64, MostTurns = 1 << 20;
    const double ShortSeconds = 0.05, LongSeconds = 0.2;

    readonly DeviceInfo _info;
    readonly Context _context;
    readonly Accelerator _accelerator;
    readonly int _hostThreads, _mostColumns, _mostTurns;
    readonly ColumnTable<ServingRequest> _requests;
    readonly ColumnTable<PrefixPart> _parts;
    readonly ColumnTable<int> _firstParts, _words, _gaps;
    readonly GrowingBuffer<ServingState> _states;
    readonly GrowingBuffer<ServingOrder> _orders;
    readonly GrowingBuffer<DeploymentClock> _clocks;
    readonly GrowingBuffer<ServingRules> _rules;
    readonly Dictionary<ServingPolicy, Action<Index1D, ServingViews, ServingExtent>> _kernels = [];
    int _turns, _setups;

    /// <param name="info">A device that <see cref="Devices"/> listed.</param>
    /// <param name="hostThreads">How many threads draw arrivals and sum up, at least 1; the answer does not depend on it.</param>
    /// <exception cref="DeviceException">The driver fails to open the device.</exception>
    public DeviceSimulator(DeviceInfo info, int hostThreads) : this(info, hostThreads, MostColumns, MostTurns, info.IsGpu ? GpuThreads : 1)
    {
    }

    /// <param name="mostColumns">A cap on the queues in flight, and <paramref name="mostTurns"/> one on a launch, so that tests see many of both.</param>
    /// <param name="sideBySide"><see cref="SideBySide"/>.</param>
    internal DeviceSimulator(DeviceInfo info, int hostThreads, int mostColumns, int mostTurns, int sideBySide = 1)
    {
        (_info, _hostThreads, _mostColumns, _mostTurns) = (info, hostThreads, mostColumns, mostTurns);
        SideBySide = sideBySide;
        _turns = Math.Min(FirstTurns, mostTurns);
        _context = DeviceContext.Create(info.Kind);
        try
        {
            _accelerator = DeviceContext.Devices(_context, info.Kind)[info.Index].CreateAccelerator(_context);
        }
        catch (Exception failure)
        {
            _context.Dispose();
            throw Failed("cannot be opened", failure);
        }
        DeviceMemory memory = new(_accelerator, long.MaxValue);
        (_requests, _parts, _firstParts) = (new(_accelerator, memory), new(_accelerator, memory), new(_accelerator, memory));
        (_words, _gaps) = (new(_accelerator, memory), new(_accelerator, memory));
        (_states, _orders, _clocks, _rules) = (new(memory), new(memory), new(memory), new(memory));
        Device = new ComputeDevice(info.ToString(), "Scalar", info.Threads);
    }

    public ComputeDevice Device { get; }

    public int SideBySide { get; }

    /// <summary>Launches of the serving kernel since the device was opened.</summary>
    internal int Launches { get; private set; }

    public void Check(SimulationQuestion question)
    {
        if (question.WhyHostOnly is { } why) throw new InputException($"device {_info}: {why}, which its threads, one per replica, cannot; use --device host");
    }

    public void Run(int jobs, Func<int, IEnumerable<SeedRun>> job, CancellationToken cancellation = default)
    {
        Queue<ServingLane> waiting = [];
        int next = 0;
        while (true)
        {
            List<ServingLane> wave = [];
            int columns = 0;
            long bytes = 0, most = Math.Min(_accelerator.MemorySize / MemoryFraction, MostBytes);
            while (waiting.Count > 0 || next < jobs)
            {
                if (waiting.Count == 0)
                {
                    ServingLane begun = new(job(next++).GetEnumerator());
                    begun.NextRun();
                    if (begun.IsDone) continue;
                    Check(begun.Run.Queues[0]);
                    waiting.Enqueue(begun);
                }
                ServingLane lane = waiting.Peek();
                int queues = lane.Run.Queues.Count;
                long needed = queues * Bytes(lane.Run.Queues[0]);
                if (wave.Count > 0 && (columns + queues > _mostColumns || bytes + needed > most || Policy(lane) != Policy(wave[0]))) break;
                columns += queues;
                bytes += needed;
                wave.Add(waiting.Dequeue());
            }
            if (wave.Count == 0) return;
            // Threads of a warp wait for one another: neighbours are to have about as much to do.
            int column = 0;
            foreach (ServingLane lane in wave.OrderBy(l => l.Run.Queues[0].LikelyRequests))
            {
                lane.FirstColumn = column;
                column += lane.Run.Queues.Count;
            }
            RunWave(wave, columns, cancellation);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable table in (IDisposable[])[_requests, _parts, _firstParts, _words, _gaps, _states, _orders, _clocks, _rules]) table.Dispose();
        _accelerator.Dispose();
        _context.Dispose();
    }

    static ServingPolicy Policy(ServingLane lane) => new(lane.Run.Queues[0].Admission, lane.Run.Queues[0].Setup.IsCaching, lane.Run.LockStepQueues);

    static long Bytes(PoolScheduler queue) =>
        BytesPerRequest * (long)queue.LikelyRequests + sizeof(int) * (TokenGaps.Bins + (long)queue.Setup.Rules.StateWords);

    /// <summary>Tokens are counted in 32 bits on a device.</summary>
    void Check(PoolScheduler queue)
    {
        double tokens = queue.LikelyRequests * queue.Setup.MeanOutputTokens;
        if (tokens > MostTokens) throw new InputException($"{tokens:0} tokens of a queue on {_info}: at most {MostTokens}; give more --seeds, or use --device host");
    }

    void RunWave(List<ServingLane> wave, int columns, CancellationToken cancellation)
    {
        Guard(columns, () => Begin(wave, columns));
        ServingState[] states = new ServingState[columns];
        ServingOrder[] orders = new ServingOrder[columns];
        ServingPolicy policy = Policy(wave[0]);
        List<ServingLane> live = wave;
        while (live.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Workers.Each(live.Count, _hostThreads, i => live[i].NextStop(), cancellation);
            ServingLane[] over = [.. live.Where(l => l.IsOver)];
            if (over.Length > 0)
            {
                Guard(columns, () => TakeHome(over));
                Workers.Each(over.Length, _hostThreads, i =>
                {
                    over[i].NextRun();
                    if (!over[i].IsDone) over[i].NextStop();
                }, cancellation);
                live = [.. live.Where(l => !l.IsDone)];
            }
            Array.Clear(orders);
            Guard(columns, () =>
            {
                foreach (ServingLane lane in live) Upload(lane, states, orders);
                _requests.Write();
                _parts.Write();
                _firstParts.Write();
                Launch(policy, states, orders, cancellation);
            });
            foreach (ServingLane lane in live)
            {
                lane.OwnWords = _words.Rows;
                for (int i = 0; i < lane.Run.Queues.Count; i++) lane.Run.Queues[i].State = states[lane.FirstColumn + i];
            }
        }
    }

    void Begin(List<ServingLane> wave, int columns)
    {
        _accelerator.Bind();
        ServingSetup[] setups = [.. wave.Select(l => l.Run.Queues[0].Setup).Distinct()];
        foreach (ServingLane lane in wave) lane.Setup = Array.IndexOf(setups, lane.Run.Queues[0].Setup);
        _setups = setups.Length;
        _clocks.View(_setups).CopyFromCPU(_accelerator.DefaultStream, setups.Select(s => s.Clock).ToArray());
        _rules.View(_setups).CopyFromCPU(_accelerator.DefaultStream, setups.Select(s => s.Rules).ToArray());
        _accelerator.DefaultStream.Synchronize();
        _requests.Begin(columns, wave.Max(l => l.Run.Queues[0].LikelyRequests));
        _parts.Begin(columns, 0);
        _firstParts.Begin(columns, 0);
        _words.Begin(columns, wave.Max(l => l.Run.Queues[0].Setup.Rules.StateWords));
        _gaps.Begin(columns, TokenGaps.Bins);
    }

    /// <summary>Adds to the tables what arrived since the last launch.</summary>
    void Upload(ServingLane lane, ServingState[] states, ServingOrder[] orders)
    {
        for (int i = 0; i < lane.Run.Queues.Count; i++)
        {
            PoolScheduler queue = lane.Run.Queues[i];
            int column = lane.FirstColumn + i, from = lane.Uploaded[i];
            _requests.Have(queue.Count);
            _words.Have(queue.Words);
            ReadOnlySpan<ServingRequest> requests = queue.Requests;
            for (int request = from; request < requests.Length; request++) _requests.Set(request, column, requests[request]);
            if (queue.Setup.IsCaching)
            {
                ReadOnlySpan<int> first = queue.FirstParts;
                ReadOnlySpan<PrefixPart> parts = queue.Parts;
                _firstParts.Have(first.Length);
                _parts.Have(parts.Length);
                for (int request = from == 0 ? 0 : from + 1; request < first.Length; request++) _firstParts.Set(request, column, first[request]);
                for (int part = first[from]; part < parts.Length; part++) _parts.Set(part, column, parts[part]);
            }
            lane.Uploaded[i] = queue.Count;
            states[column] = queue.State;
            orders[column] = new() { Until = lane.Until, Known = queue.Count, Setup = lane.Setup, OwnWords = lane.OwnWords, Left = 1 };
        }
    }

    /// <summary>Launches until every queue is where it is to be.</summary>
    void Launch(ServingPolicy policy, ServingState[] states, ServingOrder[] orders, CancellationToken cancellation)
    {
        int columns = states.Length;
        Action<Index1D, ServingViews, ServingExtent> kernel = Kernel(policy);
        ArrayView<ServingState> statesThere = _states.View(columns);
        ArrayView<ServingOrder> ordersThere = _orders.View(columns);
        statesThere.CopyFromCPU(_accelerator.DefaultStream, states);
        ordersThere.CopyFromCPU(_accelerator.DefaultStream, orders);
        ServingViews views = new(_requests.View, _parts.View, _firstParts.View, _words.View, _gaps.View, statesThere, ordersThere, _clocks.View(_setups), _rules.View(_setups));
        while (orders.Any(o => o.Left != 0))
        {
            cancellation.ThrowIfCancellationRequested();
            long started = Stopwatch.GetTimestamp();
            kernel(columns / policy.Ranks, views, new ServingExtent(columns, policy.Ranks, _words.Rows, _turns));
            ordersThere.CopyToCPU(_accelerator.DefaultStream, orders);
            _accelerator.DefaultStream.Synchronize();
            Launches++;
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (seconds < ShortSeconds) _turns = Math.Min(2 * _turns, _mostTurns);
            else if (seconds > LongSeconds) _turns = Math.Max(_turns / 2, 1);
        }
        statesThere.CopyToCPU(_accelerator.DefaultStream, states);
        _accelerator.DefaultStream.Synchronize();
    }

    /// <summary>Brings home what became of the requests of runs that are over.</summary>
    void TakeHome(ServingLane[] lanes)
    {
        foreach (ServingLane lane in lanes)
        {
            for (int i = 0; i < lane.Run.Queues.Count; i++)
            {
                _requests.Want(0, lane.Uploaded[i], lane.FirstColumn + i);
                _gaps.Want(0, TokenGaps.Bins, lane.FirstColumn + i);
            }
        }
        ReadOnlySpan<ServingRequest> requests = _requests.Read();
        ReadOnlySpan<int> gaps = _gaps.Read();
        foreach (ServingLane lane in lanes)
        {
            foreach (PoolScheduler queue in lane.Run.Queues)
            {
                queue.TakeHome(requests[..queue.Count], gaps[..TokenGaps.Bins]);
                requests = requests[queue.Count..];
                gaps = gaps[TokenGaps.Bins..];
            }
        }
    }

    Action<Index1D, ServingViews, ServingExtent> Kernel(ServingPolicy policy)
    {
        ServingPolicy alike = policy with { Ranks = Math.Min(policy.Ranks, 2) };
        if (!_kernels.TryGetValue(alike, out Action<Index1D, ServingViews, ServingExtent>? kernel))
            _kernels.Add(alike, kernel = IlgpuRepairs.LoadWithLoops(_accelerator, alike.Method));
        return kernel;
    }

    void Guard(int columns, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is not (InputException or OperationCanceledException))
        {
            throw Failed($"{columns} queues failed", failure);
        }
    }

    DeviceException Failed(string what, Exception failure) =>
        new($"{_info}: {what}: {failure.GetBaseException().Message.ReplaceLineEndings(" ").Trim()}; --device host does not need it", failure);
}
