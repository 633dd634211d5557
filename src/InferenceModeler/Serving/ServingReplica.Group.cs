namespace InferenceModeler.Serving;

// Ranks of attention data parallelism whose tokens meet in the same experts: each schedules for itself, and all take their steps together.
public static partial class ServingReplica
{
    /// <summary>
    /// Advances the ranks of one replica until their common clock reaches <paramref name="untilMicroseconds"/> or nothing is left to do; false where the turns ran out
    /// before, as in <see cref="Run"/>. A step takes as long as the ranks together need (<see cref="IJointStepClock{TSelf}"/>); a rank without requests waits in it.
    /// </summary>
    /// <param name="group">The ranks, which have one clock, each with the requests known so far.</param>
    /// <param name="clock">Tells how long a step takes.</param>
    /// <param name="rules">Limits of a rank.</param>
    /// <param name="untilMicroseconds">Where to stop.</param>
    /// <param name="mostTurns">Most leaps and steps.</param>
    public static bool RunTogether<TClock, TAdmission, TMemory, TGroup>(in TGroup group, in TClock clock, in ServingRules rules, long untilMicroseconds, long mostTurns = long.MaxValue)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        Arrive<TAdmission, TMemory, TGroup>(in group, in rules);
        for (long turns = 0; group.State(0).Now < untilMicroseconds && !HasFault<TMemory, TGroup>(in group); turns++)
        {
            if (turns == mostTurns) return false;
            int present = 0;
            long next = long.MaxValue;
            for (int rank = 0; rank < group.Ranks; rank++)
            {
                TMemory memory = group.Memory(rank);
                ref ServingState state = ref group.State(rank);
                if (rules.TimeoutMicroseconds > 0) Expire<TAdmission, TMemory>(ref memory, ref state, in rules);
                present += state.Present;
                if (state.Arrived < state.Known) next = Math.Min(next, memory.Request(state.Arrived).ArrivalMicroseconds);
            }
            if (present == 0)
            {
                if (next >= untilMicroseconds) break;
                for (int rank = 0; rank < group.Ranks; rank++) group.State(rank).Now = next;
                Arrive<TAdmission, TMemory, TGroup>(in group, in rules);
            }
            if (!LeapTogether<TClock, TAdmission, TMemory, TGroup>(in group, in clock, in rules, untilMicroseconds))
                StepTogether<TClock, TAdmission, TMemory, TGroup>(in group, in clock, in rules);
            Arrive<TAdmission, TMemory, TGroup>(in group, in rules);
        }
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            PassDone(ref memory, ref group.State(rank));
        }
        return true;
    }

    static bool HasFault<TMemory, TGroup>(in TGroup group)
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        for (int rank = 0; rank < group.Ranks; rank++)
            if (group.State(rank).Fault != 0) return true;
        return false;
    }

    static void Arrive<TAdmission, TMemory, TGroup>(in TGroup group, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            Arrive<TAdmission, TMemory>(ref memory, ref group.State(rank), in rules);
        }
    }

    static void StepTogether<TClock, TAdmission, TMemory, TGroup>(in TGroup group, in TClock clock, in ServingRules rules)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        JointStep step = default;
        long load = 0;
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            ref ServingState state = ref group.State(rank);
            StepBatch batch = default;
            if (state.Present > 0)
            {
                batch = Plan<TAdmission, TMemory>(ref memory, ref state, in rules);
                if (state.Fault != 0) return;
                if (TAdmission.Caches) load = Math.Max(load, TakeLoad(ref state));
                TClock.Join(in clock, in batch, ref step);
            }
            state.Planned = batch;
        }
        long microseconds = TClock.Microseconds(in clock, in step, group.Ranks) + load;
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            ref ServingState state = ref group.State(rank);
            StepBatch batch = state.Planned;
            if (batch.Decodes + batch.PrefillTokens > 0) Complete<TAdmission, TMemory>(ref memory, ref state, in rules, in batch, microseconds);
            else Wait(ref state, microseconds);
        }
    }

    /// <summary>Lets a rank without requests take part in a step.</summary>
    static void Wait(ref ServingState state, long microseconds)
    {
        Pass(ref state, microseconds, 0);
        state.StepTokens = 0;
        state.StepFinished = 0;
    }

    /// <summary>As a rank alone leaps, where none of the ranks does anything but decode.</summary>
    static bool LeapTogether<TClock, TAdmission, TMemory, TGroup>(in TGroup group, in TClock clock, in ServingRules rules, long untilMicroseconds)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        long left = long.MaxValue;
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            ref ServingState state = ref group.State(rank);
            if (state.Present > 0 && (state.Decodes == 0 || !OnlyDecodes<TAdmission>(in state, in rules))) return false;
            left = Math.Min(left, Left(ref memory, in state, in rules, untilMicroseconds));
        }
        if (left < rules.LeastLeapSteps * group.State(0).StepMicroseconds) return false;
        int steps = MostLeapSteps;
        for (int rank = 0; rank < group.Ranks && steps >= rules.LeastLeapSteps; rank++)
        {
            TMemory memory = group.Memory(rank);
            if (group.State(rank).Decodes > 0) steps = EvenSteps<TAdmission, TMemory>(ref memory, in group.State(rank), in rules, steps);
        }
        if (steps < rules.LeastLeapSteps) return false;

        int last = steps - 1;
        long first = Decode<TClock, TMemory, TGroup>(in group, 0, in clock), rise = Decode<TClock, TMemory, TGroup>(in group, last, in clock) - first;
        steps = Before(left, first, rise, last);
        long microseconds = Total(first, rise, last, steps);
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            TMemory memory = group.Memory(rank);
            ref ServingState state = ref group.State(rank);
            if (state.Decodes > 0) TakeLeap<TAdmission, TMemory>(ref memory, ref state, in rules, steps, microseconds);
            else
            {
                Wait(ref state, microseconds);
                state.Steps += steps - 1;
            }
            state.StepMicroseconds = first;
        }
        return true;
    }

    /// <summary>Microseconds of the step that is so many steps ahead, when all only decode.</summary>
    static long Decode<TClock, TMemory, TGroup>(in TGroup group, int ahead, in TClock clock)
        where TClock : struct, IJointStepClock<TClock>
        where TMemory : struct, IServingMemory
        where TGroup : struct, IServingGroup<TMemory>
    {
        JointStep step = default;
        for (int rank = 0; rank < group.Ranks; rank++)
        {
            ref ServingState state = ref group.State(rank);
            StepBatch batch = new() { Decodes = state.Decodes, ContextTokens = state.ContextTokens + (long)ahead * state.Decodes };
            if (batch.Decodes > 0) TClock.Join(in clock, in batch, ref step);
        }
        return TClock.Microseconds(in clock, in step, group.Ranks);
    }
}
