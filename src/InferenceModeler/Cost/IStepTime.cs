using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>The time of one step, as the queueing equations see a deployment: increasing in each argument, close to linear or softly roofed.</summary>
/// <remarks>A static abstract over <c>in TSelf</c>, so that a large prepared deployment is never copied.</remarks>
public interface IStepTime<TSelf, T>
    where TSelf : struct, IStepTime<TSelf, T>
    where T : struct, IReal<T>
{
    /// <summary>Seconds of a step over a union batch.</summary>
    /// <param name="step">The deployment.</param>
    /// <param name="decodeSequences">Sequences that decode one token; need not be whole.</param>
    /// <param name="meanContextTokens">Mean context of those sequences.</param>
    /// <param name="prefillTokens">Prompt tokens in the step, of all requests that prefill; 0 for a decode-only step.</param>
    /// <param name="prefillPositionTokens">Mean position of those tokens in their prompts (cached tokens before them count).</param>
    static abstract T Seconds(in TSelf step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens);

    /// <summary>The same of a rank that steps together with others, whose mean prompt tokens are <paramref name="sharedTokens"/>.</summary>
    /// <param name="step">The deployment.</param>
    /// <param name="decodeSequences">Of each rank.</param>
    /// <param name="meanContextTokens">Mean context of those sequences.</param>
    /// <param name="prefillTokens">Of the rank with the most.</param>
    /// <param name="prefillPositionTokens">Mean position of its tokens.</param>
    /// <param name="sharedTokens">Mean over the ranks.</param>
    /// <param name="shared">What the ranks do for one another: experts, which compute the tokens of all ranks, each its part.</param>
    static abstract T Seconds(in TSelf step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens, T sharedTokens, out T shared);

    /// <summary>Ranks that take their steps together, each with arrivals of its own; 1 for none.</summary>
    static abstract T Ranks(in TSelf step);

    /// <summary>What a first token waits for beside the steps: work around the model and tokens that the engine delivers late.</summary>
    /// <param name="step">The deployment.</param>
    /// <param name="meanStepSeconds">Mean step at the operating point.</param>
    /// <param name="meanPromptTokens">Mean prompt of the requests, cached tokens included.</param>
    static abstract T FirstTokenSeconds(in TSelf step, T meanStepSeconds, T meanPromptTokens);
}
