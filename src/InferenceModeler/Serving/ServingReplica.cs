using System.Runtime.CompilerServices;

namespace InferenceModeler.Serving;

/// <summary>
/// One replica, step by step, by vLLM v1's rule: running requests first, one token budget, chunked prefill with a limit on long prompts, first come first
/// served, memory in blocks, preemption by recomputation of the request admitted last, head-of-line blocking, one union batch per step.
/// </summary>
/// <remarks>
/// A step costs the same however many requests decode: a wheel holds them by the step in which they finish, and a counter per phase of the block tells how many
/// ask for a block. Decodes need no place in the order of service: whoever is cut short by the budget is the last that runs, and a prompt. Device-callable:
/// structs and integers only. vLLM: vllm/v1/core/sched/scheduler.py at 00024d3.
/// </remarks>
public static partial class ServingReplica
{
    // Words of a slot
    const int Request = 0, Before = 1, After = 2, ListBefore = 3, ListAfter = 4, FinishStep = 5, Computed = 6, Target = 7;

    /// <summary>Advances until the clock reaches <paramref name="untilMicroseconds"/> (the last step may end later) or nothing is left to do.</summary>
    /// <param name="memory">The state words and the requests.</param>
    /// <param name="state">The replica.</param>
    /// <param name="clock">Tells how long a step takes.</param>
    /// <param name="rules">Limits; each request alone must keep within them.</param>
    /// <param name="requests">Requests known so far, in order of arrival.</param>
    /// <param name="untilMicroseconds">Where to stop.</param>
    public static void Run<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules, int requests, long untilMicroseconds)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        Arrive(ref memory, ref state, requests);
        while (state.Now < untilMicroseconds && state.Fault == 0)
        {
            if (state.Present == 0)
            {
                if (state.Arrived == requests) return;
                long next = memory.ArrivalMicroseconds(state.Arrived);
                if (next >= untilMicroseconds) return;
                state.Now = next;
                Arrive(ref memory, ref state, requests);
            }
            if (!Leap<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules, requests, untilMicroseconds))
                Step<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules);
            Arrive(ref memory, ref state, requests);
        }
    }

    static void Arrive<TMemory>(ref TMemory memory, ref ServingState state, int requests) where TMemory : struct, IServingMemory
    {
        while (state.Arrived < requests)
        {
            long arrival = memory.ArrivalMicroseconds(state.Arrived);
            if (arrival > state.Now) return;
            state.PresenceArea += state.Now - arrival;
            state.Arrived++;
        }
    }

    static void Step<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        bool preempted = TAdmission.Grows && Grow(ref memory, ref state, in rules);
        int budget = rules.MaxBatchedTokens - state.Decodes, whole = budget;
        long positions = 0;
        for (int slot = state.FirstPrefill; slot != 0 && budget > 0; slot = memory.Word(rules.Slot(slot - 1) + ListAfter))
            budget -= Prefill(ref memory, in rules, slot, budget, ref positions);
        if (!preempted && state.Waiting > 0) Admit<TAdmission, TMemory>(ref memory, ref state, in rules, ref budget, ref positions);

        int prefill = whole - budget;
        if (state.Decodes + prefill == 0)
        {
            state.Fault = 1;
            return;
        }
        long microseconds = TClock.Microseconds(in clock, state.Decodes, state.ContextTokens, prefill, positions);
        state.Evaluations++;
        Pass(ref state, microseconds, rules.KvBlocks - state.FreeBlocks);
        if (state.Decodes > 0) memory.CountTokens(microseconds, state.Decodes);
        state.ContextTokens += state.Decodes;
        state.ComputedTokens += state.Decodes + prefill;
        state.Now += microseconds;
        state.Steps++;
        state.StepMicroseconds = microseconds;
        if (memory.Word(rules.Wheel(state.Step)) != 0) FinishDecodes<TAdmission, TMemory>(ref memory, ref state, in rules);
        if (prefill > 0) FinishPrefills<TAdmission, TMemory>(ref memory, ref state, in rules);
        state.Step++;
        state.Phase = state.Phase + 1 == rules.BlockTokens ? 0 : state.Phase + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Pass(ref ServingState state, long microseconds, int blocks)
    {
        state.BusyMicroseconds += microseconds;
        state.DecodeArea += microseconds * state.Decodes;
        state.BlockArea += microseconds * blocks;
        state.PresenceArea += microseconds * state.Present;
    }

    /// <summary>Gives each decode that begins a block its block, preempting from the tail while there are too few. Says whether it had to.</summary>
    static bool Grow<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules) where TMemory : struct, IServingMemory
    {
        int need = memory.Word(state.Phase);
        bool preempted = need > state.FreeBlocks;
        while (need > state.FreeBlocks)
        {
            Preempt(ref memory, ref state, in rules);
            need = memory.Word(state.Phase);
        }
        state.FreeBlocks -= need;
        return preempted;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Prefill<TMemory>(ref TMemory memory, in ServingRules rules, int slot, int budget, ref long positions) where TMemory : struct, IServingMemory
    {
        int at = rules.Slot(slot - 1), computed = memory.Word(at + Computed), tokens = memory.Word(at + Target) - computed;
        if (tokens > budget) tokens = budget;
        if (rules.LongPrefillTokens > 0 && tokens > rules.LongPrefillTokens) tokens = rules.LongPrefillTokens;
        memory.SetWord(at + Computed, computed + tokens);
        positions += (long)tokens * (2 * computed + tokens);
        return tokens;
    }

    static void Admit<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, ref int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        while (budget > 0 && state.Running < rules.MaxSequences && state.Waiting > 0)
        {
            bool again = state.Preempted > 0;
            int request = again ? state.LastPreempted - 1 : state.Next, prompt = memory.PromptTokens(request);
            int target = prompt + (again ? memory.Generated(request) : 0);
            int blocks = rules.Blocks(TAdmission.ReservedTokens(target, prompt + memory.OutputTokens(request)));
            if (blocks > state.FreeBlocks) return;
            state.FreeBlocks -= blocks;
            if (again)
            {
                state.LastPreempted = memory.Link(request);
                state.Preempted--;
                state.RecomputedTokens += target - memory.CachedTokens(request);
            }
            else
            {
                state.Next++;
                memory.SetAdmitted(request, state.Now);
            }

            int slot = state.FreeSlot;
            if (slot == 0) slot = ++state.UsedSlots;
            else state.FreeSlot = memory.Word(rules.Slot(slot - 1) + ListAfter);
            int at = rules.Slot(slot - 1);
            memory.SetWord(at + Request, request);
            memory.SetWord(at + Computed, memory.CachedTokens(request));
            memory.SetWord(at + Target, target);
            memory.SetWord(at + Before, state.LastRunning);
            memory.SetWord(at + After, 0);
            if (state.LastRunning != 0) memory.SetWord(rules.Slot(state.LastRunning - 1) + After, slot);
            state.LastRunning = slot;
            memory.SetWord(at + ListBefore, state.LastPrefill);
            memory.SetWord(at + ListAfter, 0);
            if (state.LastPrefill != 0) memory.SetWord(rules.Slot(state.LastPrefill - 1) + ListAfter, slot);
            else state.FirstPrefill = slot;
            state.LastPrefill = slot;
            state.Running++;
            budget -= Prefill(ref memory, in rules, slot, budget, ref positions);
        }
    }

    static void FinishDecodes<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int slot = memory.Word(rules.Wheel(state.Step));
        while (slot != 0)
        {
            int at = rules.Slot(slot - 1), next = memory.Word(at + ListAfter);
            if (memory.Word(at + FinishStep) == state.Step)
            {
                int request = memory.Word(at + Request), tokens = memory.PromptTokens(request) + memory.OutputTokens(request);
                LeaveWheel(ref memory, in rules, at, state.Step);
                CountPhase(ref memory, ref state, in rules, tokens - 2, -1);
                state.ContextTokens -= tokens - 1;
                state.Decodes--;
                Leave(ref memory, ref state, in rules, slot, rules.Blocks(TAdmission.ReservedTokens(tokens - 1, tokens)));
                memory.SetFinished(request, state.Now);
                state.Finished++;
            }
            slot = next;
        }
    }

    static void FinishPrefills<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int slot = state.FirstPrefill;
        while (slot != 0)
        {
            int at = rules.Slot(slot - 1), next = memory.Word(at + ListAfter), target = memory.Word(at + Target);
            if (memory.Word(at + Computed) == target)
            {
                int request = memory.Word(at + Request), prompt = memory.PromptTokens(request), output = memory.OutputTokens(request), left = prompt + output - target - 1;
                LeavePrefills(ref memory, ref state, in rules, at);
                if (target == prompt) memory.SetFirstToken(request, state.Now);
                else memory.CountTokens(state.Now - memory.LastToken(request), 1);
                if (left == 0)
                {
                    Leave(ref memory, ref state, in rules, slot, rules.Blocks(TAdmission.ReservedTokens(target, prompt + output)));
                    memory.SetFinished(request, state.Now);
                    state.Finished++;
                }
                else
                {
                    int finish = state.Step + left, bucket = rules.Wheel(finish), first = memory.Word(bucket);
                    memory.SetWord(at + Target, 0);
                    memory.SetWord(at + FinishStep, finish);
                    memory.SetWord(at + ListBefore, 0);
                    memory.SetWord(at + ListAfter, first);
                    if (first != 0) memory.SetWord(rules.Slot(first - 1) + ListBefore, slot);
                    memory.SetWord(bucket, slot);
                    // Its next token is computed in the next step, on this context.
                    CountPhase(ref memory, ref state, in rules, target - 1, 1);
                    state.ContextTokens += target;
                    state.Decodes++;
                }
            }
            slot = next;
        }
    }

    /// <summary>Takes the memory of the request admitted last; it waits at the head of the queue to be computed again.</summary>
    static void Preempt<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules) where TMemory : struct, IServingMemory
    {
        int slot = state.LastRunning, at = rules.Slot(slot - 1), request = memory.Word(at + Request), target = memory.Word(at + Target);
        int prompt = memory.PromptTokens(request), generated = target - prompt, held = target;
        if (target > 0) LeavePrefills(ref memory, ref state, in rules, at);
        else
        {
            int finish = memory.Word(at + FinishStep);
            generated = memory.OutputTokens(request) - (finish - state.Step + 1);
            held = prompt + generated - 1;
            LeaveWheel(ref memory, in rules, at, finish);
            CountPhase(ref memory, ref state, in rules, held, -1);
            state.ContextTokens -= held;
            state.Decodes--;
            memory.SetLastToken(request, state.Now);
        }
        Leave(ref memory, ref state, in rules, slot, rules.Blocks(held));
        memory.SetPreempted(request, generated, state.LastPreempted);
        state.LastPreempted = request + 1;
        state.Preempted++;
        state.Preemptions++;
    }

    /// <summary>Counts a decode that has this many tokens of context in the present step under the phase in which it begins a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CountPhase<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int contextTokens, int change) where TMemory : struct, IServingMemory
    {
        int phase = state.Phase - contextTokens % rules.BlockTokens;
        if (phase < 0) phase += rules.BlockTokens;
        memory.SetWord(phase, memory.Word(phase) + change);
    }

    static void Leave<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int slot, int blocks) where TMemory : struct, IServingMemory
    {
        int at = rules.Slot(slot - 1), before = memory.Word(at + Before), after = memory.Word(at + After);
        if (before != 0) memory.SetWord(rules.Slot(before - 1) + After, after);
        if (after != 0) memory.SetWord(rules.Slot(after - 1) + Before, before);
        else state.LastRunning = before;
        memory.SetWord(at + ListAfter, state.FreeSlot);
        state.FreeSlot = slot;
        state.FreeBlocks += blocks;
        state.Running--;
    }

    static void LeaveWheel<TMemory>(ref TMemory memory, in ServingRules rules, int at, int finishStep) where TMemory : struct, IServingMemory
    {
        int before = memory.Word(at + ListBefore), after = memory.Word(at + ListAfter);
        if (before != 0) memory.SetWord(rules.Slot(before - 1) + ListAfter, after);
        else memory.SetWord(rules.Wheel(finishStep), after);
        if (after != 0) memory.SetWord(rules.Slot(after - 1) + ListBefore, before);
    }

    static void LeavePrefills<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int at) where TMemory : struct, IServingMemory
    {
        int before = memory.Word(at + ListBefore), after = memory.Word(at + ListAfter);
        if (before != 0) memory.SetWord(rules.Slot(before - 1) + ListAfter, after);
        else state.FirstPrefill = after;
        if (after != 0) memory.SetWord(rules.Slot(after - 1) + ListBefore, before);
        else state.LastPrefill = before;
    }
}
