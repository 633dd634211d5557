using System.Runtime.CompilerServices;

namespace InferenceModeler.Serving;

// Who waits, in lists by level; who leaves without an answer; and who comes next in a closed loop.
public static partial class ServingReplica
{
    static void Append<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int level) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), last = memory.Word(ends + 1);
        memory.Request(request).Next = 0;
        if (last != 0) memory.Request(last - 1).Next = request + 1;
        else memory.SetWord(ends, request + 1);
        memory.SetWord(ends + 1, request + 1);
        state.Listed++;
    }

    /// <summary>Puts a preempted request where its arrival belongs.</summary>
    static void Insert<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int level) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), before = 0, after = memory.Word(ends);
        while (after != 0 && after - 1 < request) (before, after) = (after, memory.Request(after - 1).Next);
        memory.Request(request).Next = after;
        if (before != 0) memory.Request(before - 1).Next = request + 1;
        else memory.SetWord(ends, request + 1);
        if (after == 0) memory.SetWord(ends + 1, request + 1);
        state.Listed++;
    }

    /// <summary>Takes the request after <paramref name="before"/> (plus 1; 0 for the head) out of its list.</summary>
    static void TakeOut<TMemory>(ref TMemory memory, in ServingRules rules, int level, int before) where TMemory : struct, IServingMemory
    {
        int ends = rules.Level(level), taken = before != 0 ? memory.Request(before - 1).Next : memory.Word(ends), after = memory.Request(taken - 1).Next;
        if (before != 0) memory.Request(before - 1).Next = after;
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
            while (rules.Leaves && memory.Word(rules.Level(level)) != 0 && memory.Request(memory.Word(rules.Level(level)) - 1).IsDone) TakeOut(ref memory, in rules, level, 0);
            int head = memory.Word(rules.Level(level)), before = 0;
            if (head == 0)
            {
                level++;
                continue;
            }
            if (TAdmission.Retracts && state.Listed is > 1 and <= RetractAdmission.MostSorted) before = BeforeLongestPrefix<TAdmission, TMemory>(ref memory, in rules);
            int request = (before != 0 ? memory.Request(before - 1).Next : head) - 1, after = memory.Request(request).Next;
            bool again = memory.Request(request).AdmittedMicroseconds >= 0;
            if (!Begin<TAdmission, TMemory>(ref memory, ref state, in rules, request, again, ref budget, ref positions))
            {
                state.IsFull = 1;
                return;
            }
            if (before != 0) memory.Request(before - 1).Next = after;
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
        for (int at = memory.Word(rules.Level(0)); at != 0; before = at, at = memory.Request(at - 1).Next)
        {
            ref ServingRequest request = ref memory.Request(at - 1);
            int tokens = request.CachedTokens;
            if (rules.Leaves && request.IsDone) continue;
            if (TAdmission.Caches) tokens = Math.Max(tokens, Match(ref memory, in rules, at - 1, request.PromptTokens).Blocks * rules.BlockTokens);
            if (tokens > longest) (longest, best) = (tokens, before);
        }
        return best;
    }

    /// <summary>Takes the running request that gives way out of the order of admission. The order still holds requests that have left: they are taken out when they are met.</summary>
    static int Victim<TAdmission, TMemory>(ref TMemory memory, ref ServingState state)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        int victim = 0, aboveVictim = 0;
        for (int at = state.LastRunning, above = 0; at != 0; at = memory.Request(at - 1).Before)
        {
            ref ServingRequest request = ref memory.Request(at - 1);
            if (!request.IsRunning)
            {
                LeaveOrder(ref memory, ref state, at, above);
                continue;
            }
            if (victim == 0 ? !TAdmission.Retracts || request.Status == RequestStatus.Decoding : Yields<TAdmission>(in request, at, in memory.Request(victim - 1), victim)) (victim, aboveVictim) = (at, above);
            if (!TAdmission.ByPriority && !TAdmission.Retracts) break;
            above = at;
        }
        LeaveOrder(ref memory, ref state, victim, aboveVictim);
        return victim - 1;
    }

    /// <summary>Takes a request out of the order of admission; <paramref name="above"/> was admitted next.</summary>
    static void LeaveOrder<TMemory>(ref TMemory memory, ref ServingState state, int at, int above) where TMemory : struct, IServingMemory
    {
        int before = memory.Request(at - 1).Before;
        if (above != 0) memory.Request(above - 1).Before = before;
        else state.LastRunning = before;
    }

    /// <summary>Whether a request gives way rather than another.</summary>
    static bool Yields<TAdmission>(in ServingRequest request, int at, in ServingRequest other, int otherAt) where TAdmission : struct, IAdmission
    {
        if (TAdmission.ByPriority) return request.Level > other.Level || (request.Level == other.Level && at > otherAt);
        if (request.Status != RequestStatus.Decoding) return false;
        // Fewer tokens so far, up to what all decodes of this step have in common.
        int fewer = other.OutputTokens - other.Progress - (request.OutputTokens - request.Progress);
        return fewer > 0 || (fewer == 0 && request.PromptTokens > other.PromptTokens);
    }

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
        if (joined > 0) CountTokens(ref memory, in state, microseconds + state.JoinedMicroseconds / joined, joined);
        if (decodes > joined) CountTokens(ref memory, in state, microseconds + state.StallMicroseconds, decodes - joined);
        (state.StallMicroseconds, state.JoinedMicroseconds, state.Joined) = (0, 0, 0);
    }

    static void Reject<TAdmission, TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request)
        where TAdmission : struct, IAdmission
        where TMemory : struct, IServingMemory
    {
        memory.Request(request).Leave(memory.Request(request).ArrivalMicroseconds, RequestStatus.Rejected);
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
            ref ServingRequest request = ref memory.Request(state.Oldest);
            if (request.IsDone) continue;
            if (request.ArrivalMicroseconds + rules.TimeoutMicroseconds > state.Now) return;
            if (request.IsRunning) Withdraw<TAdmission, TMemory>(ref memory, ref state, in rules, state.Oldest);
            else if (TAdmission.Lists) state.Listed--;
            else if (state.Oldest >= state.Next) state.Holes++;
            else state.Preempted--;
            request.Leave(state.Now, RequestStatus.TimedOut);
            state.TimedOut++;
            if (rules.IsClosed) Release(ref memory, ref state, in rules);
        }
    }

    /// <summary>Passes over those that left while they waited.</summary>
    static void PassOver<TMemory>(ref TMemory memory, ref ServingState state) where TMemory : struct, IServingMemory
    {
        while (state.LastPreempted != 0 && memory.Request(state.LastPreempted - 1).IsDone) state.LastPreempted = memory.Request(state.LastPreempted - 1).Next;
        while (state.Holes > 0 && memory.Request(state.Next).IsDone)
        {
            state.Next++;
            state.Holes--;
        }
    }

    /// <summary>The next request of a closed loop.</summary>
    static void Release<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules) where TMemory : struct, IServingMemory
    {
        if (state.Released < state.Known) memory.Request(state.Released++).ArrivalMicroseconds = state.Now + rules.ThinkMicroseconds;
    }
}
