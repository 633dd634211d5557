using System.Runtime.ExceptionServices;

namespace InferenceModeler.Compute;

/// <summary>
/// Several backends that work on one grid at once. Each takes tiles from a common cursor as fast as it gets through them, so that all finish at about the same
/// time; results are merged by their place in the grid, so that who computed what shows in the last places at most, where devices round differently. When one
/// fails the others stop, and its failure is that of the whole.
/// </summary>
public sealed class SharedBackend : IComputeBackend
{
    readonly IReadOnlyList<IComputeBackend> _members;
    readonly long[] _evaluations;

    /// <param name="members">At least one, disposed with this.</param>
    public SharedBackend(IReadOnlyList<IComputeBackend> members)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members.Count, 1, nameof(members));
        _members = members;
        _evaluations = new long[members.Count];
        Device = new(string.Join(" + ", members.Select(member => member.Device.Kind)), string.Join(" + ", members.Select(member => member.Device.Lane)), members.Sum(member => member.Device.Threads));
    }

    public ComputeDevice Device { get; }

    /// <summary>How many evaluations each backend has taken so far.</summary>
    public IReadOnlyList<(ComputeDevice Device, long Evaluations)> Shares => [.. _members.Select((member, i) => (member.Device, Interlocked.Read(ref _evaluations[i])))];

    public void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody
    {
        Together((i, stop) => _members[i].Map<TBody>(grid, new CountedTiles(tiles, _evaluations, i), outputs, stop), cancellation);
    }

    public void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer>
    {
        TReducer[] forks = [.. _members.Select(_ => reducer.Fork())];
        long[] done = new long[forks.Length];
        Together((i, stop) => _members[i].Reduce<TBody, TReducer>(grid, new CountedTiles(tiles, _evaluations, i), forks[i], progress is null ? null : new Part(progress, done, i), stop), cancellation);
        foreach (TReducer fork in forks) reducer.Merge(fork);
    }

    public void Dispose()
    {
        foreach (IComputeBackend member in _members) member.Dispose();
    }

    /// <summary>Runs the work of every member at once, each on a thread of its own.</summary>
    void Together(Action<int, CancellationToken> work, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. _members.Select((_, i) => new Thread(() =>
        {
            try
            {
                work(i, stop.Token);
            }
            catch (Exception exception)
            {
                // The first is the reason; those of the others, which are then told to stop, say nothing.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
    }

    /// <summary>Tiles of a common cursor, counted for one member.</summary>
    sealed class CountedTiles(ITiles rest, long[] evaluations, int member) : ITiles
    {
        public bool TryNext(int cells, out Tile tile)
        {
            if (!rest.TryNext(cells, out tile)) return false;
            Interlocked.Add(ref evaluations[member], tile.Cells);
            return true;
        }
    }

    /// <summary>Tells the sum of what all members have done.</summary>
    sealed class Part(IProgress<long> whole, long[] done, int member) : IProgress<long>
    {
        public void Report(long value)
        {
            Volatile.Write(ref done[member], value);
            whole.Report(done.Sum());
        }
    }
}
