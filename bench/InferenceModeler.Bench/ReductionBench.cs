using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Bench;

/// <summary>What does each reduction add to an evaluation that it consumes, on each device? The baseline only counts, for which all results come home.</summary>
[Config(typeof(InThisProcess))]
public class ReductionBench
{
    const int Deployments = 1024;
    const int Items = 2048;
    const int Evaluations = Deployments * Items;

    static readonly Objective s_price = new(SweepOutput.UsdPerMillionOutputTokens);
    static readonly Objective s_speed = new(SweepOutput.TpotSeconds);
    static readonly Objective s_start = new(SweepOutput.TtftSeconds);
    static readonly Feasibility s_fits = new(SweepOutput.UnfitReason);

    /// <summary>Every shape and load is a class of its own, as in the main job.</summary>
    static readonly Grouping s_perItem = new([], [.. Enumerable.Range(0, Items)]);

    IComputeBackend _backend = null!;
    WorkGrid _grid = null!;

    public static IEnumerable<string> Devices => BenchDevices.Names;

    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "host";

    [GlobalSetup]
    public void Prepare()
    {
        _grid = SweepGrids.ClosedLoop(Deployments, Items);
        _backend = DeviceChoice.Of(Device).Open(Environment.ProcessorCount);
    }

    [GlobalCleanup]
    public void Close() => _backend.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Evaluations)]
    public long Nothing() => Run(new ResultCount()).Results;

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public Pick BestOfAll() => Run(new BestPerGroup(s_price, null, s_fits))[0];

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public Pick BestPerItem() => Run(new BestPerGroup(s_price, s_perItem, s_fits))[0];

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int TopHundred() => Run(new TopResults(100, s_price, s_fits)).Picks.Count;

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int FrontOfTwo() => Run(new ParetoFront([s_price, s_speed], null, s_fits))[0].Count;

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public int FrontOfThreePerItem() => Run(new ParetoFront([s_price, s_speed, s_start], s_perItem, s_fits))[0].Count;

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Histogram() => Run(new Histograms(SweepOutput.TpotSeconds, null, s_fits))[0].Count;

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public ulong Sum() => Run(new Checksum(SweepOutput.Count)).Value;

    TReducer Run<TReducer>(TReducer reducer) where TReducer : class, IReducer<TReducer>
    {
        _backend.Reduce<SweepBody<ClosedLoopForm>, TReducer>(_grid, reducer);
        return reducer;
    }
}
