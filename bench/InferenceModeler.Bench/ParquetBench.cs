using BenchmarkDotNet.Attributes;
using InferenceModeler.Compute;
using InferenceModeler.Data;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Bench;

/// <summary>How long does one row of a sweep take to write as Parquet, to nowhere and to a file?</summary>
[Config(typeof(InThisProcess))]
public class ParquetBench
{
    /// <summary>Four row groups.</summary>
    const int Rows = 1 << 19;

    readonly string _file = Path.GetTempFileName();
    SweepSpace _space = null!;
    SweepPoint[] _points = [];

    [GlobalSetup]
    public void Prepare()
    {
        Catalog catalog = CatalogFiles.Load();
        (ModelArchitecture, NumberFormat?)[] models = [(catalog.FindModel("Llama-3.1-8B").Architecture, null)];
        SweepRows rows = SweepSpaces.Deployments(catalog, CoefficientFiles.Shipped(), models, new() { Engines = ["vllm"], MaxBatchedTokens = [] }, Offers.Of(catalog, catalog.Regions, PurchaseOption.OnDemand), 8, new());
        _space = new(rows, SweepSpaces.Shapes([128, 1024, 4096], [64, 256], [0], out _), [.. Enumerable.Range(1, 1024)]);
        SweepSettings settings = new() { Keep = SweepKeep.All };
        SweepParts parts = new(_space, SweepKeep.All);
        using HostBackend host = new(Environment.ProcessorCount);
        SweepEvaluation evaluation = new(host, _space, settings);
        _points = [.. Enumerable.Range(0, parts.Count).SelectMany(part => evaluation.Run(parts[part]).Kept).Take(Rows)];
        if (_points.Length != Rows) throw new InvalidOperationException($"{_points.Length} rows: the bench counts {Rows}");
    }

    [GlobalCleanup]
    public void Remove() => File.Delete(_file);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void ToNowhere() => SweepTable.WriteParquet(Stream.Null, _space, _points);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void ToFile()
    {
        using FileStream stream = new(_file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        SweepTable.WriteParquet(stream, _space, _points);
        stream.Flush(flushToDisk: true);
    }
}
