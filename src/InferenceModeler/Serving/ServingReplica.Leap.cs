namespace InferenceModeler.Serving;

public static partial class ServingReplica
{
    const int MostLeapSteps = 256;

    /// <summary>
    /// Takes the steps up to the next event at once, where all of them only decode the same requests: nobody waits, prefills, arrives, finishes or runs out of
    /// memory. The context grows evenly, and the step time with it: exact where the step time is linear in the context, and a trapezoid where it is not.
    /// </summary>
    static bool Leap<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules, int requests, long untilMicroseconds)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        if (rules.LeastLeapSteps == 0 || state.Decodes == 0 || state.FirstPrefill != 0) return false;
        if (state.Waiting > 0 && !(TAdmission.Retracts && state.IsFull != 0)) return false;
        if (!TAdmission.Mixes && state.StallMicroseconds > 0) return false;
        long left = untilMicroseconds - state.Now;
        if (state.Arrived < requests)
        {
            long next = memory.Request(state.Arrived).ArrivalMicroseconds - state.Now;
            if (next < left) left = next;
        }
        if (rules.TimeoutMicroseconds > 0)
        {
            long due = memory.Request(state.Oldest).ArrivalMicroseconds + rules.TimeoutMicroseconds - state.Now;
            if (due < left) left = due;
        }
        if (left < rules.LeastLeapSteps * state.StepMicroseconds) return false;
        int steps = 0;
        while (steps < MostLeapSteps && memory.Word(rules.Wheel(state.Step + steps)) == 0) steps++;
        if (steps < rules.LeastLeapSteps) return false;
        if (TAdmission.Grows && (long)state.Decodes * (steps / rules.BlockTokens + 1) > state.FreeBlocks) return false;

        long first = TClock.Microseconds(in clock, state.Decodes, state.ContextTokens, 0, 0);
        long rise = TClock.Microseconds(in clock, state.Decodes, state.ContextTokens + (long)(steps - 1) * state.Decodes, 0, 0) - first;
        int last = steps - 1;
        state.Evaluations += 2;
        // The steps that begin before what comes next; few are struck off, as the step time grows slowly.
        if (left / first < last) steps = (int)(left / first) + 1;
        while (steps > 1 && Total(first, rise, last, steps - 1) >= left) steps--;
        long microseconds = Total(first, rise, last, steps);
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
        Pass(ref state, microseconds, held);
        memory.CountTokens(microseconds / steps, (long)steps * state.Decodes);
        state.ContextTokens += (long)steps * state.Decodes;
        state.ComputedTokens += (long)steps * state.Decodes;
        state.Now += microseconds;
        state.Steps += steps;
        state.Step += steps;
        state.StepMicroseconds = first;
        state.Phase = (state.Phase + steps) % rules.BlockTokens;
        return true;
    }

    /// <summary>Microseconds of so many steps, the first of which takes <paramref name="first"/> and the one <paramref name="last"/> later so much more.</summary>
    static long Total(long first, long rise, int last, int steps) => steps * first + rise * steps * (steps - 1) / (2 * last);
}
