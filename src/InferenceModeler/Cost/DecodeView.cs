using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What the decode steps of a request meet, whatever its shape: the moments of <see cref="TpotTail{T}"/> as far as they are common to the mix.</summary>
public readonly struct DecodeView<T> where T : struct, IReal<T>
{
    /// <summary>log2 ρ.</summary>
    public readonly T Log2PrefillLoad;

    /// <summary>1 / (1 − ρ): steps that a step begets, itself included.</summary>
    public readonly T Stretch;

    /// <summary>Prompt tokens waiting at the start of a step, mean.</summary>
    public readonly T UsualTokens;

    /// <summary>Mean step that a decoding request sees: one more request decodes than an observer finds.</summary>
    public readonly T StepSeconds;

    /// <summary>Variance of prefill work per prompt token, seconds².</summary>
    public readonly T WorkSquarePerToken;

    /// <summary>Variance of the work at the start that every request meets, seconds².</summary>
    public readonly T StartVariance;

    /// <summary>The same from a backlog, where tokens did not fit.</summary>
    public readonly T BacklogVariance;

    /// <summary>Variance and third moment that prefill adds per second of decoding.</summary>
    public readonly T FastVariance, FastCube;

    /// <summary>Variance and third moment of slow swings of the batch, and their rate.</summary>
    public readonly T SlowVariance, SlowCube, SlowRate;

    public readonly T DecodeStepSeconds, SecondsPerPromptToken;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public DecodeView(in ReplicaLoad<T> load, in ArrivalView<T> view)
    {
        T one = T.Of(1f), rho = T.Max(load.PrefillLoad, T.Of(1e-9f)), s = one / T.Max(one - rho, T.Of(1e-3f)), kept = one - load.Elasticity;
        Log2PrefillLoad = T.Log2(rho);
        Stretch = s;
        UsualTokens = load.MeanStepSeconds * (load.TokenRate + load.BacklogTokens / load.FullStepSeconds);
        StepSeconds = load.MeanStepSeconds * (one + load.Elasticity / (kept * load.Decodes));
        WorkSquarePerToken = load.WorkSquare / load.TokenRate;
        StartVariance = rho * rho * view.Deviation * view.Deviation;
        BacklogVariance = rho * rho * view.BacklogVariance;
        FastVariance = load.WorkSquare * s * s;
        FastCube = (load.WorkCube + T.Of(3f) * load.WorkSquare * load.WorkSquare * s) * s * s * s;
        SlowVariance = load.SlowVariance;
        SlowCube = load.SlowVariance * T.Sqrt(load.SlowVariance) * (one + load.Elasticity) / T.Sqrt(load.Decodes * kept);
        SlowRate = one / load.SlowSeconds;
        DecodeStepSeconds = load.DecodeStepSeconds;
        SecondsPerPromptToken = load.SecondsPerPromptToken;
    }
}
