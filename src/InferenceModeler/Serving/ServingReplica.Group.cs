namespace InferenceModeler.Serving;

// Ranks of attention data parallelism whose tokens meet in the same experts: each schedules for itself, and all take their steps together.
public static partial class ServingReplica
{
    /// <summary>
    /// Advances the ranks of one replica until their common clock reaches <paramref name="untilMicroseconds"/> or nothing is left to do. A step takes as long as the
    /// ranks together need (<see cref="IJointStepClock{TSelf}"/>); a rank without requests waits in it.
    /// </summary>
    /// <param name="memories">Of each rank.</param>
    /// <param name="states">Of each rank; they have one clock.</param>
    /// <param name="known">Requests of each rank known so far, in order of arrival.</param>
    /// <param name="clock">Tells how long a step takes.</param>
    /// <param name="rules">Limits of a rank.</param>
    /// <param name="untilMicroseconds">Where to stop.</param>
    public static void RunTogether<TClock, TAdmission, TMemory>(
        Span<TMemory> memories, Span<ServingState> states, ReadOnlySpan<int> known, in TClock clock, in ServingRules rules, long untilMicroseconds)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        Span<StepBatch> batches = stackalloc StepBatch[states.Length];
        for (int rank = 0; rank < states.Length; rank++) states[rank].Known = known[rank];
        Arrive<TAdmission, TMemory>(memories, states, in rules, known);
        while (states[0].Now < untilMicroseconds)
        {
            int present = 0;
            long next = long.MaxValue;
            for (int rank = 0; rank < states.Length; rank++)
            {
                if (rules.TimeoutMicroseconds > 0) Expire<TAdmission, TMemory>(ref memories[rank], ref states[rank], in rules);
                present += states[rank].Present;
                if (states[rank].Arrived < known[rank]) next = Math.Min(next, memories[rank].Request(states[rank].Arrived).ArrivalMicroseconds);
            }
            if (present == 0)
            {
                if (next >= untilMicroseconds) break;
                foreach (ref ServingState state in states) state.Now = next;
                Arrive<TAdmission, TMemory>(memories, states, in rules, known);
            }
            if (!LeapTogether<TClock, TAdmission, TMemory>(memories, states, known, in clock, in rules, untilMicroseconds)
                && !StepTogether<TClock, TAdmission, TMemory>(memories, states, batches, in clock, in rules)) break;
            Arrive<TAdmission, TMemory>(memories, states, in rules, known);
        }
        for (int rank = 0; rank < states.Length; rank++)
            while (states[rank].Oldest < states[rank].Arrived && memories[rank].Request(states[rank].Oldest).IsDone) states[rank].Oldest++;
    }

    static void Arrive<TAdmission, TMemory>(Span<TMemory> memories, Span<ServingState> states, in ServingRules rules, ReadOnlySpan<int> known)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        for (int rank = 0; rank < states.Length; rank++) Arrive<TAdmission, TMemory>(ref memories[rank], ref states[rank], in rules, known[rank]);
    }

    /// <summary>False on a fault.</summary>
    static bool StepTogether<TClock, TAdmission, TMemory>(Span<TMemory> memories, Span<ServingState> states, Span<StepBatch> batches, in TClock clock, in ServingRules rules)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        JointStep step = default;
        long load = 0;
        for (int rank = 0; rank < states.Length; rank++)
        {
            batches[rank] = default;
            if (states[rank].Present == 0) continue;
            batches[rank] = Plan<TAdmission, TMemory>(ref memories[rank], ref states[rank], in rules);
            if (states[rank].Fault != 0) return false;
            if (TAdmission.Caches) load = Math.Max(load, TakeLoad(ref states[rank]));
            TClock.Join(in clock, in batches[rank], ref step);
        }
        long microseconds = TClock.Microseconds(in clock, in step, states.Length) + load;
        for (int rank = 0; rank < states.Length; rank++)
        {
            if (batches[rank].Decodes + batches[rank].PrefillTokens > 0) Complete<TAdmission, TMemory>(ref memories[rank], ref states[rank], in rules, in batches[rank], microseconds);
            else Wait(ref states[rank], microseconds);
        }
        return true;
    }

    /// <summary>Lets a rank without requests take part in a step.</summary>
    static void Wait(ref ServingState state, long microseconds)
    {
        Pass(ref state, microseconds, 0);
        (state.StepTokens, state.StepFinished) = (0, 0);
    }

    /// <summary>As a rank alone leaps, where none of the ranks does anything but decode.</summary>
    static bool LeapTogether<TClock, TAdmission, TMemory>(Span<TMemory> memories, Span<ServingState> states, ReadOnlySpan<int> known, in TClock clock, in ServingRules rules, long untilMicroseconds)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        long left = long.MaxValue;
        for (int rank = 0; rank < states.Length; rank++)
        {
            if (states[rank].Present > 0 && (states[rank].Decodes == 0 || !OnlyDecodes<TAdmission>(in states[rank], in rules))) return false;
            left = Math.Min(left, Left(ref memories[rank], in states[rank], in rules, known[rank], untilMicroseconds));
        }
        if (left < rules.LeastLeapSteps * states[0].StepMicroseconds) return false;
        int steps = MostLeapSteps;
        for (int rank = 0; rank < states.Length && steps >= rules.LeastLeapSteps; rank++)
            if (states[rank].Decodes > 0) steps = EvenSteps<TAdmission, TMemory>(ref memories[rank], in states[rank], in rules, steps);
        if (steps < rules.LeastLeapSteps) return false;

        int last = steps - 1;
        long first = Decode(states, 0, in clock), rise = Decode(states, last, in clock) - first;
        steps = Before(left, first, rise, last);
        long microseconds = Total(first, rise, last, steps);
        for (int rank = 0; rank < states.Length; rank++)
        {
            if (states[rank].Decodes > 0) TakeLeap<TAdmission, TMemory>(ref memories[rank], ref states[rank], in rules, steps, microseconds);
            else
            {
                Wait(ref states[rank], microseconds);
                states[rank].Steps += steps - 1;
            }
            states[rank].StepMicroseconds = first;
        }
        return true;
    }

    /// <summary>Microseconds of the step that is so many steps ahead, when all only decode.</summary>
    static long Decode<TClock>(Span<ServingState> states, int ahead, in TClock clock) where TClock : struct, IJointStepClock<TClock>
    {
        JointStep step = default;
        foreach (ref readonly ServingState state in states)
            if (state.Decodes > 0) TClock.Join(in clock, new StepBatch { Decodes = state.Decodes, ContextTokens = state.ContextTokens + (long)ahead * state.Decodes }, ref step);
        return TClock.Microseconds(in clock, in step, states.Length);
    }
}
