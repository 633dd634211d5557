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
        Arrive<TAdmission, TMemory>(ref memory, ref state, in rules);
        for (long turns = 0; state.Now < untilMicroseconds && state.Fault == 0; turns++)
        {
            if (turns == mostTurns) return false;
            if (rules.TimeoutMicroseconds > 0) Expire<TAdmission, TMemory>(ref memory, ref state, in rules);
            if (state.Present == 0)
            {
                if (state.Arrived == requests) break;
                long next = memory.Request(state.Arrived).ArrivalMicroseconds;
                if (next >= untilMicroseconds) break;
                state.Now = next;
                Arrive<TAdmission, TMemory>(ref memory, ref state, in rules);
            }
            if (!Leap<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules, untilMicroseconds))
                Step<TClock, TAdmission, TMemory>(ref memory, ref state, in clock, in rules);
            Arrive<TAdmission, TMemory>(ref memory, ref state, in rules);
        }
        PassDone(ref memory, ref state);
        return true;
    }

    /// <summary>Passes over the requests at the beginning that are done.</summary>
    static void PassDone<TMemory>(ref TMemory memory, ref ServingState state) where TMemory : struct, IServingMemory
    {
        while (state.Oldest < state.Arrived && memory.Request(state.Oldest).IsDone) state.Oldest++;
    }

    static void Arrive<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        while (state.Arrived < state.Known)
        {
            int request = state.Arrived;
            long arrival = memory.Request(request).ArrivalMicroseconds;
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
                Append(ref memory, ref state, in rules, request, TAdmission.ByPriority ? memory.Request(request).Level : 0);
            }
        }
    }

    static void Step<TClock, TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in TClock clock, in ServingRules rules)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        StepBatch batch = Plan<TAdmission, TMemory>(ref memory, ref state, in rules);
        if (state.Fault != 0) return;
        long microseconds = TClock.Microseconds(in clock, batch.Decodes, batch.ContextTokens, batch.PrefillTokens, batch.DoubledPositionTokens);
        if (TAdmission.Caches) microseconds += TakeLoad(ref state);
        Complete<TAdmission, TMemory>(ref memory, ref state, in rules, in batch, microseconds);
    }

    /// <summary>Forms the batch of the next step; a fault where it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static StepBatch Plan<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        bool preempted = TAdmission.Mixes && TAdmission.Grows && Grow<TAdmission, TMemory>(ref memory, ref state, in rules);
        int budget = TAdmission.Mixes ? rules.MaxBatchedTokens - state.Decodes : rules.MaxBatchedTokens, whole = budget;
        StepBatch batch = default;
        for (int at = state.FirstPrefill; at != 0 && budget > 0; at = memory.Request(at - 1).Next)
            budget -= Prefill<TAdmission, TMemory>(ref memory, ref state, in rules, at - 1, budget, ref batch.DoubledPositionTokens);
        if (!preempted && state.Waiting > 0)
        {
            if (TAdmission.Lists) AdmitListed<TAdmission, TMemory>(ref memory, ref state, in rules, ref budget, ref batch.DoubledPositionTokens);
            else Admit<TAdmission, TMemory>(ref memory, ref state, in rules, ref budget, ref batch.DoubledPositionTokens);
        }

        batch.PrefillTokens = whole - budget;
        if (!TAdmission.Mixes && batch.PrefillTokens == 0 && state.Decodes > 0) Grow<TAdmission, TMemory>(ref memory, ref state, in rules);
        batch.Decodes = TAdmission.Mixes || batch.PrefillTokens == 0 ? state.Decodes : 0;
        if (batch.Decodes > 0) batch.ContextTokens = state.ContextTokens;
        if (batch.Decodes + batch.PrefillTokens == 0) state.Fault = 1;
        return batch;
    }

    /// <summary>Takes the step that was planned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Complete<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, in StepBatch batch, long microseconds)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        state.Evaluations++;
        Pass(ref state, microseconds, rules.KvBlocks - state.FreeBlocks);
        if (TAdmission.Mixes)
        {
            if (batch.Decodes > 0) CountTokens(ref memory, in state, microseconds, batch.Decodes);
        }
        else CountStalled(ref memory, ref state, microseconds, batch.Decodes);
        state.ContextTokens += batch.Decodes;
        state.StepTokens = batch.Decodes + batch.PrefillTokens;
        state.ComputedTokens += state.StepTokens;
        if (TAdmission.Retracts) state.OutputLeft -= batch.Decodes;
        int finished = state.Finished;
        if (batch.Decodes > 0 && memory.Word(rules.Wheel(state.Step)) != 0) FinishDecodes<TAdmission, TMemory>(ref memory, ref state, in rules);
        if (batch.PrefillTokens > 0) FinishPrefills<TAdmission, TMemory>(ref memory, ref state, in rules);
        state.StepFinished = state.Finished - finished;
        if (TAdmission.Mixes || batch.Decodes > 0)
        {
            state.Step++;
            state.Phase = state.Phase + 1 == rules.BlockTokens ? 0 : state.Phase + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CountTokens<TMemory>(ref TMemory memory, in ServingState state, long gapMicroseconds, long tokens) where TMemory : struct, IServingMemory
    {
        if (state.LeavesGapsOut == 0) memory.CountTokens(gapMicroseconds, tokens);
    }

    /// <summary>How long the step waits for blocks of the cache that it brings back.</summary>
    static long TakeLoad(ref ServingState state)
    {
        long microseconds = state.LoadNanoseconds / 1000;
        state.LoadNanoseconds = 0;
        return microseconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Pass(ref ServingState state, long microseconds, int blocks)
    {
        state.Now += microseconds;
        state.Steps++;
        state.StepMicroseconds = microseconds;
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
    static int Prefill<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int number, int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        ref ServingRequest request = ref memory.Request(number);
        int computed = request.Progress, tokens = request.KnownTokens - computed;
        if (tokens > budget) tokens = budget;
        if (rules.LongPrefillTokens > 0 && tokens > rules.LongPrefillTokens) tokens = rules.LongPrefillTokens;
        request.Progress = computed + tokens;
        if (TAdmission.Caches) Keep(ref memory, ref state, in rules, number, Covered(ref memory, in rules, number, computed), Covered(ref memory, in rules, number, computed + tokens));
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
            int next = again ? memory.Request(request).Next : 0;
            if (!Begin<TAdmission, TMemory>(ref memory, ref state, in rules, request, again, ref budget, ref positions)) return;
            if (again)
            {
                state.LastPreempted = next;
                state.Preempted--;
            }
            else state.Next++;
        }
    }

    /// <summary>Admits a request that waits, where memory allows, and computes the first tokens of its prompt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Begin<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int number, bool again, ref int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        ref ServingRequest request = ref memory.Request(number);
        int prompt = request.PromptTokens, output = request.OutputTokens, left = output - request.Generated, target = request.KnownTokens;
        int blocks = rules.Blocks(TAdmission.ReservedTokens(target, prompt + output)), computed = Math.Max(request.CachedTokens, 0);
        if (TAdmission.Caches)
        {
            PrefixMatch match = Match(ref memory, in rules, number, target);
            int hit = match.Blocks * rules.BlockTokens, need = blocks - match.Blocks + match.HostBlocks + match.RemoteBlocks + match.UnusedBlocks;
            if (need > state.FreeBlocks || (TAdmission.Retracts && !HasRoom(in state, in rules, need, left))) return false;
            if (!again) Look(ref state, in rules, in match, prompt);
            Take(ref memory, ref state, in rules, number, in match);
            state.FreeBlocks -= need;
            Trim(ref memory, ref state, in rules);
            if (computed > hit) Keep(ref memory, ref state, in rules, number, match.Blocks, Covered(ref memory, in rules, number, computed));
            else
            {
                computed = hit;
                if (request.CachedTokens == 0) request.CachedTokens = ~hit;
            }
        }
        else
        {
            if (blocks > state.FreeBlocks || (TAdmission.Retracts && !HasRoom(in state, in rules, blocks, left))) return false;
            state.FreeBlocks -= blocks;
        }
        if (again) state.RecomputedTokens += target - computed;
        else request.AdmittedMicroseconds = state.Now;
        if (TAdmission.Retracts)
        {
            state.OutputLeft += left;
            state.OutputTokens += output;
        }

        request.Status = RequestStatus.Prefilling;
        request.Progress = computed;
        request.Before = state.LastRunning;
        request.Next = 0;
        state.LastRunning = number + 1;
        if (state.LastPrefill != 0) memory.Request(state.LastPrefill - 1).Next = number + 1;
        else state.FirstPrefill = number + 1;
        state.LastPrefill = number + 1;
        state.Running++;
        budget -= Prefill<TAdmission, TMemory>(ref memory, ref state, in rules, number, budget, ref positions);
        return true;
    }
}
