using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A replica under an open loop of Poisson arrivals.</summary>
public readonly struct OpenLoopPoint<T> where T : struct, IReal<T>
{
    /// <summary>What an unstable replica reports instead of a latency.</summary>
    public const float NeverSeconds = 1e9f;

    /// <summary>1 where the rate is below <see cref="SaturatedRate"/>, 0 where queues grow for ever.</summary>
    public T Stable { get; init; }

    /// <summary>Requests per second at which the replica saturates.</summary>
    public T SaturatedRate { get; init; }

    /// <summary>Mean over time.</summary>
    public T DecodeSequences { get; init; }

    public T MeanStepSeconds { get; init; }

    /// <summary>Share of the KV memory held by decoding requests.</summary>
    public T KvShare { get; init; }

    public T TtftMeanSeconds { get; init; }

    public T TtftSeconds { get; init; }

    public T TpotMeanSeconds { get; init; }

    /// <summary>At the percentile, over requests with at least two output tokens.</summary>
    public T TpotSeconds { get; init; }

    public T EndToEndMeanSeconds { get; init; }
}
