using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution of the time per output token of one shape with at least two output tokens, by its moments.</summary>
/// <remarks>
/// A request with m decode steps takes the mean of m consecutive steps that follow its own prefill. Their sum is the passage time of t·m by a compound Poisson
/// flow of prefill work, started by the tokens that its own prefill held up; on top come slow swings of the batch, averaged over its residence. Pearson III by
/// three moments.
/// </remarks>
public readonly struct TpotTail<T> where T : struct, IReal<T>
{
    public readonly T Mean, Deviation, Skew;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    TpotTail(T mean, T deviation, T skew)
    {
        Mean = mean;
        Deviation = deviation;
        Skew = skew;
    }

    /// <summary>No step is longer than a full one (at a batch that swings), so neither is a mean of steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Longest(in ReplicaLoad<T> load) => load.FullStepSeconds + T.Of(2f) * T.Sqrt(load.SlowVariance);

    /// <param name="view">What the steps meet.</param>
    /// <param name="cost">The shape.</param>
    /// <param name="m">Its decode steps, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TpotTail<T> Of(in DecodeView<T> view, in RequestCost<T> cost, T m)
    {
        T one = T.Of(1f), half = T.Of(0.5f), perStep = one / m, g = view.SecondsPerPromptToken;
        // Tokens at the start beget ρ tokens each per step: 1 + ρ + … + ρ^(m−1).
        T spill = (one - T.Exp2(T.Max(m * view.Log2PrefillLoad, T.Of(-100f)))) * view.Stretch;
        T mean = view.StepSeconds + g * (cost.BehindTokens - view.UsualTokens) * spill * perStep;
        T start = view.WorkSquarePerToken * cost.BehindTokens + view.StartVariance + view.BacklogVariance * cost.BehindShare;
        T fast = (spill * spill * start + (m - one) * view.FastVariance * mean) * perStep * perStep;
        // Mean of a slow swing over a residence of w correlation times: Padé form of 2(w − 1 + e^−w)/w².
        T w = m * mean * view.SlowRate;
        T kept = (one + w * T.Of(1f / 6f)) / (one + w * half + w * w * T.Of(1f / 12f));
        T variance = fast + view.SlowVariance * kept + mean * mean * T.Of(1e-8f), deviation = T.Sqrt(variance);
        T cube = view.FastCube * mean * perStep * perStep + view.SlowCube * kept * kept * T.Sqrt(kept);
        // At most that of a passage time that starts at the decode step.
        T skew = T.Min(cube / (variance * deviation), T.Of(3f) * deviation / T.Max(mean - view.DecodeStepSeconds, mean * T.Of(1e-3f)));
        return new(mean, deviation, T.Max(skew, T.Of(0.05f)));
    }

    /// <summary>Share of the shape's requests whose time per output token is at most a value, where that is below <see cref="Longest"/>.</summary>
    public GammaTail<T> Distribution => GammaTail<T>.Of(Mean, Deviation, Skew);

    /// <summary>Where the normal variable of <see cref="Distribution"/> is <paramref name="z"/>.</summary>
    public T At(T z) => GammaTail<T>.At(z, Mean, Deviation, Skew);
}
