using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Log-odds by which a replica keeps each latency limit: positive where the percentile lies below it.</summary>
readonly struct LatencyMargins<T> where T : struct, IReal<T>
{
    public T Ttft { get; init; }

    public T Tpot { get; init; }

    /// <summary>Share of the requests that wait for admission.</summary>
    public T WaitShare { get; init; }

    public T Least => T.Min(Ttft, Tpot);
}
