using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Distribution of the time per output token over the requests with at least two output tokens.</summary>
/// <remarks>
/// A request with m decode steps takes the mean of m consecutive steps that follow its own prefill. Their sum is the passage time of t·m by a compound Poisson
/// flow of prefill work, started by the tokens that its own prefill held up; on top come slow swings of the batch, averaged over its residence. Pearson III by three moments for each shape.
/// </remarks>
public static class TpotTail
{
    public static T Mean<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, out T decodeSeconds)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T sum = T.Of(0f), weight = T.Of(1e-12f);
        decodeSeconds = T.Of(0f);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = Cell(in load, in view, in moments, in mix, cell, out T steps, out T mean, out _, out _);
            sum += share * mean;
            weight += share;
            decodeSeconds += share * steps * mean;
        }
        return sum / weight;
    }

    /// <summary>No step is longer than a full one (at a batch that swings), so neither is a mean of steps.</summary>
    public static T Longest<T>(in ReplicaLoad<T> load) where T : struct, IReal<T> => load.FullStepSeconds + T.Of(2f) * T.Sqrt(load.SlowVariance);

    /// <summary>Share of requests whose time per output token is at most <paramref name="seconds"/>; below <see cref="Longest"/>.</summary>
    public static T Below<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, T seconds)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T sum = T.Of(0f), weight = T.Of(1e-12f);
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T share = Cell(in load, in view, in moments, in mix, cell, out _, out T mean, out T deviation, out T skew);
            sum += share * Tail.Gamma(seconds, mean, deviation, skew);
            weight += share;
        }
        return sum / weight;
    }

    static T Cell<T, TMix>(in ReplicaLoad<T> load, in ArrivalView<T> view, in MixMoments<T> moments, in TMix mix, int cell, out T steps, out T mean,
        out T deviation, out T skew)
        where T : struct, IReal<T>
        where TMix : struct, IMix<TMix, T>
    {
        T one = T.Of(1f), half = T.Of(0.5f);
        RequestCost<T> cost = RequestCost<T>.Of(in load, in view, moments.Position, TMix.PromptTokens(in mix, cell), TMix.CachedTokens(in mix, cell));
        T decodes = TMix.OutputTokens(in mix, cell) - one;
        steps = T.Max(decodes, one);
        Moments(in load, in view, in cost, steps, out mean, out deviation, out skew);
        return T.Where(half, decodes, TMix.Share(in mix, cell), T.Of(0f));
    }

    static void Moments<T>(in ReplicaLoad<T> load, in ArrivalView<T> view, in RequestCost<T> cost, T m, out T mean, out T deviation, out T skew)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), half = T.Of(0.5f);
        T rho = T.Max(load.PrefillLoad, T.Of(1e-9f)), s = one / T.Max(one - rho, T.Of(1e-3f)), g = load.SecondsPerPromptToken;
        // Tokens at the start beget ρ tokens each per step: 1 + ρ + … + ρ^(m−1).
        T spill = (one - T.Exp2(T.Max(m * T.Log2(rho), T.Of(-100f)))) * s;
        T usual = load.TokenRate * load.MeanStepSeconds + load.BacklogTokens * load.MeanStepSeconds / load.FullStepSeconds;
        T crowded = one + load.Elasticity / ((one - load.Elasticity) * T.Max(load.Decodes, one));
        mean = load.MeanStepSeconds * crowded + g * (cost.BehindTokens - usual) * spill / m;
        T start = load.WorkSquare * cost.BehindTokens / load.TokenRate
            + rho * rho * (view.Deviation * view.Deviation + view.BacklogVariance * cost.BehindShare);
        T fast = (spill * spill * start + (m - one) * load.WorkSquare * mean * s * s) / (m * m);
        // Mean of a slow swing over a residence of w correlation times: Padé form of 2(w − 1 + e^−w)/w².
        T w = m * mean / load.SlowSeconds;
        T kept = (one + w * T.Of(1f / 6f)) / (one + w * half + w * w * T.Of(1f / 12f)), slow = load.SlowVariance * kept, slowRoot = T.Sqrt(slow);
        T variance = fast + slow + mean * mean * T.Of(1e-8f);
        deviation = T.Sqrt(variance);
        T cube = (load.WorkCube + T.Of(3f) * load.WorkSquare * load.WorkSquare * s) * mean * s * s * s / (m * m)
            + slow * slowRoot * kept * (one + load.Elasticity) / T.Sqrt(load.Decodes * (one - load.Elasticity));
        // At most that of a passage time that starts at the decode step.
        skew = T.Min(cube / (variance * deviation), T.Of(3f) * deviation / T.Max(mean - load.DecodeStepSeconds, mean * T.Of(1e-3f)));
        skew = T.Max(skew, T.Of(0.05f));
    }
}
