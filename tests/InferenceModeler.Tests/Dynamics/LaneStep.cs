using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Dynamics;

readonly struct LaneStep<T>(PlainStep step) : IStepTime<LaneStep<T>, T> where T : struct, IReal<T>
{
    readonly T _fixed = T.Of((float)step.Fixed), _perSequence = T.Of((float)step.PerSequence), _perContext = T.Of((float)step.PerContext);
    readonly T _perPrompt = T.Of((float)step.PerPrompt), _perPosition = T.Of((float)step.PerPosition), _roof = T.Of(step.Roof ? 1f : 0f);

    public static T Seconds(in LaneStep<T> s, T decodes, T context, T prefill, T position)
    {
        T memory = s._fixed + s._perContext * decodes * context, compute = s._perPrompt * (prefill + decodes), gap = compute - memory;
        T roofed = (compute + memory + T.Sqrt(gap * gap + T.Of(0.2f) * compute * memory)) * T.Of(0.5f);
        return s._perSequence * decodes + s._perPosition * prefill * position + T.Where(T.Of(0.5f), s._roof, roofed, memory + compute);
    }

    public static T Seconds(in LaneStep<T> step, T decodes, T context, T prefill, T position, T sharedTokens, out T shared)
    {
        shared = T.Of(0f);
        return Seconds(in step, decodes, context, prefill, position);
    }

    public static T Ranks(in LaneStep<T> step) => T.Of(1f);

    public static T FirstTokenSeconds(in LaneStep<T> step, T meanStepSeconds, T meanPromptTokens) => T.Of(0f);
}
