using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>The largest rate at which a replica keeps its limits.</summary>
public readonly struct CapacityPoint<T> where T : struct, IReal<T>
{
    /// <summary>0 where even a lone request misses a limit.</summary>
    public T RequestsPerSecond { get; init; }

    /// <summary>The rate at which queues would grow for ever, limits aside.</summary>
    public T SaturatedRate { get; init; }

    /// <summary>A <see cref="CapacityBound"/>.</summary>
    public T Bound { get; init; }
}
