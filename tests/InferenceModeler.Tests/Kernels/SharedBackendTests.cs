using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Kernels;
using InferenceModeler.Sweeping;
using InferenceModeler.Tests.Compute;
using InferenceModeler.Tests.Sweeping;

namespace InferenceModeler.Tests.Kernels;

/// <summary>Several devices on one grid: the same answer as one.</summary>
public sealed class SharedBackendTests(TestDevice tested) : IClassFixture<TestDevice>
{
    static readonly DeviceInfo s_simulator = Devices.Of(DeviceKind.Cpu)[0];

    /// <summary>Each of them gets some of the work.</summary>
    static SharedBackend Together(params IReadOnlyList<IComputeBackend> members)
    {
        CountdownEvent others = new(members.Count);
        return new([.. members.Select(member => new Waiting(member, others))]);
    }

    [Theory]
    [InlineData(SweepKeep.Front, 1, SweepObjective.Price)]
    [InlineData(SweepKeep.Top, 5, SweepObjective.Throughput)]
    [InlineData(SweepKeep.All, 1, SweepObjective.Throughput)]
    public void A_sweep_keeps_and_counts_the_same_on_three_devices_as_on_the_host(SweepKeep keep, int top, SweepObjective objective)
    {
        SweepSettings settings = new() { Keep = keep, Top = top, Objective = objective, TtftCeilingSeconds = 2, TpotCeilingSeconds = 0.05f };
        SweepSpace space = SmallSweep.Space();
        using HostBackend host = new(2);
        using GpuBackend simulator = new(s_simulator, 1, mostThreads: 48);
        using SharedBackend three = Together(host, simulator, tested.Backend());
        SweepKeeper expected = SmallSweep.Run(host, space, settings, 3000), actual = SmallSweep.Run(three, space, settings, 3000);
        Assert.Equal(expected.Tally.Counts, actual.Tally.Counts);
        SweepPoint[] alone = [.. expected.Kept], together = [.. actual.Kept];
        Assert.Equal(alone.Select(p => (p.Row, p.Item)), together.Select(p => (p.Row, p.Item)));
        for (int i = 0; i < alone.Length; i++) Assert.InRange(SelfTest.UlpBetween(alone[i].TpotSeconds, together[i].TpotSeconds), 0, SelfTest.AllowedUlp);
        Assert.Equal(space.Evaluations, three.Shares.Sum(share => share.Evaluations));
        Assert.All(three.Shares, share => Assert.True(share.Evaluations > 0, $"{share.Device} did nothing"));
    }

    [Fact]
    public void Host_and_simulated_gpu_reduce_together_to_the_bits_of_the_host_alone() =>
        ReductionTests.s_cases.Sample(c =>
        {
            using SharedBackend two = new([new HostBackend(2), new GpuBackend(s_simulator, 1, mostThreads: 33)]);
            SieveTests.AssertSame(c, two);
        }, iter: 8, threads: 1);

    [Fact]
    public void Every_cell_is_mapped_once_whoever_maps_it()
    {
        WorkGrid grid = ToyBody.Grid(13, 777, seed: 5);
        float[] expected = new float[grid.OutputLength(ToyBody.Outputs)], actual = new float[expected.Length];
        new HostBackend(1, HostLane.Scalar).Map<ToyBody>(grid, expected, TestContext.Current.CancellationToken);
        using GpuBackend simulator = new(s_simulator, 1, mostThreads: 500);
        using SharedBackend two = Together(new HostBackend(2), simulator);
        two.Map<ToyBody>(grid, actual, TestContext.Current.CancellationToken);
        for (int column = 0; column < ToyBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                Assert.Equal(expected.AsSpan(grid.OutputIndex(column, row, 0), grid.ItemCount), actual.AsSpan(grid.OutputIndex(column, row, 0), grid.ItemCount));
    }

    [Fact]
    public void The_first_failure_ends_the_whole_and_says_which_device_it_was()
    {
        using SharedBackend shared = new([new HostBackend(2), new GpuBackend(s_simulator, 1)]);
        WorkGrid grid = WorkGrid.Of<ThrowingBody>([-1f], new float[1000], 1000);
        // On the host the body throws as well: whichever is first is told.
        Exception failure = Assert.ThrowsAny<Exception>(() => shared.Map<ThrowingBody>(grid, new float[grid.OutputLength(1)], TestContext.Current.CancellationToken));
        Assert.True(failure is InvalidOperationException || failure.Message.StartsWith("cpu:0 (simulated GPU): kernel ThrowingBody failed on", StringComparison.Ordinal), failure.Message);
    }

    [Fact]
    public void A_device_that_fails_stops_the_others()
    {
        using SharedBackend shared = new([new Lost(), new HostBackend(1)]);
        Endless tiles = new();
        DeviceException failure = Assert.Throws<DeviceException>(() => shared.Map<ToyBody>(ToyBody.Grid(1, 16, seed: 1), tiles, new float[48], TestContext.Current.CancellationToken));
        Assert.Equal("lost:0: kernel ToyBody failed", failure.Message);
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        using SharedBackend shared = new([new HostBackend(1), new GpuBackend(s_simulator, 1)]);
        WorkGrid grid = ToyBody.Grid(2, 20, seed: 4);
        Assert.ThrowsAny<OperationCanceledException>(() => shared.Map<ToyBody>(grid, new float[grid.OutputLength(ToyBody.Outputs)], source.Token));
    }

    /// <summary>Hands the same tile out for ever.</summary>
    sealed class Endless : ITiles
    {
        public bool TryNext(int cells, out Tile tile)
        {
            tile = new(0, 1, 0, 16);
            return true;
        }
    }

    /// <summary>A device that fails with its first tile.</summary>
    sealed class Lost : IComputeBackend
    {
        public ComputeDevice Device => new("lost:0", "Scalar", 1);

        public void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody =>
            throw new DeviceException($"lost:0: kernel {typeof(TBody).Name} failed");

        public void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
            where TBody : struct, IBody
            where TReducer : class, IReducer<TReducer> => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    /// <summary>Gives its first tiles back only when every member has one: on a small grid the fast would leave nothing to the slow. The inner backend is not disposed.</summary>
    sealed class Waiting(IComputeBackend inner, CountdownEvent others) : IComputeBackend
    {
        int _has;

        public ComputeDevice Device => inner.Device;

        public void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody =>
            inner.Map<TBody>(grid, new Tiles(this, tiles), outputs, cancellation);

        public void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
            where TBody : struct, IBody
            where TReducer : class, IReducer<TReducer> => inner.Reduce<TBody, TReducer>(grid, new Tiles(this, tiles), reducer, progress, cancellation);

        public void Dispose()
        {
        }

        sealed class Tiles(Waiting waiting, ITiles tiles) : ITiles
        {
            public bool TryNext(int cells, out Tile tile)
            {
                bool more = tiles.TryNext(cells, out tile);
                if (Interlocked.Exchange(ref waiting._has, 1) == 0) waiting.Others.Signal();
                waiting.Others.Wait();
                return more;
            }
        }

        CountdownEvent Others => others;
    }
}
