using System.Runtime.CompilerServices;

namespace InferenceModeler.Serving;

/// <summary>
/// One replica, step by step, by vLLM v1's rule: running requests first, one token budget, chunked prefill with a limit on long prompts, first come first
/// served, memory in blocks, preemption by recomputation of the request admitted last, head-of-line blocking, one union batch per step. What other engines do
/// otherwise is in <see cref="IAdmission"/>.
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

    /// <summary>
    /// Advances until the clock reaches <paramref name="untilMicroseconds"/> (the last step may end later) or nothing is left to do. False where the turns ran out
    /// before: called again, it goes on as if it had not stopped.
    /// </summary>
    /// <param name="memory">The state words and the requests.</param>
    /// <param name="state">The replica.</param>
    /// <param name="clock">Tells how long a step takes.</param>
    /// <param name="rules">Limits; each request alone must keep within them.</param>
    /// <param name="requests">Requests known so far, in order of arrival.</param>
    /// <param name="untilMicroseconds">Where to stop.</param>
    /// <param name="mostTurns">Most leaps and steps.</param>
    public static bool Run<TClock, TAdmission, TMemory>(
        ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules, int requests, long untilMicroseconds, long mostTurns = long.MaxValue)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        state.Known = requests;
        Arrive<TAdmission, TMemory>(ref memory, ref state, in rules, requests);
        for (long turns = 0; state.Now < untilMicroseconds && state.Fault == 0; turns++)
        {
            if (turns == mostTurns) return false;
            if (rules.TimeoutMicroseconds > 0) Expire<TAdmission, TMemory>(ref memory, ref state, in rules);
            if (state.Present == 0)
            {
                if (state.Arrived == requests) break;
                long next = memory.ArrivalMicroseconds(state.Arrived);
                if (next >= untilMicroseconds) break;
                state.Now = next;
                Arrive<TAdmission, TMemory>(ref memory, ref state, in rules, requests);
            }
            if (!Leap<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules, requests, untilMicroseconds))
                Step<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules);
            Arrive<TAdmission, TMemory>(ref memory, ref state, in rules, requests);
        }
        while (state.Oldest < state.Arrived && memory.IsDone(state.Oldest)) state.Oldest++;
        return true;
    }

    static void Arrive<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int requests)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        while (state.Arrived < requests)
        {
            int request = state.Arrived;
            long arrival = memory.ArrivalMicroseconds(request);
            if (arrival > state.Now) return;
            bool isFull = rules.MaxWaiting > 0 && state.Waiting >= rules.MaxWaiting;
            state.Arrived++;
            if (isFull)
            {
                Reject<TAdmission, TMemory>(ref memory, ref state, in rules, request);
                continue;
            }
            state.PresenceArea += state.Now - arrival;
            if (TAdmission.Lists)
            {
                state.Next++;
                Append(ref memory, ref state, in rules, request, Level<TAdmission, TMemory>(ref memory, request));
            }
        }
    }

    static void Step<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        bool preempted = TAdmission.Mixes && TAdmission.Grows && Grow<TAdmission, TMemory>(ref memory, ref state, in rules);
        int budget = TAdmission.Mixes ? rules.MaxBatchedTokens - state.Decodes : rules.MaxBatchedTokens, whole = budget;
        long positions = 0;
        for (int slot = state.FirstPrefill; slot != 0 && budget > 0; slot = memory.Word(rules.Slot(slot - 1) + ListAfter))
            budget -= Prefill<TAdmission, TMemory>(ref memory, ref state, in rules, slot, budget, ref positions);
        if (!preempted && state.Waiting > 0)
        {
            if (TAdmission.Lists) AdmitListed<TAdmission, TMemory>(ref memory, ref state, in rules, ref budget, ref positions);
            else Admit<TAdmission, TMemory>(ref memory, ref state, in rules, ref budget, ref positions);
        }

        int prefill = whole - budget, decodes = TAdmission.Mixes || prefill == 0 ? state.Decodes : 0;
        if (decodes + prefill == 0)
        {
            state.Fault = 1;
            return;
        }
        if (!TAdmission.Mixes && prefill == 0)
        {
            Grow<TAdmission, TMemory>(ref memory, ref state, in rules);
            decodes = state.Decodes;
        }
        long microseconds = TClock.Microseconds(in clock, decodes, decodes > 0 ? state.ContextTokens : 0, prefill, positions);
        if (TAdmission.Caches)
        {
            microseconds += state.LoadNanoseconds / 1000;
            state.LoadNanoseconds = 0;
        }
        state.Evaluations++;
        Pass(ref state, microseconds, rules.KvBlocks - state.FreeBlocks);
        if (TAdmission.Mixes)
        {
            if (decodes > 0) memory.CountTokens(microseconds, decodes);
        }
        else CountStalled(ref memory, ref state, microseconds, decodes);
        state.ContextTokens += decodes;
        state.ComputedTokens += decodes + prefill;
        if (TAdmission.Retracts) state.OutputLeft -= decodes;
        state.Now += microseconds;
        state.Steps++;
        state.StepMicroseconds = microseconds;
        if (decodes > 0 && memory.Word(rules.Wheel(state.Step)) != 0) FinishDecodes<TAdmission, TMemory>(ref memory, ref state, in rules);
        if (prefill > 0) FinishPrefills<TAdmission, TMemory>(ref memory, ref state, in rules);
        if (TAdmission.Mixes || decodes > 0)
        {
            state.Step++;
            state.Phase = state.Phase + 1 == rules.BlockTokens ? 0 : state.Phase + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Pass(ref ServingState state, long microseconds, int blocks)
    {
        state.BusyMicroseconds += microseconds;
        state.DecodeArea += microseconds * state.Decodes;
        state.BlockArea += microseconds * blocks;
        state.PresenceArea += microseconds * state.Present;
    }

    /// <summary>Gives each decode that begins a block its block, preempting while there are too few. Says whether it had to.</summary>
    static bool Grow<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int need = memory.Word(state.Phase);
        bool preempted = need > state.FreeBlocks;
        while (need > state.FreeBlocks)
        {
            Preempt<TAdmission, TMemory>(ref memory, ref state, in rules);
            need = memory.Word(state.Phase);
        }
        state.FreeBlocks -= need;
        if (TAdmission.Caches) Trim(ref memory, ref state, in rules);
        if (TAdmission.Retracts) SetRatio(ref state, preempted);
        return preempted;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Prefill<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int slot, int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int at = rules.Slot(slot - 1), computed = memory.Word(at + Computed), tokens = memory.Word(at + Target) - computed;
        if (tokens > budget) tokens = budget;
        if (rules.LongPrefillTokens > 0 && tokens > rules.LongPrefillTokens) tokens = rules.LongPrefillTokens;
        memory.SetWord(at + Computed, computed + tokens);
        if (TAdmission.Caches)
        {
            int request = memory.Word(at + Request);
            Keep(ref memory, ref state, in rules, request, Covered(ref memory, in rules, request, computed), Covered(ref memory, in rules, request, computed + tokens));
        }
        positions += (long)tokens * (2 * computed + tokens);
        return tokens;
    }

    static void Admit<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, ref int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        while (budget > 0 && state.Running < rules.MaxSequences && state.Waiting > 0)
        {
            if (rules.Leaves) PassOver(ref memory, ref state);
            bool again = state.Preempted > 0;
            int request = again ? state.LastPreempted - 1 : state.Next;
            int link = again ? memory.Link(request) : 0;
            if (!Begin<TAdmission, TMemory>(ref memory, ref state, in rules, request, again, ref budget, ref positions)) return;
            if (again)
            {
                state.LastPreempted = link;
                state.Preempted--;
            }
            else state.Next++;
        }
    }

    /// <summary>Admits a request that waits, where memory allows, and computes the first tokens of its prompt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Begin<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, bool again, ref int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int prompt = memory.PromptTokens(request), output = memory.OutputTokens(request), generated = again ? memory.Generated(request) : 0, target = prompt + generated;
        int blocks = rules.Blocks(TAdmission.ReservedTokens(target, prompt + output)), computed = memory.CachedTokens(request);
        if (TAdmission.Caches)
        {
            PrefixMatch match = Match(ref memory, in rules, request, target);
            int hit = match.Blocks * rules.BlockTokens, need = blocks - match.Blocks + match.HostBlocks + match.RemoteBlocks + match.UnusedBlocks;
            if (need > state.FreeBlocks || (TAdmission.Retracts && !HasRoom(in state, in rules, need, output - generated))) return false;
            if (!again) Look(ref state, in rules, in match, prompt);
            Take(ref memory, ref state, in rules, request, in match);
            state.FreeBlocks -= need;
            Trim(ref memory, ref state, in rules);
            if (computed > hit) Keep(ref memory, ref state, in rules, request, match.Blocks, Covered(ref memory, in rules, request, computed));
            else computed = hit;
        }
        else
        {
            if (blocks > state.FreeBlocks || (TAdmission.Retracts && !HasRoom(in state, in rules, blocks, output - generated))) return false;
            state.FreeBlocks -= blocks;
        }
        if (again) state.RecomputedTokens += target - computed;
        else memory.SetAdmitted(request, state.Now);
        if (TAdmission.Retracts)
        {
            state.OutputLeft += output - generated;
            state.OutputTokens += output;
        }

        int slot = state.FreeSlot;
        if (slot == 0) slot = ++state.UsedSlots;
        else state.FreeSlot = memory.Word(rules.Slot(slot - 1) + ListAfter);
        int at = rules.Slot(slot - 1);
        memory.SetWord(at + Request, request);
        memory.SetWord(at + Computed, computed);
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
        if (rules.TimeoutMicroseconds > 0) memory.SetLink(request, -slot);
        budget -= Prefill<TAdmission, TMemory>(ref memory, ref state, in rules, slot, budget, ref positions);
        return true;
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
                Leave<TAdmission, TMemory>(ref memory, ref state, in rules, slot, rules.Blocks(TAdmission.ReservedTokens(tokens - 1, tokens)), tokens - 1, true);
                Finish<TAdmission, TMemory>(ref memory, ref state, in rules, request);
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
                if (TAdmission.Retracts) state.OutputLeft--;
                if (left == 0)
                {
                    Leave<TAdmission, TMemory>(ref memory, ref state, in rules, slot, rules.Blocks(TAdmission.ReservedTokens(target, prompt + output)), target, true);
                    Finish<TAdmission, TMemory>(ref memory, ref state, in rules, request);
                }
                else
                {
                    // Its next token is computed in the next step with decodes: the next one, or where prompts have steps of their own, the one numbered now.
                    int ahead = TAdmission.Mixes ? 1 : 0, finish = state.Step + left - 1 + ahead, bucket = rules.Wheel(finish), first = memory.Word(bucket);
                    memory.SetWord(at + Target, 0);
                    memory.SetWord(at + FinishStep, finish);
                    memory.SetWord(at + ListBefore, 0);
                    memory.SetWord(at + ListAfter, first);
                    if (first != 0) memory.SetWord(rules.Slot(first - 1) + ListBefore, slot);
                    memory.SetWord(bucket, slot);
                    CountPhase(ref memory, ref state, in rules, target - ahead, 1);
                    state.ContextTokens += target;
                    state.Decodes++;
                    if (!TAdmission.Mixes) state.Joined++;
                }
            }
            slot = next;
        }
    }

    /// <summary>Takes the memory of a running request; it waits to be computed again.</summary>
    static void Preempt<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int slot = TAdmission.ByPriority || TAdmission.Retracts ? Victim<TAdmission, TMemory>(ref memory, in state, in rules) : state.LastRunning;
        int request = memory.Word(rules.Slot(slot - 1) + Request);
        if (memory.Word(rules.Slot(slot - 1) + Target) == 0) memory.SetLastToken(request, state.Now);
        int generated = Withdraw<TAdmission, TMemory>(ref memory, ref state, in rules, slot);
        if (TAdmission.Lists)
        {
            memory.SetPreempted(request, generated, 0);
            int level = Level<TAdmission, TMemory>(ref memory, request);
            if (TAdmission.ByPriority) Insert(ref memory, ref state, in rules, request, level);
            else Append(ref memory, ref state, in rules, request, level);
        }
        else
        {
            memory.SetPreempted(request, generated, state.LastPreempted);
            state.LastPreempted = request + 1;
            state.Preempted++;
        }
        state.Preemptions++;
    }

    /// <summary>Takes a running request out of the batch, its memory with it; returns the tokens that it has generated.</summary>
    static int Withdraw<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int slot)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int at = rules.Slot(slot - 1), request = memory.Word(at + Request), target = memory.Word(at + Target), computed = memory.Word(at + Computed);
        int prompt = memory.PromptTokens(request), output = memory.OutputTokens(request), generated = target - prompt, held = target;
        if (target > 0) LeavePrefills(ref memory, ref state, in rules, at);
        else
        {
            int finish = memory.Word(at + FinishStep);
            generated = output - (finish - state.Step + 1);
            computed = held = prompt + generated - 1;
            LeaveWheel(ref memory, in rules, at, finish);
            CountPhase(ref memory, ref state, in rules, held, -1);
            state.ContextTokens -= held;
            state.Decodes--;
        }
        if (TAdmission.Retracts)
        {
            state.OutputLeft -= output - generated;
            state.OutputTokens -= output;
        }
        Leave<TAdmission, TMemory>(ref memory, ref state, in rules, slot, rules.Blocks(TAdmission.ReservedTokens(held, prompt + output)), computed, false);
        return generated;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        memory.SetFinished(request, state.Now);
        state.Finished++;
        if (TAdmission.Retracts) state.OutputTokens -= memory.OutputTokens(request);
        if (rules.IsClosed) Release(ref memory, ref state, in rules);
    }

    /// <summary>Counts a decode that has this many tokens of context in the present step under the phase in which it begins a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CountPhase<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int contextTokens, int change) where TMemory : struct, IServingMemory
    {
        int phase = state.Phase - contextTokens % rules.BlockTokens;
        if (phase < 0) phase += rules.BlockTokens;
        memory.SetWord(phase, memory.Word(phase) + change);
    }

    static void Leave<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int slot, int blocks, int computedTokens, bool isFinished)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int at = rules.Slot(slot - 1), before = memory.Word(at + Before), after = memory.Word(at + After);
        if (before != 0) memory.SetWord(rules.Slot(before - 1) + After, after);
        if (after != 0) memory.SetWord(rules.Slot(after - 1) + Before, before);
        else state.LastRunning = before;
        memory.SetWord(at + ListAfter, state.FreeSlot);
        state.FreeSlot = slot;
        if (TAdmission.Caches) GiveBack(ref memory, ref state, in rules, memory.Word(at + Request), blocks, computedTokens, isFinished);
        else state.FreeBlocks += blocks;
        state.Running--;
        if (TAdmission.Retracts) state.IsFull = 0;
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
