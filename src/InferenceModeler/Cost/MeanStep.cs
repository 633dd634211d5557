using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Seconds of the mean step at a batch level and a rate: E[L] = t + E[prefill in L] with the prefill of all that arrived during the step before.</summary>
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

    /// <summary>Mean seconds of a step, decode-only steps included.</summary>
    public readonly T Seconds;

    MeanStep(T decode, T perPromptToken, T seconds)
    {
        Decode = decode;
        PerPromptToken = perPromptToken;
        Seconds = seconds;
    }

    public static MeanStep<T> At<TStep>(in TStep step, in MixMoments<T> mix, in BatchLimits<T> limits, T decodeSequences, T requestsPerSecond)
        where TStep : struct, IStepTime<TStep, T>
    {
        T one = T.Of(1f);
        // A prompt token shares its step with the rest of its own prompt (size-biased) and with the mean of the others.
        T shared = mix.Prefill * decodeSequences / mix.Decode + mix.PrefillSquare / mix.Prefill;
        T tokens = T.Min(shared, T.Max(limits.BatchedTokens - decodeSequences, one));
        T decode = TStep.Seconds(in step, decodeSequences, mix.Context, T.Of(0f), mix.Position);
        T perToken = (TStep.Seconds(in step, decodeSequences, mix.Context, tokens, mix.Position) - decode) / tokens;
        return new(decode, perToken, With(decode, perToken, in mix, requestsPerSecond));
    }

    /// <summary>Mean seconds of a step at the same batch level and another rate.</summary>
    public T SecondsAt(in MixMoments<T> mix, T requestsPerSecond) => With(Decode, PerPromptToken, in mix, requestsPerSecond);

    static T With(T decode, T perToken, in MixMoments<T> mix, T requestsPerSecond) =>
        decode / T.Max(T.Of(1f) - requestsPerSecond * mix.Prefill * perToken, T.Of(1e-3f));
}
