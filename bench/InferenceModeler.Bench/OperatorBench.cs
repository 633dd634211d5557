using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;

namespace InferenceModeler.Bench;

/// <summary>How long does each group of operators of a step take, per lane, on one core? Below 1/6 of the scalar lane's time is as it should be.</summary>
[Config(typeof(InThisProcess))]
public class OperatorBench
{
    const int Deployments = 256;

    /// <summary>Enough that reading a row does not count.</summary>
    const int Batches = 4096;

    const int Evaluations = Deployments * Batches;

    WorkGrid _grid = null!;

    [Params("Matrices", "Experts", "Attention", "Communication", "Head", "WholeStep")]
    public string Group { get; set; } = "WholeStep";

    [GlobalSetup]
    public void Prepare() => _grid = WorkGrid.Of<OperatorBody<WholeStep>>(SweepGrids.Rows(Deployments), BatchColumns.Draw(Batches), Batches);

    [Benchmark(Baseline = true, OperationsPerInvoke = Evaluations)]
    public long Scalar() => Run(HostLane.Scalar);

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Wide256() => Run(HostLane.Wide256);

    [Benchmark(OperationsPerInvoke = Evaluations)]
    public long Wide512() => Run(HostLane.Wide512);

    long Run(HostLane lane) => Group switch
    {
        "Matrices" => Run<Matrices>(lane),
        "Experts" => Run<Experts>(lane),
        "Attention" => Run<Attention>(lane),
        "Communication" => Run<Communication>(lane),
        "Head" => Run<Head>(lane),
        _ => Run<WholeStep>(lane),
    };

    long Run<TOperator>(HostLane lane) where TOperator : struct, IOperator
    {
        ResultCount count = new();
        new HostBackend(1, lane).Reduce<OperatorBody<TOperator>, ResultCount>(_grid, count);
        return count.Results;
    }
}
