using InferenceModeler.Serving;
using InferenceModeler.Tests.Dynamics;

namespace InferenceModeler.Tests.Serving;

/// <summary>A step of the oracle's own settings, in whole microseconds.</summary>
readonly struct PlainClock(PlainStep step) : IStepClock<PlainClock>
{
    readonly PlainStep _step = step;

    public static long Microseconds(in PlainClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens) => Microseconds(
        clock._step, decodes, decodes > 0 ? contextTokens / (double)decodes : 0, prefillTokens, prefillTokens > 0 ? doubledPositionTokens / 2.0 / prefillTokens : 0);

    public static long Microseconds(PlainStep step, double decodes, double context, double prefill, double position) =>
        (long)(1e6 * step.Seconds(decodes, context, prefill, position) + 0.5);
}
