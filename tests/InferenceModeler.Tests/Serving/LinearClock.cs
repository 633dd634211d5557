using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

/// <summary>Linear in whole microseconds, so that a leap is exact; ranks that step together wait for the slowest.</summary>
readonly struct LinearClock : IJointStepClock<LinearClock>
{
    public static long Microseconds(in LinearClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens) => 900 + 3 * decodes + contextTokens + 40L * prefillTokens;

    // Whole numbers below 2^24.
    public static void Join(in LinearClock clock, in StepBatch batch, ref JointStep step) =>
        step.OwnSeconds = Math.Max(step.OwnSeconds, Microseconds(in clock, batch.Decodes, batch.ContextTokens, batch.PrefillTokens, batch.DoubledPositionTokens));

    public static long Microseconds(in LinearClock clock, in JointStep step, int ranks) => (long)step.OwnSeconds;
}
