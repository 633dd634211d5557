using InferenceModeler.Cli.Sweeping;
using InferenceModeler.Compute;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Kernels;
using InferenceModeler.Sweeping;
using InferenceModeler.Tests.Sweeping;

namespace InferenceModeler.Tests.Cli;

public sealed class SweepJobTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sweep-job-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(SweepKeep.All)]
    [InlineData(SweepKeep.Front)]
    public void What_a_lost_device_has_computed_another_device_finishes(SweepKeep keep)
    {
        SweepSpace space = SmallSweep.Space();
        SweepSettings settings = new() { Keep = keep };
        SweepParts parts = new(space, keep, 2000);
        string output = Path.Combine(_folder, "a.parquet");
        using (SweepStore store = SweepStore.Open(output, "question", parts.Count, "lost:0", overwrite: false))
        {
            SweepJob job = new(space, settings, parts, store, long.MaxValue);
            using LostAfter lost = new(new HostBackend(1), calls: 3);
            Assert.Throws<DeviceException>(() => job.Run(lost, new SweepProgress(TextWriter.Null, space.Evaluations), TestContext.Current.CancellationToken));
            Assert.Equal(3, job.FinishedParts);
        }
        using (SweepStore store = SweepStore.Open(output, "question", parts.Count, "cpu:0", overwrite: false))
        {
            Assert.Equal(["lost:0"], store.OtherDevices);
            SweepJob job = new(space, settings, parts, store, long.MaxValue);
            using GpuBackend simulator = new(Devices.Of(DeviceKind.Cpu)[0], 1);
            job.Run(simulator, new SweepProgress(TextWriter.Null, space.Evaluations), TestContext.Current.CancellationToken);
            Assert.Equal(3, job.ResumedParts);
            Assert.Equal(SmallSweep.Run(space, settings).Kept, job.Kept);
        }
        using (SweepStore store = SweepStore.Open(output, "question", parts.Count, "cpu:0", overwrite: false)) Assert.Equal(["lost:0"], store.OtherDevices);
    }

    /// <summary>A device that works for some calls.</summary>
    sealed class LostAfter(IComputeBackend inner, int calls) : IComputeBackend
    {
        int _calls = calls;

        public ComputeDevice Device => inner.Device;

        public void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody
        {
            Count();
            inner.Map<TBody>(grid, tiles, outputs, cancellation);
        }

        public void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
            where TBody : struct, IBody
            where TReducer : class, IReducer<TReducer>
        {
            Count();
            inner.Reduce<TBody, TReducer>(grid, tiles, reducer, progress, cancellation);
        }

        public void Dispose() => inner.Dispose();

        void Count()
        {
            if (_calls-- == 0) throw new DeviceException("lost:0: gone");
        }
    }
}
