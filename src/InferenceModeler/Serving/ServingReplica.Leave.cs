using System.Runtime.CompilerServices;

namespace InferenceModeler.Serving;

// Who finishes, who begins to decode, and who is taken out of the batch.
public static partial class ServingReplica
{
    static void FinishDecodes<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int bucket = rules.Wheel(state.Step), at = memory.Word(bucket), kept = 0;
        memory.SetWord(bucket, 0);
        while (at != 0)
        {
            int number = at - 1;
            ref ServingRequest request = ref memory.Request(number);
            at = request.Next;
            if (request.Progress == state.Step)
            {
                int tokens = request.PromptTokens + request.OutputTokens;
                CountPhase(ref memory, ref state, in rules, tokens - 2, -1);
                state.ContextTokens -= tokens - 1;
                state.Decodes--;
                Leave<TAdmission, TMemory>(ref memory, ref state, in rules, number, rules.Blocks(TAdmission.ReservedTokens(tokens - 1, tokens)), tokens - 1, true);
                Finish<TAdmission, TMemory>(ref memory, ref state, in rules, number);
            }
            else
            {
                request.Next = kept;
                kept = number + 1;
            }
        }
        if (kept != 0) memory.SetWord(bucket, kept);
    }

    static void FinishPrefills<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int at = state.FirstPrefill, before = 0;
        while (at != 0)
        {
            int number = at - 1;
            ref ServingRequest request = ref memory.Request(number);
            int target = request.KnownTokens;
            at = request.Next;
            if (request.Progress != target)
            {
                before = number + 1;
                continue;
            }
            LeavePrefills(ref memory, ref state, number, before);
            int output = request.OutputTokens, left = output - request.Generated - 1;
            if (request.Generated == 0) request.FirstTokenMicroseconds = state.Now;
            else CountTokens(ref memory, in state, state.Now - request.LastMicroseconds, 1);
            if (TAdmission.Retracts) state.OutputLeft--;
            if (left == 0)
            {
                Leave<TAdmission, TMemory>(ref memory, ref state, in rules, number, rules.Blocks(TAdmission.ReservedTokens(target, request.PromptTokens + output)), target, true);
                Finish<TAdmission, TMemory>(ref memory, ref state, in rules, number);
                continue;
            }
            // Its next token is computed in the next step with decodes: the next one, or where prompts have steps of their own, the one numbered now.
            int ahead = TAdmission.Mixes ? 1 : 0, finish = state.Step + left - 1 + ahead, bucket = rules.Wheel(finish);
            request.Status = RequestStatus.Decoding;
            request.Progress = finish;
            request.Next = memory.Word(bucket);
            memory.SetWord(bucket, number + 1);
            CountPhase(ref memory, ref state, in rules, target - ahead, 1);
            state.ContextTokens += target;
            state.Decodes++;
            if (!TAdmission.Mixes) state.Joined++;
        }
    }

    /// <summary>Takes a request out of the list of those whose prompts are computed.</summary>
    static void LeavePrefills<TMemory>(ref TMemory memory, ref ServingState state, int number, int before) where TMemory : struct, IServingMemory
    {
        int after = memory.Request(number).Next;
        if (before != 0) memory.Request(before - 1).Next = after;
        else state.FirstPrefill = after;
        if (after == 0) state.LastPrefill = before;
    }

    /// <summary>Takes the memory of a running request; it waits to be computed again.</summary>
    static void Preempt<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int number = Victim<TAdmission, TMemory>(ref memory, ref state);
        ref ServingRequest request = ref memory.Request(number);
        if (request.Status == RequestStatus.Decoding) request.LastMicroseconds = state.Now;
        request.Generated = Withdraw<TAdmission, TMemory>(ref memory, ref state, in rules, number);
        request.Status = RequestStatus.Waiting;
        if (TAdmission.ByPriority) Insert(ref memory, ref state, in rules, number, request.Level);
        else if (TAdmission.Lists) Append(ref memory, ref state, in rules, number, 0);
        else
        {
            request.Next = state.LastPreempted;
            state.LastPreempted = number + 1;
            state.Preempted++;
        }
        state.Preemptions++;
    }

    /// <summary>Takes a running request out of the batch, its memory with it; returns the tokens that it has generated.</summary>
    static int Withdraw<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int number)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        ref ServingRequest request = ref memory.Request(number);
        int prompt = request.PromptTokens, output = request.OutputTokens, generated = request.Generated, held = prompt + generated, computed = request.Progress, before = 0;
        bool decodes = request.Status == RequestStatus.Decoding;
        int bucket = rules.Wheel(computed), at = decodes ? memory.Word(bucket) : state.FirstPrefill;
        for (; at != number + 1; at = memory.Request(at - 1).Next) before = at;
        if (!decodes) LeavePrefills(ref memory, ref state, number, before);
        else
        {
            if (before != 0) memory.Request(before - 1).Next = request.Next;
            else memory.SetWord(bucket, request.Next);
            generated = output - (computed - state.Step + 1);
            computed = held = prompt + generated - 1;
            CountPhase(ref memory, ref state, in rules, held, -1);
            state.ContextTokens -= held;
            state.Decodes--;
        }
        if (TAdmission.Retracts)
        {
            state.OutputLeft -= output - generated;
            state.OutputTokens -= output;
        }
        Leave<TAdmission, TMemory>(ref memory, ref state, in rules, number, rules.Blocks(TAdmission.ReservedTokens(held, prompt + output)), computed, false);
        return generated;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Finish<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int number)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        ref ServingRequest request = ref memory.Request(number);
        request.Status = RequestStatus.Finished;
        request.LastMicroseconds = state.Now;
        state.Finished++;
        if (TAdmission.Retracts) state.OutputTokens -= request.OutputTokens;
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

    static void Leave<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int number, int blocks, int computedTokens, bool isFinished)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        if (TAdmission.Caches) GiveBack(ref memory, ref state, in rules, number, blocks, computedTokens, isFinished);
        else state.FreeBlocks += blocks;
        state.Running--;
        if (TAdmission.Retracts) state.IsFull = 0;
    }
}
