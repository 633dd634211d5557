using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Bench;

/// <summary>What does a call cost on each device beside its arithmetic: the launch, a table that is new to it, results that come home?</summary>
[Config(typeof(InThisProcess))]
public class TransferBench
{
    const int Calls = 100;

    /// <summary>0.7 MB of rows with one item each: little arithmetic.</summary>
    const int TallRows = 4096;

    /// <summary>40 MB of results.</summary>
    const int WideItems = 16_384, WideRows = 64;

    readonly float[] _rows = SweepGrids.Rows(TallRows), _item = SweepGrids.Items(1, _ => 8);

    readonly WorkGrid _one = SweepGrids.ClosedLoop(1, 1), _wide = SweepGrids.ClosedLoop(WideRows, WideItems);

    float[] _outputs = [];
    WorkGrid _tall = null!;
    IComputeBackend _backend = null!;

    public static IEnumerable<string> Devices => BenchDevices.Names;

    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "host";

    [GlobalSetup]
    public void Open()
    {
        _backend = DeviceChoice.Of(Device).Open(Environment.ProcessorCount);
        _tall = NewTable();
        _outputs = new float[_wide.OutputLength(SweepOutput.Count)];
    }

    [GlobalCleanup]
    public void Close() => _backend.Dispose();

    [Benchmark(OperationsPerInvoke = Calls)]
    public float OneEvaluation()
    {
        for (int call = 0; call < Calls; call++) Map(_one);
        return _outputs[0];
    }

    [Benchmark]
    public float KnownTable() => Map(_tall);

    /// <summary>Less <see cref="KnownTable"/>: checking, copying and uploading the table.</summary>
    [Benchmark]
    public float NewTableEachTime() => Map(NewTable());

    [Benchmark]
    public float AMillionResults() => Map(_wide);

    WorkGrid NewTable() => WorkGrid.Of<SweepBody<ClosedLoopForm>>(_rows, _item, 1);

    float Map(WorkGrid grid)
    {
        _backend.Map<SweepBody<ClosedLoopForm>>(grid, _outputs.AsMemory(0, grid.OutputLength(SweepOutput.Count)));
        return _outputs[0];
    }
}
