using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Moments of the latencies over the requests of a mix, from which the means follow and a search for percentiles starts.</summary>
public struct LatencyMoments<T> where T : struct, IReal<T>
{
    /// <summary>Time to first token on an idle replica: mean and mean square over the shapes.</summary>
    public T AloneSeconds, AloneSquare;

    /// <summary>On a busy one, without backlog and admission wait: means over the shapes of the mean and of its square.</summary>
    public T LoadedSeconds, LoadedSquare;

    /// <summary>Over the requests with at least two output tokens.</summary>
    public T TpotSeconds, TpotVariance;

    /// <summary>Between which the percentiles lie: the least and the most of any shape, and of any case that the shape may meet.</summary>
    public T TtftLeast, TtftMost, TpotLeast, TpotMost;

    /// <summary>Mean time that a request decodes.</summary>
    public T DecodeSeconds;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly T TtftSeconds(in ReplicaLoad<T> load, in ArrivalView<T> view) =>
        AloneSeconds + (T.Of(1f) - load.Idle) * (LoadedSeconds - AloneSeconds + view.LateShare * view.LateSeconds);
}
