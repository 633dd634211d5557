using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Bench;

/// <summary>How long does one evaluation of each body take on each device, its best per deployment or mix kept as the commands keep it?</summary>
[Config(typeof(InThisProcess))]
public class DeviceBench
{
    const int Deployments = 1024, Items = 512, Mixes = 16;

    readonly WorkGrid _sweep = SweepGrids.ClosedLoop(Deployments, Items), _open = SweepGrids.OpenLoop(Deployments, Mixes, alike: true), _capacity = SweepGrids.Capacity(Deployments, Mixes, alike: true);

    IComputeBackend _backend = null!;

    public static IEnumerable<string> Devices => BenchDevices.Names;

    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "host";

    [GlobalSetup]
    public void Open() => _backend = DeviceChoice.Of(Device).Open(Environment.ProcessorCount);

    [GlobalCleanup]
    public void Close() => _backend.Dispose();

    [Benchmark(OperationsPerInvoke = Deployments * Items)]
    public Pick StaticBatches() => Best<SweepBody<StaticBatchForm>>(_sweep, SweepOutput.UsdPerMillionOutputTokens);

    [Benchmark(OperationsPerInvoke = Deployments * Items)]
    public Pick ClosedLoops() => Best<SweepBody<ClosedLoopForm>>(_sweep, SweepOutput.UsdPerMillionOutputTokens);

    [Benchmark(OperationsPerInvoke = Deployments * Mixes)]
    public Pick OpenLoops() => Best<OpenLoopBody>(_open, OpenLoopOutput.RequestsPerSecond);

    [Benchmark(OperationsPerInvoke = Deployments * Mixes)]
    public Pick Capacities() => Best<CapacityBody>(_capacity, OpenLoopOutput.RequestsPerSecond);

    Pick Best<TBody>(WorkGrid grid, int column) where TBody : struct, IBody
    {
        BestPerGroup best = new(new Objective(column));
        _backend.Reduce<TBody, BestPerGroup>(grid, best);
        return best[0];
    }
}
