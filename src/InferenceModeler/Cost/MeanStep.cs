using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Steps at a batch level, and the mean step at a rate: E[L] = t + E[prefill in L] with the prefill of all that arrived during the step before.</summary>
/// <remarks>
/// Takes prefill as linear in tokens between 0 and the tokens that a typical prompt token shares its step with. Exact in the mean for a linear step time;
/// within 7% (TPOT, low quantiles of TTFT) where a roof makes the first few hundred tokens nearly free.
/// </remarks>
public readonly struct MeanStep<T> where T : struct, IReal<T>
{
    /// <summary>Seconds of a decode-only step.</summary>
    public readonly T Decode;

    /// <summary>Seconds that a prompt token adds to its step.</summary>
    public readonly T PerPromptToken;

    /// <summary>A step with the tokens that a typical prompt token shares its step with.</summary>
    public readonly T SharedTokens, SharedSeconds;

    MeanStep(T decode, T perPromptToken, T sharedTokens, T sharedSeconds)
    {
        Decode = decode;
        PerPromptToken = perPromptToken;
        SharedTokens = sharedTokens;
        SharedSeconds = sharedSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MeanStep<T> At<TStep>(in TStep step, in MixMoments<T> mix, in BatchLimits<T> limits, T decodeSequences)
        where TStep : struct, IStepTime<TStep, T>
    {
        // A prompt token shares its step with the rest of its own prompt (size-biased) and with the mean of the others.
        T shared = mix.Prefill * decodeSequences / mix.Decode + mix.PrefillSquare / mix.Prefill;
        T tokens = T.Min(shared, T.Max(limits.BatchedTokens - decodeSequences, T.Of(1f)));
        T decode = TStep.Seconds(in step, decodeSequences, mix.Context, T.Of(0f), mix.Position);
        T mixed = TStep.Seconds(in step, decodeSequences, mix.Context, tokens, mix.Position);
        return new(decode, (mixed - decode) / tokens, tokens, mixed);
    }

    /// <summary>Mean seconds of a step, decode-only steps included, at a rate.</summary>
    public T SecondsAt(in MixMoments<T> mix, T requestsPerSecond) => Decode / T.Max(T.Of(1f) - requestsPerSecond * mix.Prefill * PerPromptToken, T.Of(1e-3f));

    /// <summary>The rate at which so many sequences decode: n = λ·E[d]·L solved for λ.</summary>
    public T RateAt(in MixMoments<T> mix, T decodeSequences) => decodeSequences / (mix.Decode * Decode + decodeSequences * mix.Prefill * PerPromptToken);
}
