using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution of the time to first token of one shape of the mix.</summary>
/// <remarks>
/// A request that finds the replica idle takes its own time. One that finds it busy waits for the residual of the (length-biased) step in progress and then
/// shares a whole step, or as many as its prompt needs, with all that arrived around it; the excess is gamma. One that finds a backlog or no seat waits
/// longer by an exponential mixture. The distribution is the mixture of these three.
/// </remarks>
public static class TtftTail
{
    /// <summary>Share of the shape's requests whose time to first token is at most <paramref name="seconds"/>.</summary>
    public static T Below<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in RequestCost<T> cost, T seconds) where T : struct, IReal<T>
    {
        T zero = T.Of(0f), one = T.Of(1f);
        T beyond = seconds - cost.AloneSeconds;
        T prompt = Tail.Gamma(beyond, cost.ExcessSeconds, view.Deviation);
        T delayed = Tail.Gamma(beyond, cost.ExcessSeconds + view.LateSeconds, view.LateDeviation);
        T busy = T.Where(beyond, zero, zero, prompt + view.LateShare * (delayed - prompt));
        // The jump of the idle case is spread over 8% of the time, so that a percentile can be sought by slopes.
        T idle = T.Max(zero, T.Min(one, beyond / (cost.AloneSeconds * T.Of(0.08f)) + T.Of(0.5f)));
        return busy + load.Idle * (idle - busy);
    }
}
