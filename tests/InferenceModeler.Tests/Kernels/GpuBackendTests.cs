using InferenceModeler.Compute;
using InferenceModeler.Kernels;
using InferenceModeler.Sweeping;
using InferenceModeler.Tests.Compute;
using InferenceModeler.Tests.Sweeping;

namespace InferenceModeler.Tests.Kernels;

public sealed class GpuBackendTests(TestDevice tested) : IClassFixture<TestDevice>
{
    static readonly DeviceInfo s_simulator = Devices.Of(DeviceKind.Cpu)[0];

    static float[] Map(IComputeBackend backend, WorkGrid grid)
    {
        float[] outputs = new float[grid.OutputLength(ToyBody.Outputs)];
        backend.Map<ToyBody>(grid, outputs, TestContext.Current.CancellationToken);
        float[] real = new float[ToyBody.Outputs * grid.RowCount * grid.ItemCount];
        for (int column = 0, i = 0; column < ToyBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                    real[i++] = outputs[grid.OutputIndex(column, row, item)];
        return real;
    }

    static float[] Reference(WorkGrid grid)
    {
        using HostBackend host = new(1, HostLane.Scalar);
        return Map(host, grid);
    }

    [Fact]
    public void The_simulated_gpu_gives_the_bits_of_the_scalar_lane()
    {
        using GpuBackend simulator = new(s_simulator, 1);
        foreach ((int rows, int items) in (ReadOnlySpan<(int, int)>)[(1, 1), (1, 15), (3, 16), (7, 17), (100, 5), (2, 257)])
        {
            WorkGrid grid = ToyBody.Grid(rows, items, seed: rows);
            Assert.Equal(Reference(grid), Map(simulator, grid));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 31)]
    [InlineData(3, 33)]
    [InlineData(300, 5)]
    [InlineData(2, 90_001)]
    [InlineData(50, 4000)]
    public void A_device_gives_equal_flags_and_floats_within_few_ulp(int rows, int items)
    {
        GpuBackend device = tested.Backend();
        WorkGrid grid = ToyBody.Grid(rows, items, seed: items);
        float[] expected = Reference(grid), actual = Map(device, grid);
        int cells = rows * items, near = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (i < 2 * cells) Assert.InRange(SelfTest.UlpBetween(expected[i], actual[i]), 0, SelfTest.AllowedUlp);
            // A flag may only differ where the value lies within the same few ulp of its limit.
            else if (expected[i] != actual[i])
            {
                Assert.InRange(SelfTest.UlpBetween(expected[i - 2 * cells], grid.RowTable[(i - 2 * cells) / items * ToyBody.RowFields + 2]), 0, SelfTest.AllowedUlp);
                near++;
            }
        }
        Assert.InRange(near, 0, cells / 1000);
    }

