namespace InferenceModeler.Serving;

// The prefix cache. A prompt is a chain of units; a unit's first blocks lie in the accelerators' memory, the next ones in the host's, the next ones in the
// remote store, the rest nowhere. Units in use stay; of the others the one unused for longest loses its last blocks first, to the next tier. As a chain is given
// back from its end, no unit is lost before those behind it.
public static partial class ServingReplica
{
    const int Held = 0, Older = 1, Newer = 2, First = 0, Last = 1, Filled = 2;

    /// <summary>Blocks of the prompt among the first so many tokens.</summary>
    static int Covered<TMemory>(ref TMemory memory, in ServingRules rules, int request, int tokens) where TMemory : struct, IServingMemory =>
        Math.Min(tokens, memory.Request(request).PromptTokens) / rules.BlockTokens;

    /// <summary>Finds what is kept of a prompt. vLLM's rule: whole blocks, and the last token is computed always.</summary>
    static PrefixMatch Match<TMemory>(ref TMemory memory, in ServingRules rules, int request, int target) where TMemory : struct, IServingMemory
    {
        PrefixMatch match = default;
        int most = Covered(ref memory, in rules, request, target - 1), parts = memory.Parts(request), start = 0;
        for (int part = 0; part < parts && start < most; part++)
        {
            int unit = memory.PartUnit(request, part), end = memory.PartEnd(request, part) / rules.BlockTokens, wanted = Math.Min(end, most) - start;
            int held = memory.Word(rules.InTier(unit, ServingRules.DeviceTier) + Held), found = Math.Min(held, wanted), host = 0, remote = 0;
            if (rules.HasTiers)
            {
                host = Math.Min(memory.Word(rules.InTier(unit, ServingRules.HostTier) + Held), wanted - found);
                remote = Math.Min(memory.Word(rules.InTier(unit, ServingRules.RemoteTier) + Held), wanted - found - host);
            }
            found += host + remote;
            if (found == 0 && wanted > 0) break;
            if (memory.Word(rules.Unit(unit)) == 0) match.UnusedBlocks += held;
            match.Blocks += found;
            match.HostBlocks += host;
            match.RemoteBlocks += remote;
            if (found < end - start) break;
            start = end;
        }
        return match;
    }

    static void Look(ref ServingState state, in ServingRules rules, in PrefixMatch match, int promptTokens)
    {
        state.LookedUpTokens += promptTokens;
        state.DeviceHitTokens += (long)(match.Blocks - match.HostBlocks - match.RemoteBlocks) * rules.BlockTokens;
        state.HostHitTokens += (long)match.HostBlocks * rules.BlockTokens;
        state.RemoteHitTokens += (long)match.RemoteBlocks * rules.BlockTokens;
    }

