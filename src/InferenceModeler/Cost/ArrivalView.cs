using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What a Poisson arrival finds: the step in progress (length-biased), the tokens ahead of it, and how late it starts.</summary>
public readonly struct ArrivalView<T> where T : struct, IReal<T>
{
    /// <summary>Mean length of the step in progress.</summary>
    public readonly T StepSeconds;

    /// <summary>Prompt tokens that arrived earlier during that step.</summary>
    public readonly T AheadTokens;

    /// <summary>Chance that those tokens are more than a given room, per token of it: the rate of their exponential.</summary>
    public readonly T PerAheadToken;

    /// <summary>Chance of a further step because of them, were there no room.</summary>
    public readonly T CrossingShare;

    /// <summary>Standard deviation of the time to first token beyond the request's own, without backlog and admission wait.</summary>
    public readonly T Deviation;

    /// <summary>Probability of a backlog or an admission wait.</summary>
    public readonly T LateShare;

    /// <summary>Mean delay of those that have one.</summary>
    public readonly T LateSeconds;

    /// <summary>Its variance, and the deviation of a late request's time to first token beyond its own.</summary>
    public readonly T LateVariance, LateDeviation;

    /// <summary>Mean delay by backlog, over all arrivals.</summary>
    public readonly T BacklogSeconds;

    /// <summary>Variance of that delay.</summary>
    public readonly T BacklogVariance;

    /// <summary>Mean admission wait, over all arrivals.</summary>
    public readonly T WaitSeconds;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ArrivalView(in ReplicaLoad<T> load, in AdmissionWait<T> wait)
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f), two = T.Of(2f), tiny = T.Of(1e-12f);
        // While busy the step is longer than over all time.
        T busy = load.DecodeStepSeconds * (one - load.Idle) / T.Max(one - load.Idle - load.PrefillLoad, T.Of(1e-3f));
        T full = T.Max(load.FullStepSeconds, busy), variance = load.StepVariance + load.SlowVariance;
        T third = two * load.StepVariance * load.StepVariance / T.Max(busy - load.DecodeStepSeconds, busy * T.Of(1e-3f));
        T seen = T.Min(busy + variance / busy, full);
        // A step is never longer than a full one, which bounds its second moment.
        T square = T.Min(busy * busy + T.Of(3f) * variance + third / busy, seen * T.Max(full, seen));
        T spread = T.Max(square - seen * seen, zero), reach = half + load.PrefillLoad;
        StepSeconds = seen;
        // Residual (uniform in the step) and the work of all that arrive in it.
        Deviation = T.Sqrt(square * T.Of(1f / 12f) + load.WorkSquare * seen + reach * reach * spread + tiny);
        AheadTokens = T.Max(load.TokenRate * seen * half, tiny);
        T any = T.Max(Tail.Within(T.Min(load.Rate * seen * half, T.Of(60f))), tiny);
        PerAheadToken = any / AheadTokens;
        CrossingShare = any / Tail.Within(T.Min(load.BudgetTokens * PerAheadToken, T.Of(60f)));

        T perBacklog = load.FullStepSeconds / load.BudgetTokens;
        T delay = load.BacklogTokens * perBacklog / load.BacklogShare;
        T p = load.BacklogShare, w = wait.Probability, either = p + w - p * w;
        LateShare = either;
        T mean = (p * delay + w * wait.MeanSeconds) / either;
        T second = two * (p * delay * delay + w * wait.MeanSeconds * wait.MeanSeconds + p * w * delay * wait.MeanSeconds) / either;
        LateSeconds = mean;
        LateVariance = T.Max(second - mean * mean, zero);
        LateDeviation = T.Sqrt(Deviation * Deviation + LateVariance);
        BacklogSeconds = p * delay;
        BacklogVariance = p * delay * delay * (two - p);
        WaitSeconds = w * wait.MeanSeconds;
    }
}
