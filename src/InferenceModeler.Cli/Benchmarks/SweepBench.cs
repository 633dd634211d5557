using System.Diagnostics;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>One measured pairing of a device's lane with a mode.</summary>
/// <param name="Device">host, cpu, opencl:NAME or cuda:NAME.</param>
/// <param name="Lane">Floats worked on at once.</param>
/// <param name="Mode">The equations.</param>
/// <param name="EvaluationsPerSecond">Of the fastest pass, results condensed as the commands condense them.</param>
/// <param name="ProcessorSecondsPerEvaluation">Time of the host's cores, of the pass that took least: it holds on a machine that others use too.</param>
/// <param name="Checksum">Over the place and bits of every result of a fixed grid.</param>
/// <param name="LargestDifferenceUlp">Units in the last place between a result of that grid and the scalar lane's; 0 where the checksums are equal.</param>
/// <param name="OperationsPerEvaluation">Floating-point operations (<see cref="Counted"/>).</param>
/// <param name="BytesPerEvaluation">Item columns read and results written; rows are shared by many items.</param>
/// <param name="OperationsPerSecond">The product.</param>
/// <param name="BytesPerSecond">The product.</param>
/// <param name="PeakOperationsPerSecond">Measured in registers with the same lane; null where not known.</param>
/// <param name="ShareOfPeak">Operations per second ÷ peak.</param>
/// <param name="Evaluations">Of the fastest pass.</param>
sealed record BenchResult(
    string Device, string Lane, BenchMode Mode, double EvaluationsPerSecond, double ProcessorSecondsPerEvaluation, string Checksum, long LargestDifferenceUlp, double OperationsPerEvaluation, double BytesPerEvaluation,
    double OperationsPerSecond, double BytesPerSecond, double? PeakOperationsPerSecond, double? ShareOfPeak, long Evaluations);

/// <summary>Measures the bodies of the commands through the backends that the commands use.</summary>
sealed class SweepBench(double seconds, CancellationToken cancellation)
{
    const int CheckRows = 16, CheckItems = 256, MostDeployments = 1024;
    const long MostEvaluations = 1 << 22;

    readonly BenchGrids _grids = new();
    readonly Dictionary<BenchMode, (float[] Outputs, double Operations)> _reference = [];
    readonly Dictionary<HostLane, double> _peaks = [];

    /// <summary>Measures one device, the host in each of its lanes.</summary>
    public IEnumerable<BenchResult> Run(DeviceInfo device, IReadOnlyList<BenchMode> modes)
    {
        string name = device.Kind is DeviceKind.Host or DeviceKind.Cpu ? device.Kind.ToString().ToLowerInvariant() : $"{device.Kind.ToString().ToLowerInvariant()}:{device.Name}";
        HostLane[] lanes = device.Kind == DeviceKind.Host ? [.. Enum.GetValues<HostLane>().Where(lane => lane <= HostBackend.WidestLane)] : [HostLane.Scalar];
        foreach (HostLane lane in lanes)
        {
            using IComputeBackend backend = device.Kind == DeviceKind.Host ? new HostBackend(Environment.ProcessorCount, lane) : DeviceChoice.Of(device).Open(Environment.ProcessorCount);
            foreach (BenchMode mode in modes)
            {
                cancellation.ThrowIfCancellationRequested();
                double? peak = device.Kind == DeviceKind.Host ? Peak(lane) : null;
                yield return mode switch
                {
                    BenchMode.Static => Measure<SweepBody<StaticBatchForm>>(backend, name, mode, peak),
                    BenchMode.Closed => Measure<SweepBody<ClosedLoopForm>>(backend, name, mode, peak),
                    BenchMode.Open => Measure<OpenLoopBody>(backend, name, mode, peak),
                    _ => Measure<CapacityBody>(backend, name, mode, peak),
                };
            }
        }
    }

    BenchResult Measure<TBody>(IComputeBackend backend, string name, BenchMode mode, double? peak) where TBody : struct, IBody
    {
        WorkGrid check = _grids.Of(mode, CheckRows, CheckItems);
        (float[] expected, double operations) = Reference<TBody>(mode, check);
        float[] actual = new float[expected.Length];
        backend.Map<TBody>(check, actual, cancellation);
        Checksum checksum = new(TBody.Outputs);
        backend.Reduce<TBody, Checksum>(check, checksum, cancellation: cancellation);

        (double rate, double processor, long evaluations) = Fastest<TBody>(backend, mode);
        int bytes = sizeof(float) * (TBody.ItemFields + TBody.Outputs);
        return new(name, backend.Device.Lane, mode, rate, processor, $"{checksum.Value:x16}", Difference<TBody>(check, expected, actual), operations, bytes, rate * operations, rate * bytes, peak, rate * operations / peak, evaluations);
    }

    // Grids grow until one pass takes a good part of the time: first to a thousand deployments (rows of a closed form, items of the others), then in requests.
    (double Rate, double ProcessorSeconds, long Evaluations) Fastest<TBody>(IComputeBackend backend, BenchMode mode) where TBody : struct, IBody
    {
        (double rate, double processor, long evaluations) best = (0, double.PositiveInfinity, 0);
        int rows = CheckRows, items = CheckItems;
        bool closed = mode is BenchMode.Static or BenchMode.Closed;
        Objective objective = closed ? new(SweepOutput.UsdPerMillionOutputTokens) : new(OpenLoopOutput.RequestsPerSecond, Maximise: true);
        WorkGrid grid = _grids.Of(mode, rows, items);
        // The first pass compiles the reduction.
        backend.Reduce<TBody, BestPerGroup>(grid, new BestPerGroup(objective), cancellation: cancellation);
        long began = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            long started = Stopwatch.GetTimestamp();
            TimeSpan processorBefore = Environment.CpuUsage.TotalTime;
            backend.Reduce<TBody, BestPerGroup>(grid, new BestPerGroup(objective), cancellation: cancellation);
            double took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best.processor = Math.Min(best.processor, (Environment.CpuUsage.TotalTime - processorBefore).TotalSeconds / grid.Evaluations);
            if (grid.Evaluations / took > best.rate) (best.rate, best.evaluations) = (grid.Evaluations / took, grid.Evaluations);
            if (took < seconds / 8 && grid.Evaluations * 4 <= MostEvaluations)
            {
                bool more = (closed ? rows : items) < MostDeployments;
                if (more == closed) rows *= 4;
                else items *= 4;
                grid = _grids.Of(mode, rows, items);
                began = Stopwatch.GetTimestamp();
            }
        }
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
        return best;
    }

    (float[] Outputs, double Operations) Reference<TBody>(BenchMode mode, WorkGrid check) where TBody : struct, IBody
    {
        if (_reference.TryGetValue(mode, out (float[], double) found)) return found;
        float[] outputs = new float[check.OutputLength(TBody.Outputs)];
        using HostBackend scalar = new(Environment.ProcessorCount, HostLane.Scalar);
        scalar.Map<TBody>(check, outputs, cancellation);
        return _reference[mode] = (outputs, BenchGrids.Operations<TBody>(check));
    }

    double Peak(HostLane lane)
    {
        if (!_peaks.TryGetValue(lane, out double peak)) _peaks[lane] = peak = PeakRate.Of(lane, Environment.ProcessorCount);
        return peak;
    }

    static long Difference<TBody>(WorkGrid grid, float[] expected, float[] actual) where TBody : struct, IBody
    {
        long most = 0;
        for (int column = 0; column < TBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                {
                    int at = grid.OutputIndex(column, row, item);
                    most = Math.Max(most, SelfTest.UlpBetween(expected[at], actual[at]));
                }
        return most;
    }
}
