using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Bench;

/// <summary>How long does one evaluation of each closed form take on all cores, per lane? Evaluations per second = 1 / mean; wide must be at least 6 × scalar.</summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 2, iterationCount: 9)]
public class SweepBench
{
    /// <summary>More than a thousand deployments of dense, grouped-query, latent and expert models.</summary>
    const int Deployments = 1024;

    /// <summary>Shapes × loads: wide enough that preparing a row does not count.</summary>
    const int Items = 2048;

    const int Evaluations = Deployments * Items;

    WorkGrid _grid = null!;
    HostBackend _backend = null!;

    [Params(HostLane.Scalar, HostLane.Wide256, HostLane.Wide512)]
    public HostLane Lane { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _grid = SweepGrids.ClosedLoop(Deployments, Items);
        if (_grid.Evaluations != Evaluations) throw new InvalidOperationException($"{_grid.RowCount} deployments fit: the bench counts {Deployments}");
        _backend = new HostBackend(Environment.ProcessorCount, Lane);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Evaluations)]
    public long ClosedLoop() => Run<ClosedLoopForm>();

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long StaticBatch() => Run<StaticBatchForm>();

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Offline() => Run<OfflineForm>();

    long Run<TForm>() where TForm : struct, IClosedForm
    {
        ResultCount count = new();
        _backend.Reduce<SweepBody<TForm>, ResultCount>(_grid, count);
        return count.Results;
    }
}