    /// <summary>Puts what was found to use; what lies in lower tiers is brought back, which the step waits for.</summary>
    static void Take<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, in PrefixMatch match) where TMemory : struct, IServingMemory
    {
        int start = 0, left = match.Blocks;
        for (int part = 0; left > 0; part++)
        {
            int unit = memory.PartUnit(request, part), end = memory.PartEnd(request, part) / rules.BlockTokens, wanted = Math.Min(end - start, left);
            int inDevice = rules.InTier(unit, ServingRules.DeviceTier), held = memory.Word(inDevice + Held), users = memory.Word(rules.Unit(unit));
            memory.SetWord(rules.Unit(unit), users + 1);
            if (users == 0 && held > 0)
            {
                Unlink(ref memory, in rules, unit, ServingRules.DeviceTier);
                // The caller takes them from the free blocks.
                state.KeptBlocks -= held;
            }
            if (wanted > held)
            {
                memory.SetWord(inDevice + Held, wanted);
                DropBelow(ref memory, in rules, unit, wanted - held);
            }
            left -= wanted;
            start = end;
        }
        state.LoadNanoseconds += (long)match.HostBlocks * rules.HostBlockNanoseconds + (long)match.RemoteBlocks * rules.RemoteBlockNanoseconds;
    }

    /// <summary>Blocks <paramref name="from"/> to <paramref name="to"/> of the request's chain are computed: they belong to their units from now on, and second copies are given up.</summary>
    static void Keep<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int from, int to) where TMemory : struct, IServingMemory
    {
        int parts = memory.Parts(request), start = 0;
        for (int part = 0; part < parts && start < to; part++)
        {
            int end = memory.PartEnd(request, part) / rules.BlockTokens, first = Math.Max(start, from), last = Math.Min(end, to);
            if (end > from || start >= from)
            {
                int unit = memory.PartUnit(request, part), inDevice = rules.InTier(unit, ServingRules.DeviceTier), held = memory.Word(inDevice + Held);
                if (start >= from)
                {
                    int users = memory.Word(rules.Unit(unit));
                    memory.SetWord(rules.Unit(unit), users + 1);
                    if (users == 0 && held > 0)
                    {
                        Unlink(ref memory, in rules, unit, ServingRules.DeviceTier);
                        state.KeptBlocks -= held;
                        state.FreeBlocks -= held;
                    }
                }
                int grown = Math.Max(last - start - held, 0);
                state.FreeBlocks += last - first - grown;
                if (grown > 0)
                {
                    memory.SetWord(inDevice + Held, held + grown);
                    DropBelow(ref memory, in rules, unit, grown);
                }
            }
            start = end;
        }
    }

    /// <summary>A request leaves the batch: its own blocks are free, those of units that nobody else uses are free and kept.</summary>
    static void GiveBack<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules, int request, int blocks, int computedTokens, bool isFinished)
        where TMemory : struct, IServingMemory
    {
        int parts = memory.Parts(request), covered = Covered(ref memory, in rules, request, computedTokens);
        if (isFinished)
        {
            int all = Math.Min(computedTokens, memory.PartEnd(request, parts - 1)) / rules.BlockTokens;
            Keep(ref memory, ref state, in rules, request, covered, all);
            covered = all;
        }
        state.FreeBlocks += blocks - covered;
        for (int part = parts - 1; part >= 0; part--)
        {
            int start = part == 0 ? 0 : memory.PartEnd(request, part - 1) / rules.BlockTokens;
            if (start >= covered) continue;
            int unit = memory.PartUnit(request, part), users = memory.Word(rules.Unit(unit)) - 1, held = memory.Word(rules.InTier(unit, ServingRules.DeviceTier) + Held);
            memory.SetWord(rules.Unit(unit), users);
            if (users > 0 || held == 0) continue;
            Link(ref memory, in rules, unit, ServingRules.DeviceTier);
            state.KeptBlocks += held;
            state.FreeBlocks += held;
        }
    }

    /// <summary>Evicts until what is kept fits into what is free.</summary>
    static void Trim<TMemory>(ref TMemory memory, ref ServingState state, in ServingRules rules) where TMemory : struct, IServingMemory
    {
        while (state.KeptBlocks > state.FreeBlocks)
        {
            int unit = memory.Word(rules.Tier(ServingRules.DeviceTier) + First) - 1;
            int blocks = Cut(ref memory, in rules, unit, ServingRules.DeviceTier, state.KeptBlocks - state.FreeBlocks);
            state.KeptBlocks -= blocks;
            if (rules.HasTiers) ToHost(ref memory, in rules, unit, blocks);
        }
    }

    static void ToHost<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int blocks) where TMemory : struct, IServingMemory
    {
        int filled = rules.Tier(ServingRules.HostTier) + Filled;
        while (memory.Word(filled) > 0 && memory.Word(filled) + blocks > rules.HostBlocks)
        {
            int old = memory.Word(rules.Tier(ServingRules.HostTier) + First) - 1;
            int cut = Cut(ref memory, in rules, old, ServingRules.HostTier, memory.Word(filled) + blocks - rules.HostBlocks);
            memory.SetWord(filled, memory.Word(filled) - cut);
            ToRemote(ref memory, in rules, old, cut);
        }
        int fitting = Math.Min(blocks, rules.HostBlocks);
        if (blocks > fitting) ToRemote(ref memory, in rules, unit, blocks - fitting);
        if (fitting > 0) Put(ref memory, in rules, unit, ServingRules.HostTier, fitting);
    }

    static void ToRemote<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int blocks) where TMemory : struct, IServingMemory
    {
        int filled = rules.Tier(ServingRules.RemoteTier) + Filled;
        while (memory.Word(filled) > 0 && memory.Word(filled) + blocks > rules.RemoteBlocks)
        {
            int old = memory.Word(rules.Tier(ServingRules.RemoteTier) + First) - 1;
            memory.SetWord(filled, memory.Word(filled) - Cut(ref memory, in rules, old, ServingRules.RemoteTier, memory.Word(filled) + blocks - rules.RemoteBlocks));
        }
        if (rules.RemoteBlocks > 0) Put(ref memory, in rules, unit, ServingRules.RemoteTier, Math.Min(blocks, rules.RemoteBlocks));
    }

    /// <summary>Puts blocks before those of the unit that the tier has already; the unit is its newest.</summary>
    static void Put<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int tier, int blocks) where TMemory : struct, IServingMemory
    {
        int at = rules.InTier(unit, tier), held = memory.Word(at + Held), filled = rules.Tier(tier) + Filled;
        if (held > 0) Unlink(ref memory, in rules, unit, tier);
        memory.SetWord(at + Held, held + blocks);
        Link(ref memory, in rules, unit, tier);
        memory.SetWord(filled, memory.Word(filled) + blocks);
    }

    /// <summary>The next blocks of a unit, whose first ones the accelerators hold, are there now too: lower tiers give theirs up.</summary>
    static void DropBelow<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int blocks) where TMemory : struct, IServingMemory
    {
        if (!rules.HasTiers) return;
        for (int tier = ServingRules.HostTier; tier <= ServingRules.RemoteTier; tier++)
        {
            int held = memory.Word(rules.InTier(unit, tier) + Held), filled = rules.Tier(tier) + Filled;
            if (held == 0 || blocks == 0) continue;
            int cut = Cut(ref memory, in rules, unit, tier, blocks);
            memory.SetWord(filled, memory.Word(filled) - cut);
            blocks -= cut;
        }
    }

    /// <summary>Takes up to so many blocks of a unit out of a tier.</summary>
    static int Cut<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int tier, int most) where TMemory : struct, IServingMemory
    {
        int at = rules.InTier(unit, tier), held = memory.Word(at + Held), cut = Math.Min(held, most);
        if (cut == held) Unlink(ref memory, in rules, unit, tier);
        memory.SetWord(at + Held, held - cut);
        return cut;
    }

    static void Link<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int tier) where TMemory : struct, IServingMemory
    {
        int ends = rules.Tier(tier), at = rules.InTier(unit, tier), newest = memory.Word(ends + Last);
        memory.SetWord(at + Older, newest);
        memory.SetWord(at + Newer, 0);
        if (newest != 0) memory.SetWord(rules.InTier(newest - 1, tier) + Newer, unit + 1);
        else memory.SetWord(ends + First, unit + 1);
        memory.SetWord(ends + Last, unit + 1);
    }

    static void Unlink<TMemory>(ref TMemory memory, in ServingRules rules, int unit, int tier) where TMemory : struct, IServingMemory
    {
        int ends = rules.Tier(tier), at = rules.InTier(unit, tier), older = memory.Word(at + Older), newer = memory.Word(at + Newer);
        if (older != 0) memory.SetWord(rules.InTier(older - 1, tier) + Newer, newer);
        else memory.SetWord(ends + First, newer);
        if (newer != 0) memory.SetWord(rules.InTier(newer - 1, tier) + Older, older);
        else memory.SetWord(ends + Last, older);
    }
}
