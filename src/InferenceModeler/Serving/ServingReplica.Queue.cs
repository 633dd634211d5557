using System.Runtime.CompilerServices;

namespace InferenceModeler.Serving;

// Who waits, in lists by level; who leaves without an answer; and who comes next in a closed loop.
public static partial class ServingReplica
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Level<TAdmission, TMemory>(ref TMemory memory, int request)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory => TAdmission.ByPriority ? memory.Level(request) : 0;

    static void Append<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int level) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), last = memory.Word(ends + 1);
        memory.SetLink(request, 0);
        if (last != 0) memory.SetLink(last - 1, request + 1);
        else memory.SetWord(ends, request + 1);
        memory.SetWord(ends + 1, request + 1);
        state.Listed++;
    }

    /// <summary>Puts a preempted request where its arrival belongs.</summary>
    static void Insert<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int level) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), before = 0, after = memory.Word(ends);
        while (after != 0 && after - 1 < request) (before, after) = (after, memory.Link(after - 1));
        memory.SetLink(request, after);
        if (before != 0) memory.SetLink(before - 1, request + 1);
        else memory.SetWord(ends, request + 1);
        if (after == 0) memory.SetWord(ends + 1, request + 1);
        state.Listed++;
    }

    /// <summary>Takes the request after <paramref name="before"/> (plus 1; 0 for the head) out of its list.</summary>
    static void TakeOut<TMemory>(ref TMemory memory, in ServingRules rules, int level, int before) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), taken = before != 0 ? memory.Link(before - 1) : memory.Word(ends), after = memory.Link(taken - 1);
        if (before != 0) memory.SetLink(before - 1, after);
        else memory.SetWord(ends, after);
        if (after == 0) memory.SetWord(ends + 1, before);
    }

    static void AdmitListed<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, ref int budget, ref long positions)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        if (TAdmission.Retracts)
        {
            if (state.IsFull != 0) return;
            if (state.Running == 0) state.Ratio = RetractAdmission.FirstRatio;
        }
        int level = 0;
        while (budget > 0 && state.Running < rules.MaxSequences && state.Listed > 0)
        {
            while (rules.Leaves && memory.Word(rules.Level(level)) != 0 && memory.IsDone(memory.Word(rules.Level(level)) - 1)) TakeOut(ref memory, in rules, level, 0);
            int head = memory.Word(rules.Level(level)), before = 0;
            if (head == 0)
            {
                level++;
                continue;
            }
            if (TAdmission.Retracts && state.Listed is > 1 and <= RetractAdmission.MostSorted) before = BeforeLongestPrefix<TAdmission, TMemory>(ref memory, in rules);
            int request = (before != 0 ? memory.Link(before - 1) : head) - 1, after = memory.Link(request);
            bool again = memory.IsAdmitted(request);
            if (!Begin<TAdmission, TMemory>(ref memory, ref state, in rules, request, again, ref budget, ref positions))
            {
                state.IsFull = 1;
                return;
            }
            if (before != 0) memory.SetLink(before - 1, after);
            else memory.SetWord(rules.Level(level), after);
            if (after == 0) memory.SetWord(rules.Level(level) + 1, before);
            state.Listed--;
        }
        if (state.Running >= rules.MaxSequences) state.IsFull = 1;
    }

    /// <summary>The request in the list before the one with the longest cached prefix, the first of equals.</summary>
    static int BeforeLongestPrefix<TAdmission, TMemory>(ref TMemory memory, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int best = 0, longest = -1, before = 0;
        for (int at = memory.Word(rules.Level(0)); at != 0; before = at, at = memory.Link(at - 1))
        {
            int request = at - 1, tokens = memory.CachedTokens(request);
            if (rules.Leaves && memory.IsDone(request)) continue;
            if (TAdmission.Caches) tokens = Math.Max(tokens, Match(ref memory, in rules, request, memory.PromptTokens(request)).Blocks * rules.BlockTokens);
            if (tokens > longest) (longest, best) = (tokens, before);
        }
        return best;
    }

    /// <summary>The running request that gives way.</summary>
    static int Victim<TAdmission, TMemory>(ref TMemory memory, in ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int victim = 0, victimRequest = 0;
        for (int slot = state.LastRunning; slot != 0; slot = memory.Word(rules.Slot(slot - 1) + Before))
        {
            int at = rules.Slot(slot - 1), request = memory.Word(at + Request);
            bool yields;
            if (TAdmission.ByPriority)
            {
                int urgency = memory.Level(request) - memory.Level(victimRequest);
                yields = urgency > 0 || (urgency == 0 && request > victimRequest);
            }
            else
            {
                if (memory.Word(at + Target) != 0) continue;
                int fewer = Tokens(ref memory, in rules, victimRequest, victim) - Tokens(ref memory, in rules, request, slot);
                yields = fewer > 0 || (fewer == 0 && memory.PromptTokens(request) > memory.PromptTokens(victimRequest));
            }
            if (victim == 0 || yields) (victim, victimRequest) = (slot, request);
        }
        return victim;
    }

    // Up to what all decodes of this step have in common.
    static int Tokens<TMemory>(ref TMemory memory, in ServingRules rules, int request, int slot) where TMemory : struct, IServingMemory =>
        slot == 0 ? 0 : memory.OutputTokens(request) - memory.Word(rules.Slot(slot - 1) + FinishStep);

    /// <summary>Whether SGLang admits a request that needs so many blocks now and so many tokens of output later, beside the output that it expects of the running.</summary>
    static bool HasRoom(in ServingState state, in ServingRules rules, int blocks, int outputTokens)
    {
        if (state.Running == 0) return true;
        long expected = (state.OutputLeft * state.Ratio) >> RetractAdmission.RatioBits;
        return (state.FreeBlocks - blocks) * (long)rules.BlockTokens > outputTokens + expected;
    }

    /// <summary>After a step of decodes.</summary>
    static void SetRatio(ref ServingState state, bool retracted)
    {
        if (!retracted)
        {
            state.Ratio = Math.Max(state.Ratio - RetractAdmission.RatioDecay, RetractAdmission.LeastRatio);
            return;
        }
        long decoded = state.OutputTokens - state.OutputLeft + (long)RetractAdmission.FurtherTokens * state.Decodes;
        state.Ratio = (int)Math.Min((decoded << RetractAdmission.RatioBits) / Math.Max(state.OutputTokens, 1), 1 << RetractAdmission.RatioBits);
    }

    /// <summary>Counts the tokens of a step where prompts have steps of their own: a decode waited for those since its last token. Those that joined meanwhile count with their mean.</summary>
    static void CountStalled<TMemory>(ref TMemory memory, ref ServingState state, long microseconds, int decodes) where TMemory : struct, IServingMemory
    {
        if (decodes == 0)
        {
            if (state.StallMicroseconds == 0) state.Joined = 0;
            state.StallMicroseconds += microseconds;
            state.JoinedMicroseconds += microseconds * state.Joined;
            return;
        }
        int joined = Math.Min(state.Joined, decodes);
        if (joined > 0) memory.CountTokens(microseconds + state.JoinedMicroseconds / joined, joined);
        if (decodes > joined) memory.CountTokens(microseconds + state.StallMicroseconds, decodes - joined);
        (state.StallMicroseconds, state.JoinedMicroseconds, state.Joined) = (0, 0, 0);
    }

    static void Reject<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        memory.SetLeft(request, memory.ArrivalMicroseconds(request), false);
        state.Rejected++;
        if (TAdmission.Lists) state.Next++;
        else state.Holes++;
        if (rules.IsClosed) Release(ref memory, ref state, in rules);
    }

    /// <summary>Lets the requests leave that are not finished in time, at the end of the step in which their time is up.</summary>
    static void Expire<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        for (; state.Oldest < state.Arrived; state.Oldest++)
        {
            int request = state.Oldest;
            if (memory.IsDone(request)) continue;
            if (memory.ArrivalMicroseconds(request) + rules.TimeoutMicroseconds > state.Now) return;
            int link = memory.Link(request);
            if (link < 0) Withdraw<TAdmission, TMemory>(ref memory, ref state, in rules, -link);
            else if (TAdmission.Lists) state.Listed--;
            else if (request >= state.Next) state.Holes++;
            else state.Preempted--;
            memory.SetLeft(request, state.Now, true);
            state.TimedOut++;
            if (rules.IsClosed) Release(ref memory, ref state, in rules);
        }
    }

    /// <summary>Passes over those that left while they waited.</summary>
    static void PassOver<TMemory>(ref TMemory memory, ref ServingState state) where TMemory : struct, IServingMemory
    {
        while (state.LastPreempted != 0 && memory.IsDone(state.LastPreempted - 1)) state.LastPreempted = memory.Link(state.LastPreempted - 1);
        while (state.Holes > 0 && memory.IsDone(state.Next))
        {
            state.Next++;
            state.Holes--;
        }
    }

    /// <summary>The next request of a closed loop.</summary>
    static void Release<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules) where TMemory : struct, IServingMemory
    {
        if (state.Released < state.Known) memory.SetArrival(state.Released++, state.Now + rules.ThinkMicroseconds);
    }
}
