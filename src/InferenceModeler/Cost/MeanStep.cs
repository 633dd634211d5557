using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Steps at a batch level, and the mean step at a rate: E[L] = t + E[prefill in L] with the prefill of all that arrived during the step before.</summary>
/// <remarks>
/// Takes prefill as linear in tokens between 0 and the tokens that a typical prompt token shares its step with. Exact in the mean for a linear step time;
/// within 7% (TPOT, low quantiles of TTFT) where a roof makes the first few hundred tokens nearly free.
/// Ranks that step together wait for the one with the most prompt tokens. Of a rank's tokens in a step let m be the mean, v the variance and a = m²/v; the expected
/// maximum of R independent ones is taken as m·(1 + (R − 1)/√(1 + (2R − 1)·a)). That is their sum R·m where prompts are rare, within 8% of the maximum of exponentials
/// (a = 1) up to 16 ranks, and where a is large the bound m + √v·(R − 1)/√(2R − 1) of any law (Hartley and David, Ann. Math. Stat. 25, 1954), whose excess is a quarter above that of eight normals.
/// A rank's own work of a step grows with the maximum; routed experts compute the mean over the ranks, whoever has the most. Takes decode batches as alike.
/// </remarks>
public readonly struct MeanStep<T> where T : struct, IReal<T>
{
    /// <summary>Seconds of a decode-only step.</summary>
    public readonly T Decode;

    /// <summary>Seconds that a prompt token adds to its step.</summary>
    public readonly T OwnPerPromptToken;

    /// <summary>Seconds that the prompts of all ranks that step together add to a step, per prompt token of one rank.</summary>
    public readonly T PerPromptToken;

    /// <summary>A step with the tokens that a typical prompt token shares its step with.</summary>
    public readonly T SharedTokens, SharedSeconds;

    /// <summary>Mean prompt tokens that the ranks which step together have in that step.</summary>
    public readonly T RankTokens;

    MeanStep(T decode, T ownPerPromptToken, T perPromptToken, T sharedTokens, T sharedSeconds, T rankTokens)
    {
        Decode = decode;
        OwnPerPromptToken = ownPerPromptToken;
        PerPromptToken = perPromptToken;
        SharedTokens = sharedTokens;
        SharedSeconds = sharedSeconds;
        RankTokens = rankTokens;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static MeanStep<T> At<TStep>(in TStep step, in MixMoments<T> mix, in BatchLimits<T> limits, T decodeSequences)
        where TStep : struct, IStepTime<TStep, T>
    {
        // A prompt token shares its step with the rest of its own prompt (size-biased) and with the mean of the others.
        T together = mix.Prefill * decodeSequences / mix.Decode + mix.PrefillSquare / mix.Prefill;
        T zero = T.Of(0f), one = T.Of(1f), tokens = T.Min(together, T.Max(limits.BatchedTokens - decodeSequences, one));
        // Of that step the ranks' mean is as much less as the most is above it.
        T ranks = TStep.Ranks(in step), waiting = Waiting(ranks, in mix, in limits, decodeSequences), part = one / (one + waiting), mean = tokens * part;
        T decode = TStep.Seconds(in step, decodeSequences, mix.Context, zero, mix.Position, zero, out T decodeShared);
        T mixed = TStep.Seconds(in step, decodeSequences, mix.Context, tokens, mix.Position, mean, out T mixedShared);
        T added = mixed - decode, perToken = added / tokens, shared = (mixedShared - decodeShared) / mean, alone = perToken - shared * part;
        return new(decode, perToken + shared * (one / ranks - part), perToken + alone * waiting + shared * (one - part), tokens, mixed, mean);
    }

    /// <summary>By how much the most prompt tokens that any rank has in a step exceed the mean, as a share of it.</summary>
    static T Waiting(T ranks, in MixMoments<T> mix, in BatchLimits<T> limits, T decodeSequences)
    {
        T one = T.Of(1f), mean = mix.Prefill * decodeSequences / mix.Decode;
        // Whole prompts, or all-or-nothing steps where the budget cuts them: the smaller variance counts.
        T prompts = mean * mix.Prefill / mix.PrefillSquare, chunks = mean / T.Max(limits.BatchedTokens - decodeSequences - mean, one);
        return (ranks - one) / T.Sqrt(one + (ranks + ranks - one) * T.Sqrt(prompts * prompts + chunks * chunks));
    }

    /// <summary>Mean seconds of a step, decode-only steps included, at a rate.</summary>
    public T SecondsAt(in MixMoments<T> mix, T requestsPerSecond) => Decode / T.Max(T.Of(1f) - requestsPerSecond * mix.Prefill * PerPromptToken, T.Of(1e-3f));

    /// <summary>The rate at which so many sequences decode: n = λ·E[d]·L solved for λ.</summary>
    public T RateAt(in MixMoments<T> mix, T decodeSequences) => decodeSequences / (mix.Decode * Decode + decodeSequences * mix.Prefill * PerPromptToken);
}
