using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution of the time to first token over requests.</summary>
/// <remarks>
/// A request that finds the replica idle takes its own time. One that finds it busy waits for the residual of the (length-biased) step in progress and then
/// shares a whole step, or as many as its prompt needs, with all that arrived around it; the excess is gamma. One that finds a backlog or no seat waits
/// longer by an exponential mixture. The distribution is the mixture of these three over the shapes of the mix.
/// </remarks>
public static class TtftTail
{
    public static T Mean<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T sum = (T.Of(1f) - load.Idle) * (view.BacklogSeconds + view.WaitSeconds);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, moments.Position, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            sum += TMix.Share(in mix, cell) * (cost.AloneSeconds + (T.Of(1f) - load.Idle) * cost.ExcessSeconds);
        }
        return sum;
    }

    /// <summary>Share of requests whose time to first token is at most <paramref name="seconds"/>.</summary>
    public static T Below<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, T seconds)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T lateDeviation = T.Sqrt(view.Deviation * view.Deviation + view.LateVariance);
        T sum = T.Of(0f);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            RequestCost<T> cost = RequestCost<T>.Of(in load, in view, moments.Position, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
            sum += TMix.Share(in mix, cell) * Cell(in load, in view, lateDeviation, cost.AloneSeconds, cost.ExcessSeconds, seconds);
        }
        return sum;
    }

    static T Cell<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, T lateDeviation, T alone, T excess, T seconds) where T : struct, IReal<T>
    {
        T zero = T.Of(0f), one = T.Of(1f), two = T.Of(2f);
        T beyond = seconds - alone, late = excess + view.LateSeconds;
        T prompt = Tail.Gamma(beyond, excess, view.Deviation, two * view.Deviation / excess);
        T delayed = Tail.Gamma(beyond, late, lateDeviation, two * lateDeviation / late);
        T busy = T.Where(beyond, zero, zero, prompt + view.LateShare * (delayed - prompt));
        // The jump of the idle case is spread over 8% of the time, so that a percentile can be sought by slopes.
        T idle = T.Max(zero, T.Min(one, beyond / (alone * T.Of(0.08f)) + T.Of(0.5f)));
        return busy + load.Idle * (idle - busy);
    }
}
