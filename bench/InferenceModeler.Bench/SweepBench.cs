using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Bench;

/// <summary>How long does one evaluation of each closed form take on all cores, per lane? Evaluations per second = 1 / mean; the widest lane's ratio must be below 1/6.</summary>
[Config(typeof(InThisProcess))]
public class SweepBench
{
    /// <summary>More than a thousand deployments of dense, grouped-query, latent and expert models.</summary>
    const int Deployments = 1024;

    /// <summary>Shapes × loads: wide enough that preparing a row does not count.</summary>
    const int Items = 2048;

    const int Evaluations = Deployments * Items;

    WorkGrid _grid = null!;

    [Params("ClosedLoop", "StaticBatch", "Offline")]
    public string Form { get; set; } = "ClosedLoop";

    [GlobalSetup]
    public void Prepare()
    {
        _grid = SweepGrids.ClosedLoop(Deployments, Items);
        if (_grid.Evaluations != Evaluations) throw new InvalidOperationException($"{_grid.RowCount} deployments fit: the bench counts {Deployments}");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Evaluations)]
    public long Scalar() => Run(HostLane.Scalar);

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Wide256() => Run(HostLane.Wide256);

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Wide512() => Run(HostLane.Wide512);

    long Run(HostLane lane) => Form switch
    {
        "ClosedLoop" => Run<ClosedLoopForm>(lane),
        "StaticBatch" => Run<StaticBatchForm>(lane),
        _ => Run<OfflineForm>(lane),
    };

    long Run<TForm>(HostLane lane) where TForm : struct, IClosedForm
    {
        ResultCount count = new();
        new HostBackend(Environment.ProcessorCount, lane).Reduce<SweepBody<TForm>, ResultCount>(_grid, count);
        return count.Results;
    }
}
