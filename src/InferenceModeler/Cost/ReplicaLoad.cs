using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// The stationary replica at one rate: the moments that the latency distributions are made of. Symbols: λ rate, n decoding sequences, t decode-only step, L step
/// with its prefill, g seconds per prompt token, u prompt tokens to compute, ρ = λ·E[u]·g (of ranks that step together with what they wait for one another), B token budget left by the decodes.
/// </summary>
public readonly struct ReplicaLoad<T> where T : struct, IReal<T>
{
    /// <summary>Arrivals per second that the moments are for: the rate asked, or just below saturation where that is less.</summary>
    public readonly T Rate;

    /// <summary>Decoding sequences at the balance point, mean over steps.</summary>
    public readonly T Decodes;

    public readonly T DecodeStepSeconds;
    public readonly T MeanStepSeconds;

    /// <summary>A step that fills the token budget.</summary>
    public readonly T FullStepSeconds;

    /// <summary>g.</summary>
    public readonly T SecondsPerPromptToken;

    /// <summary>Seconds that a prompt token costs more per token of its position.</summary>
    public readonly T SecondsPerPosition;

    /// <summary>ρ: share of time that goes into prefill.</summary>
    public readonly T PrefillLoad;

    /// <summary>Prompt tokens per step at most.</summary>
    public readonly T BudgetTokens;

    /// <summary>λ·E[u], tokens per second.</summary>
    public readonly T TokenRate;

    /// <summary>λ·E[s²], seconds: variance rate of the prefill work that arrives.</summary>
    public readonly T WorkSquare;

    /// <summary>λ·E[s³], seconds².</summary>
    public readonly T WorkCube;

    /// <summary>n·t'/t: how much a fuller batch slows its own steps.</summary>
    public readonly T Elasticity;

    /// <summary>Probability that an arrival finds the replica idle.</summary>
    public readonly T Idle;

    /// <summary>Mean backlog beyond the budget of the current step, as an arrival sees it, tokens.</summary>
    public readonly T BacklogTokens;

    /// <summary>Probability that there is one.</summary>
    public readonly T BacklogShare;

    /// <summary>Variance of the step from prefill, seconds².</summary>
    public readonly T StepVariance;

    /// <summary>Variance of the step from slow swings of the batch, seconds².</summary>
    public readonly T SlowVariance;

    /// <summary>Correlation time of those swings.</summary>
    public readonly T SlowSeconds;

    /// <summary>Standard deviation of the decoding sequences.</summary>
    public readonly T Spread;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ReplicaLoad(T rate, T decodes, in MeanStep<T> mean, in StepTrend<T> trend, in MixMoments<T> mix, in BatchLimits<T> limits)
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f), two = T.Of(2f), tiny = T.Of(1e-12f);
        T t = mean.Decode, g = mean.OwnPerPromptToken, load = rate * mix.Prefill * mean.PerPromptToken;
        // What ranks wait for one another is as if more prompts arrived.
        T waits = mean.PerPromptToken / T.Max(g, tiny), flow = rate * waits;
        Rate = rate;
        Decodes = decodes;
        DecodeStepSeconds = t;
        MeanStepSeconds = mean.SecondsAt(in mix, rate);
        SecondsPerPromptToken = g;
        SecondsPerPosition = trend.PerPosition;
        PrefillLoad = load;
        TokenRate = rate * mix.Prefill;
        T workSquare = T.Max(g * g * mix.PrefillSquare + two * g * trend.PerPosition * mix.SquarePosition, half * g * g * mix.PrefillSquare);
        WorkSquare = flow * workSquare;
        WorkCube = flow * g * g * g * mix.PrefillCube;
        T elasticity = T.Min(decodes * trend.PerSequence / t, T.Of(0.98f));
        Elasticity = elasticity;

        // Idle needs no prefill (M/G/1) and no decoding request (M/G/∞, insensitive to lengths).
        T idle = (one - T.Min(load + rate * t, T.Of(0.999f))) * Tail.Exp(zero - T.Min(rate * mix.Decode * t, T.Of(60f)));
        Idle = idle;
        T cycle = t / T.Max(one - idle - load, T.Of(1e-3f));

        // Tokens W at the start of a step: W' = (W − B)+ + arrivals in a step of t + g·min(W, B). The stationary second moment gives the mean overflow
        // exactly once the variance of min(W, B) is known; that one is closed between its two limits, no budget and all-or-nothing steps.
        T budget = T.Max(limits.BatchedTokens - decodes, one);
        BudgetTokens = budget;
        T arriving = rate * mix.PrefillSquare * cycle, inStep = rate * mix.Prefill * cycle;
        T unlimited = arriving / (one - load * load), bound = T.Max(inStep * (budget - inStep), tiny);
        T variance = unlimited * bound / T.Sqrt(unlimited * unlimited + bound * bound);
        T full = t + g * budget;
        FullStepSeconds = full;
        T drift = T.Max(budget - rate * mix.Prefill * full, budget * T.Of(1e-4f));
        T overflow = T.Max(arriving - (one - load * load) * variance, zero) * half / drift;
        BacklogTokens = overflow * full / (cycle * (one - idle));
        BacklogShare = T.Max(T.Min(rate * mix.Prefill * full / budget, T.Of(0.999f)) * variance / bound, T.Of(1e-6f));
        StepVariance = variance * workSquare * waits / mix.PrefillSquare;

        // Slow swings of the batch: its own births and deaths, and the prefill noise that it integrates over a residence.
        T stretch = one / T.Max(one - load, T.Of(1e-3f)), gain = one / (one - elasticity);
        T noise = WorkSquare * MeanStepSeconds * MeanStepSeconds * stretch * stretch;
        T slow = MeanStepSeconds * mix.DecodeSquare / (mix.Decode * two) * gain + MeanStepSeconds;
        SlowSeconds = slow;
        T contexts = trend.PerContextToken * trend.PerContextToken * mix.ContextVariance;
        SlowVariance = decodes * (trend.PerSequence * trend.PerSequence * gain + contexts) * stretch * stretch + noise * (gain * gain - one) * half / slow;
        T crowding = decodes * gain / MeanStepSeconds;
        Spread = T.Sqrt(decodes * gain + crowding * crowding * noise * half / slow);
    }
}
