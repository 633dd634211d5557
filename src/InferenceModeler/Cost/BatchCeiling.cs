using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Where a replica saturates: the decoding sequences it can hold and the rates that fill them. Depends on the mix, not on the rate.</summary>
/// <remarks>
/// The token budget binds where the prompts of the arrivals fill every step; sequences and memory bind on admission. Memory is promised for the prompt only
/// (vLLM v1), so a full replica preempts and computes again: 0.7 prompt tokens per output token, fitted on the event loop of the tests
/// (saturated rate within 3% there). Breaks for engines that reserve the output too (they preempt nothing and hold fewer).
/// </remarks>
public readonly struct BatchCeiling<T> where T : struct, IReal<T>
{
    const float RecomputedPerOutput = 0.7f;

    /// <summary>Decoding sequences when all sequence slots are taken.</summary>
    public readonly T Slots;

    /// <summary>Decoding sequences when memory is full.</summary>
    public readonly T Memory;

    /// <summary>Decoding sequences when prompts and decodes fill the token budget of every step.</summary>
    public readonly T Budget;

    /// <summary>Arrivals per second that the slots and the memory can take.</summary>
    public readonly T SeatRate;

    /// <summary>Arrivals per second at which the replica saturates, whatever binds first.</summary>
    public readonly T SaturatedRate;

    /// <summary>Seconds of a decode-only step with all seats taken.</summary>
    public readonly T SeatStepSeconds;

    /// <summary>Seconds of a step without sequences and prompts.</summary>
    public readonly T EmptyStepSeconds;

    /// <summary>Steps at the highest batch level.</summary>
    public readonly MeanStep<T> Full;

    /// <summary>Decoding sequences that admission allows.</summary>
    public T Seats => T.Min(Slots, Memory);

    BatchCeiling(T slots, T memory, T budget, T seatRate, T saturatedRate, T seatStepSeconds, T emptyStepSeconds, in MeanStep<T> full)
    {
        Slots = slots;
        Memory = memory;
        Budget = budget;
        SeatRate = seatRate;
        SaturatedRate = saturatedRate;
        SeatStepSeconds = seatStepSeconds;
        EmptyStepSeconds = emptyStepSeconds;
        Full = full;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static BatchCeiling<T> Of<TStep>(in TStep step, in MixMoments<T> mix, in BatchLimits<T> limits) where TStep : struct, IStepTime<TStep, T>
    {
        T zero = T.Of(0f), one = T.Of(1f);
        // A request takes a sequence and its prompt's memory during its prefill steps too.
        T prefillSteps = one + mix.Prefill / limits.BatchedTokens;
        T slots = limits.Sequences * mix.Decode / (mix.Decode + prefillSteps);
        // The memory that the prompt at the head of the queue waits for stays free.
        T usable = T.Max(limits.KvTokens - mix.PromptSquare / mix.Prompt, mix.Prompt);
        T memory = usable * mix.Decode / (mix.Decode * mix.Context + prefillSteps * mix.Prompt);
        T budget = limits.BatchedTokens * mix.Decode / (mix.Decode + mix.Prefill);

        T seats = T.Min(slots, memory), ceiling = T.Min(seats, budget);
        MeanStep<T> full = MeanStep<T>.At(in step, in mix, in limits, ceiling);
        T recomputed = T.Where(memory, slots, T.Of(RecomputedPerOutput) * mix.Decode, zero);
        T seatStep = TStep.Seconds(in step, seats, mix.Context, zero, mix.Position);
        T seatRate = one / (mix.Decode / seats * seatStep + (mix.Prefill + recomputed) * full.PerPromptToken);
        T fullRate = full.RateAt(in mix, ceiling);
        T empty = TStep.Seconds(in step, zero, mix.Context, zero, mix.Position);
        return new(slots, memory, budget, seatRate, T.Min(seatRate, fullRate), seatStep, empty, in full);
    }
}
