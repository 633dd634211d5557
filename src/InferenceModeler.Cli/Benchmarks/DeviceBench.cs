using System.Diagnostics;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>What it costs to use a device at all.</summary>
/// <param name="Device">host, cpu, opencl:NAME or cuda:NAME.</param>
/// <param name="OpenSeconds">Opening it.</param>
/// <param name="FirstCallSeconds">The first call of the closed-loop body: compiling, and one evaluation.</param>
/// <param name="CallSeconds">A call of 16 evaluations on tables that are there: launch and transfer of results.</param>
/// <param name="UploadBytesPerSecond">Copying a table of rows to the device; null on the host, which copies nothing.</param>
/// <param name="ResultBytesPerSecond">Results of many evaluations computed and brought home.</param>
sealed record DeviceCost(string Device, double OpenSeconds, double FirstCallSeconds, double CallSeconds, double? UploadBytesPerSecond, double ResultBytesPerSecond);

/// <summary>Measures devices through the calls that the commands make.</summary>
static class DeviceBench
{
    const int SmallCalls = 20, MostRows = 4096;

    public static DeviceCost Run(DeviceInfo device, BenchGrids grids, CancellationToken cancellation)
    {
        string name = device.Kind is DeviceKind.Host or DeviceKind.Cpu ? device.Kind.ToString().ToLowerInvariant() : $"{device.Kind.ToString().ToLowerInvariant()}:{device.Name}";
        WorkGrid small = grids.Of(BenchMode.Closed, 1, 16);
        long started = Stopwatch.GetTimestamp();
        using IComputeBackend backend = DeviceChoice.Of(device).Open(Environment.ProcessorCount);
        double open = Stopwatch.GetElapsedTime(started).TotalSeconds, first = Call(backend, small, cancellation), call = double.PositiveInfinity;
        for (int i = 0; i < SmallCalls; i++) call = Math.Min(call, Call(backend, small, cancellation));

        // Columns a power of two apart would share cache sets, so the rows are 63. A table that is new has to be brought to the device; the same grid again does not.
        double upload = 0, results = 0;
        int most = device.Kind == DeviceKind.Cpu ? MostRows / 64 : MostRows;
        for (int run = 0; run < 3; run++)
        {
            WorkGrid tall = grids.Of(BenchMode.Closed, most, 1), wide = grids.Of(BenchMode.Closed, 63, most);
            double fresh = Call(backend, tall, cancellation), again = Call(backend, tall, cancellation);
            if (fresh > again) upload = Math.Max(upload, sizeof(float) * (double)tall.RowTable.Length / (fresh - again));
            Call(backend, wide, cancellation);
            results = Math.Max(results, sizeof(float) * (double)wide.OutputLength(SweepOutput.Count) / Call(backend, wide, cancellation));
        }
        return new(name, open, first, call, device.Kind == DeviceKind.Host || upload == 0 ? null : upload, results);
    }

    static double Call(IComputeBackend backend, WorkGrid grid, CancellationToken cancellation)
    {
        float[] outputs = new float[grid.OutputLength(SweepOutput.Count)];
        long started = Stopwatch.GetTimestamp();
        backend.Map<SweepBody<ClosedLoopForm>>(grid, outputs, cancellation);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
