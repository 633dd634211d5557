using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

/// <summary>A step of fixed length, and of so much more for every sequence in it.</summary>
readonly struct ConstantClock(long stepMicroseconds, long perSequenceMicroseconds) : IStepClock<ConstantClock>
{
    readonly long _step = stepMicroseconds, _perSequence = perSequenceMicroseconds;

    public static long Microseconds(in ConstantClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens) =>
        clock._step + clock._perSequence * (decodes + prefillTokens);
}