    [Fact]
    public void The_cut_into_launches_does_not_change_the_answer()
    {
        WorkGrid grid = ToyBody.Grid(5, 41, seed: 6);
        float[] expected = Reference(grid);
        foreach (int mostThreads in (ReadOnlySpan<int>)[7, 41, 100])
        {
            using GpuBackend cut = new(s_simulator, 1, mostThreads);
            Assert.Equal(expected, Map(cut, grid));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_reduction_on_a_device_is_that_of_the_host(int hostThreads)
    {
        using HostBackend host = new(2, HostLane.Scalar);
        using GpuBackend device = new(s_simulator, hostThreads, mostThreads: 64);
        foreach ((int rows, int items) in (ReadOnlySpan<(int, int)>)[(1, 1), (1, 200), (40, 9)])
        {
            WorkGrid grid = ToyBody.Grid(rows, items, seed: 7);
            Smallest onHost = new(), onDevice = new();
            host.Reduce<ToyBody, Smallest>(grid, onHost, cancellation: TestContext.Current.CancellationToken);
            List<long> reports = [];
            device.Reduce<ToyBody, Smallest>(grid, onDevice, new Reports(reports), TestContext.Current.CancellationToken);
            Assert.Equal((onHost.Value, onHost.Row, onHost.Item, onHost.Seen), (onDevice.Value, onDevice.Row, onDevice.Item, onDevice.Seen));
            Assert.Equal(grid.Evaluations, onDevice.Seen);
            Assert.Equal(grid.Evaluations, reports[^1]);
        }
    }

    [Fact]
    public void Grids_of_growing_and_shrinking_size_share_one_backend()
    {
        GpuBackend device = tested.Backend();
        foreach (int items in (ReadOnlySpan<int>)[10, 5000, 3])
        {
            WorkGrid grid = ToyBody.Grid(2, items, seed: items);
            float[] first = Map(device, grid);
            Assert.Equal(first, Map(device, grid));
            Assert.InRange(SelfTest.UlpBetween(Reference(grid)[0], first[0]), 0, SelfTest.AllowedUlp);
        }
    }

    [Fact]
    public void A_cancelled_run_stops_between_launches()
    {
        using GpuBackend device = new(s_simulator, 1);
        using CancellationTokenSource source = new();
        source.Cancel();
        WorkGrid grid = ToyBody.Grid(2, 20, seed: 4);
        Assert.ThrowsAny<OperationCanceledException>(() => device.Map<ToyBody>(grid, new float[grid.OutputLength(ToyBody.Outputs)], source.Token));
    }

    [Fact]
    public void A_failing_kernel_names_device_kernel_batch_and_a_way_out()
    {
        using GpuBackend device = new(s_simulator, 1);
        WorkGrid grid = WorkGrid.Of<ThrowingBody>([1f], [1f, 2f], 2);
        DeviceException failure = Assert.Throws<DeviceException>(() => device.Map<ThrowingBody>(grid, new float[grid.OutputLength(1)], TestContext.Current.CancellationToken));
        Assert.StartsWith("cpu:0 (simulated GPU): kernel ThrowingBody failed on rows 0 to 0, items 0 to 1:", failure.Message);
        Assert.EndsWith("--device host does not need it", failure.Message);
    }

    [Fact]
    public void With_little_memory_launches_are_smaller_and_the_answer_is_the_same()
    {
        WorkGrid grid = ToyBody.Grid(40, 500, seed: 8);
        // The tables are 4.5 kB, a result is 12 bytes: there is room for about a thousand of the 20,000.
        using GpuBackend device = new(s_simulator, 1, int.MaxValue, mostBytes: 20_000);
        Assert.Equal(Reference(grid), Map(device, grid));
        using HostBackend host = new(1, HostLane.Scalar);
        Smallest onHost = new(), onDevice = new();
        host.Reduce<ToyBody, Smallest>(grid, onHost, cancellation: TestContext.Current.CancellationToken);
        device.Reduce<ToyBody, Smallest>(grid, onDevice, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((onHost.Value, onHost.Row, onHost.Item, onHost.Seen), (onDevice.Value, onDevice.Row, onDevice.Item, onDevice.Seen));
    }

    [Fact]
    public void A_sieve_that_does_not_fit_beside_launches_is_done_without_or_in_smaller_ones()
    {
        SweepSpace space = SmallSweep.Space();
        SweepSettings settings = new() { Keep = SweepKeep.Front };
        using GpuBackend roomy = new(s_simulator, 1);
        (int, long)[] expected = SmallSweep.Places(SmallSweep.Run(roomy, space, settings).Kept);
        // The table of fronts alone takes 12 kB per model and shape, 2 × 14 of them, twice.
        foreach (long bytes in (long[])[300_000, 900_000, 3_000_000])
        {
            using GpuBackend tight = new(s_simulator, 1, int.MaxValue, bytes);
            Assert.Equal(expected, SmallSweep.Places(SmallSweep.Run(tight, space, settings).Kept));
        }
    }

    [Fact]
    public void Too_little_memory_for_the_tables_names_device_kernel_batch_and_a_way_out()
    {
        WorkGrid grid = ToyBody.Grid(1, 100_000, seed: 9);
        using GpuBackend device = new(s_simulator, 1, int.MaxValue, mostBytes: 1 << 19);
        DeviceException failure = Assert.Throws<DeviceException>(() => Map(device, grid));
        Assert.Equal("cpu:0 (simulated GPU): kernel ToyBody failed on rows 0 to 0, items 0 to 99999: too little memory for 0.76 MiB beside 0 MiB in use of 0.5 MiB; --device host does not need it", failure.Message);
        // What fits is still computed.
        WorkGrid small = ToyBody.Grid(2, 30, seed: 9);
        Assert.Equal(Reference(small), Map(device, small));
    }

    sealed class Reports(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }
}
