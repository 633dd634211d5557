namespace InferenceModeler.Serving;

/// <summary>The duration of a step over a union batch, at least 1 µs.</summary>
/// <remarks>Static abstracts over <c>in TSelf</c>, so that a large prepared deployment is never copied.</remarks>
public interface IStepClock<TSelf> where TSelf : struct, IStepClock<TSelf>
{
    /// <param name="clock">The deployment.</param>
    /// <param name="decodes">Sequences that decode one token.</param>
    /// <param name="contextTokens">Sum of their contexts.</param>
    /// <param name="prefillTokens">Prompt tokens computed.</param>
    /// <param name="doubledPositionTokens">Sum over those of twice their position in the prompt.</param>
    static abstract long Microseconds(in TSelf clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens);
}
