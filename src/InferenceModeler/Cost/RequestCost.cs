using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>One shape of the mix on a loaded replica.</summary>
public readonly struct RequestCost<T> where T : struct, IReal<T>
{
    /// <summary>Time to first token on an otherwise empty prefill queue: whole steps of decoding plus its own prefill.</summary>
    public readonly T AloneSeconds;

    /// <summary>Mean time to first token beyond that when the replica is busy, without backlog and admission wait.</summary>
    public readonly T ExcessSeconds;

    /// <summary>Prompt tokens waiting when its first token is out: they lengthen its decode steps.</summary>
    public readonly T BehindTokens;

    /// <summary>Share of the tokens that came behind it and did not fit in its last prefill step.</summary>
    public readonly T BehindShare;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    RequestCost(T aloneSeconds, T excessSeconds, T behindTokens, T behindShare)
    {
        AloneSeconds = aloneSeconds;
        ExcessSeconds = excessSeconds;
        BehindTokens = behindTokens;
        BehindShare = behindShare;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RequestCost<T> Of(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, T promptTokens, T cachedTokens)
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f);
        T u = promptTokens - cachedTokens, g = load.SecondsPerPromptToken, budget = load.BudgetTokens;
        T own = u * T.Max(g + load.SecondsPerPosition * (cachedTokens + half * u - moments.Position), half * g);
        T steps = T.Max(zero - T.Floor(zero - u / budget), one), room = steps * budget - u;
        T alone = steps * load.DecodeStepSeconds + own;

        // Further steps because of the tokens ahead, were those exponential; then the tokens behind that fill up the last step.
        T further = view.CrossingShare * Tail.Exp(zero - T.Min(room * view.PerAheadToken, T.Of(60f)));
        T wait = view.StepSeconds * half + (steps - one + further) * load.FullStepSeconds + view.BacklogSeconds;
        T arrivals = load.Rate * wait, behind = load.TokenRate * wait;
        T uneven = T.Min(further, one);
        T free = room * (one - uneven) + budget * half * uneven;
        // Mean tokens given that any came: E[u] times x / (1 − e^−x), within 3%.
        T damped = T.Of(12f) + T.Of(2f) * arrivals, some = ((one + arrivals * half) * damped + arrivals * arrivals) * moments.Prefill;
        T unfit = Tail.Exp(zero - T.Min(free * damped / some, T.Of(60f)));
        T fill = behind * (one - unfit);
        T excess = view.StepSeconds * half + view.AheadTokens * g + further * load.DecodeStepSeconds + fill * g;
        T last = load.DecodeStepSeconds + g * T.Min(budget, u - (steps - one) * budget + view.AheadTokens + fill);
        return new(alone, excess, behind * unfit + load.TokenRate * last, unfit);
    }
}
