namespace InferenceModeler.Cli.Benchmarks;

/// <summary>The equations that a bench evaluates.</summary>
enum BenchMode
{
    /// <summary>Batches that start and end together.</summary>
    Static,

    /// <summary>A constant number of requests in flight.</summary>
    Closed,

    /// <summary>A mix arriving at a rate: percentiles of the latencies.</summary>
    Open,

    /// <summary>The largest rate within latency limits.</summary>
    Capacity,
}
