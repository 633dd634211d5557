namespace InferenceModeler.Serving;

public static partial class ServingReplica
{
    const int MostLeapSteps = 256;

    /// <summary>
    /// Takes the steps up to the next event at once, where all of them only decode the same requests: nobody waits, prefills, arrives, finishes or runs out of
    /// memory. The context grows evenly, and the step time with it: exact where the step time is linear in the context, and a trapezoid where it is not.
    /// </summary>
    static bool Leap<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules, long untilMicroseconds)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        if (state.Decodes == 0 || !OnlyDecodes<TAdmission>(in state, in rules)) return false;
        long left = Left(ref memory, in state, in rules, untilMicroseconds);
        if (left < rules.LeastLeapSteps * state.StepMicroseconds) return false;
        int steps = EvenSteps<TAdmission, TMemory>(ref memory, in state, in rules, MostLeapSteps);
        if (steps < rules.LeastLeapSteps) return false;

        int last = steps - 1;
        long first = TClock.Microseconds(in clock, state.Decodes, state.ContextTokens, 0, 0);
        long rise = TClock.Microseconds(in clock, state.Decodes, state.ContextTokens + (long)last * state.Decodes, 0, 0) - first;
        steps = Before(left, first, rise, last);
        TakeLeap<TAdmission, TMemory>(ref memory, ref state, in rules, steps, Total(first, rise, last, steps));
        state.StepMicroseconds = first;
        return true;
    }

    /// <summary>Whether the next step changes nothing but the contexts, until something arrives, finishes or wants memory.</summary>
    static bool OnlyDecodes<TAdmission>(in ServingState state, in ServingRules rules) where TAdmission : struct, IAdmission
    {
        if (rules.LeastLeapSteps == 0 || state.FirstPrefill != 0) return false;
        if (state.Waiting > 0 && !(TAdmission.Retracts && state.IsFull != 0)) return false;
        return TAdmission.Mixes || state.StallMicroseconds == 0;
    }

    /// <summary>Microseconds until a request arrives or its time is up.</summary>
    static long Left<TMemory>(ref TMemory memory, in ServingState state, in ServingRules rules, long untilMicroseconds) where TMemory : struct, IServingMemory
    {
        long left = untilMicroseconds - state.Now;
        if (state.Arrived < state.Known) left = Math.Min(left, memory.Request(state.Arrived).ArrivalMicroseconds - state.Now);
        if (rules.TimeoutMicroseconds > 0 && state.Oldest < state.Arrived) left = Math.Min(left, memory.Request(state.Oldest).ArrivalMicroseconds + rules.TimeoutMicroseconds - state.Now);
        return left;
    }

    /// <summary>Steps, at most so many, that finish no request and find memory; 0 for less than <see cref="ServingRules.LeastLeapSteps"/>.</summary>
    static int EvenSteps<TAdmission, TMemory>(ref TMemory memory, in ServingState state, in ServingRules rules, int most)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int steps = 0;
        while (steps < most && memory.Word(rules.Wheel(state.Step + steps)) == 0) steps++;
        return TAdmission.Grows && (long)state.Decodes * (steps / rules.BlockTokens + 1) > state.FreeBlocks ? 0 : steps;
    }

    /// <summary>Of the steps of a leap those that begin within so many microseconds; few are struck off, as the step time grows slowly.</summary>
    static int Before(long left, long first, long rise, int last)
    {
        int steps = left / first < last ? (int)(left / first) + 1 : last + 1;
        while (steps > 1 && Total(first, rise, last, steps - 1) >= left) steps--;
        return steps;
    }

    static void TakeLeap<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int steps, long microseconds)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int held = rules.KvBlocks - state.FreeBlocks;
        if (TAdmission.Grows)
        {
            int need = steps / rules.BlockTokens * state.Decodes;
            for (int i = 0; i < steps % rules.BlockTokens; i++)
            {
                int phase = state.Phase + i;
                need += memory.Word(phase < rules.BlockTokens ? phase : phase - rules.BlockTokens);
            }
            state.FreeBlocks -= need;
            held += need / 2;
            if (TAdmission.Caches) Trim(ref memory, ref state, in rules);
        }
        if (TAdmission.Retracts)
        {
            state.OutputLeft -= (long)steps * state.Decodes;
            state.Ratio = Math.Max(state.Ratio - steps * RetractAdmission.RatioDecay, RetractAdmission.LeastRatio);
        }
        state.Evaluations += 2;
        Pass(ref state, microseconds, held);
        CountTokens(ref memory, in state, microseconds / steps, (long)steps * state.Decodes);
        state.ContextTokens += (long)steps * state.Decodes;
        (state.StepTokens, state.StepFinished) = (state.Decodes, 0);
        state.ComputedTokens += (long)steps * state.Decodes;
        state.Steps += steps - 1;
        state.Step += steps;
        state.Phase = (state.Phase + steps) % rules.BlockTokens;
    }

    /// <summary>Microseconds of so many steps, the first of which takes <paramref name="first"/> and the one <paramref name="last"/> later so much more.</summary>
    static long Total(long first, long rise, int last, int steps) => steps * first + rise * steps * (steps - 1) / (2 * last);
}
