using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>The wait for a sequence slot or for memory.</summary>
/// <remarks>
/// Level-dependent birth and death: π(x)/π(x−1) = q(x) = λ·E[d]·L(x)/x, which is insensitive to the length distribution below the ceiling. q = 1 at the balance
/// point and λ/saturated rate at the ceiling; between them q = A/x + C, exact for a linear step time. Above the ceiling the queue drains like M/G/c in heavy traffic.
/// Breaks within a few percent of saturation, where memory is preempted over and over and waits are longer.
/// </remarks>
public readonly struct AdmissionWait<T> where T : struct, IReal<T>
{
    /// <summary>Probability that an arrival waits.</summary>
    public readonly T Probability;

    /// <summary>Mean wait of those that do; taken as exponential.</summary>
    public readonly T MeanSeconds;

    AdmissionWait(T probability, T meanSeconds)
    {
        Probability = probability;
        MeanSeconds = meanSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static AdmissionWait<T> Of(in ReplicaLoad<T> load, in BatchCeiling<T> ceiling, in MixMoments<T> mix)
    {
        T zero = T.Of(0f), one = T.Of(1f), half = T.Of(0.5f);
        T n = load.Decodes, seats = ceiling.Seats, ratio = T.Min(load.Rate / ceiling.SeatRate, T.Of(0.999f));
        T c = T.Max(one - (one - ratio) / T.Max(one - n / seats, T.Of(1e-6f)), T.Of(0.01f)), a = (one - c) * n;
        T fall = Antiderivative(a, c, seats) - Antiderivative(a, c, n);

        // Unequal contexts fill memory before the mean does; prefill noise crowds the batch beyond its own births and deaths.
        T contexts = T.Where(ceiling.Memory, ceiling.Slots, n * mix.ContextVariance / (mix.Context * mix.Context), zero);
        T variance = load.Spread * load.Spread + contexts, spread = T.Sqrt(variance);
        fall = T.Min(fall * n / ((one - load.Elasticity) * variance), zero);
        T above = T.Exp2(fall) / (one - ratio);
        T below = spread * T.Of(2.5066283f) * Tail.Normal((seats - n) / spread);

        T size = T.Where(ceiling.Memory, ceiling.Slots, mix.MemorySquare, mix.DecodeSquare / (mix.Decode * mix.Decode));
        T idleShare = T.Max(one - load.PrefillLoad, T.Of(1e-3f));
        // A full replica admits as it completes, so only the spread of the prompts is left of the prefill noise.
        T noise = T.Max(load.Rate * load.WorkSquare - load.PrefillLoad * load.PrefillLoad, zero) / (idleShare * idleShare);
        return new(above / (above + below), (size + noise) * half / (ceiling.SeatRate * (one - ratio)));
    }

    /// <summary>∫ log2(a/x + c) dx.</summary>
    static T Antiderivative(T a, T c, T x) => (a + c * x) * T.Log2(a + c * x) / c - x * T.Log2(x);
}
