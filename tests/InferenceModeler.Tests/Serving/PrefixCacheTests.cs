using InferenceModeler.Data.Traces;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>Hit rates of the Mooncake conversations against a direct count.</summary>
public class PrefixCacheTests
{
    static readonly Lazy<TimedRequest[]> s_trace = new(() => [.. TraceReader.Read(SharedData.Path("data", "traces", "mooncake_conversation.jsonl")).Requests]);

    /// <summary>One request at a time, so that the order of use is that of the trace.</summary>
    static Simulated Run(ServingRules rules, Func<int, long> arrival)
    {
        ServingRequest[] requests = [.. s_trace.Value.Select((r, i) => ServingRequest.Of(arrival(i), r.Shape.PromptTokens, r.Shape.OutputTokens, 0))];
        return Simulated.Of<ConstantClock, Caching<RecomputeAdmission>>(new(1, 0), rules, requests, parts: [.. s_trace.Value.Select(r => r.Parts!.ToArray())]);
    }

    static ServingRules Rules(int blocks, int blockTokens) => new() { MaxBatchedTokens = 1 << 20, MaxSequences = 1, KvBlocks = blocks, BlockTokens = blockTokens };

    [Theory, InlineData(1), InlineData(64)]
    public void Without_a_limit_the_hits_are_those_of_a_cache_that_never_evicts(int sequences)
    {
        Simulated run = Run(Rules(1 << 26, 16) with { MaxSequences = sequences }, i => 1000 * (long)(1000 * s_trace.Value[i].ArrivalSeconds));
        // The cached tokens of the trace are that count; whole blocks of 16, and the last token is computed always.
        long expected = s_trace.Value.Sum(r => (long)Math.Min(r.Shape.CachedPromptTokens, r.Shape.PromptTokens - 1) / 16 * 16);

        Assert.Equal(s_trace.Value.Sum(r => (long)r.Shape.PromptTokens), run.State.LookedUpTokens);
        Assert.Equal(expected, run.State.DeviceHitTokens);
        Assert.True(expected > 0.1 * run.State.LookedUpTokens);
    }

    [Theory, InlineData(600, 512), InlineData(2000, 512), InlineData(8000, 128)]
    public void With_a_limit_the_hits_are_those_of_an_LRU_list_of_blocks(int blocks, int blockTokens)
    {
        Simulated run = Run(Rules(blocks, blockTokens), i => 100_000L * i);

        Assert.Equal(Counted(blocks, blockTokens, 0).Device, run.State.DeviceHitTokens);
    }

    [Theory, InlineData(600, 900, 0), InlineData(600, 0, 3000), InlineData(600, 900, 3000)]
    public void With_tiers_the_hits_of_all_are_those_of_one_list_as_long_as_they_are_together(int device, int host, int remote)
    {
        Simulated run = Run(Rules(device, 512) with { HostBlocks = host, RemoteBlocks = remote }, i => 100_000L * i);
        (long inDevice, long below) = Counted(device, 512, host + remote);

        Assert.Equal(inDevice, run.State.DeviceHitTokens);
        Assert.Equal(below, run.State.HostHitTokens + run.State.RemoteHitTokens);
        Assert.Equal(host > 0, run.State.HostHitTokens > 0);
        Assert.Equal(remote > 0, run.State.RemoteHitTokens > 0);
    }

    /// <summary>Block by block: the device holds the most recently used ones beside what the request needs, the tiers below what left it last.</summary>
    static (long Device, long Below) Counted(int blocks, int blockTokens, int blocksBelow)
    {
        LinkedList<(int, int)> device = [], below = [];
        Dictionary<(int, int), (LinkedListNode<(int, int)> Node, bool InDevice)> where = [];
        long deviceHits = 0, belowHits = 0;
        foreach (TimedRequest request in s_trace.Value)
        {
            List<(int, int)> chain = [];
            int start = 0;
            foreach (PrefixPart part in request.Parts!)
                for (int end = part.EndTokens / blockTokens; start < end; start++) chain.Add((part.Unit, start));
            int most = Math.Min(chain.Count, (request.Shape.PromptTokens - 1) / blockTokens), hit = 0;
            while (hit < most && where.TryGetValue(chain[hit], out var found))
            {
                if (found.InDevice) deviceHits += blockTokens; else belowHits += blockTokens;
                hit++;
            }
            foreach ((int, int) block in chain)
            {
                if (!where.Remove(block, out var at)) continue;
                (at.InDevice ? device : below).Remove(at.Node);
            }
            int tokens = request.Shape.PromptTokens + request.Shape.OutputTokens - 1, room = blocks - (tokens + blockTokens - 1) / blockTokens;
            while (device.Count > room) Evict();
            // The end of a chain is older than its beginning.
            for (int i = chain.Count - 1; i >= 0; i--) where[chain[i]] = (device.AddLast(chain[i]), true);
        }
        return (deviceHits, belowHits);

        void Evict()
        {
            (int, int) block = device.First!.Value;
            device.RemoveFirst();
            where.Remove(block);
            if (blocksBelow == 0) return;
            where[block] = (below.AddLast(block), false);
            if (below.Count <= blocksBelow) return;
            where.Remove(below.First!.Value);
            below.RemoveFirst();
        }
    }
}
