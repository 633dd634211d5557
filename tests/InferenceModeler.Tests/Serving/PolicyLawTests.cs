using CsCheck;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>What holds under every scheduling policy.</summary>
public class PolicyLawTests
{
    internal sealed record Draw(ServingRequest[] Requests, PrefixPart[][] Parts, ServingRules Rules);

    /// <summary>Chains over a few units, so that prompts share their beginnings; a third of them with a unit for the output.</summary>
    internal static readonly Gen<Draw> Draws = Gen.Select(
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 120], Gen.Int[0, 20_000], Gen.Int[0, 7], Gen.Int[0, 30]).Array[1, 60],
        Gen.Int[8, 400], Gen.Int[1, 12], Gen.Int[1, 16], Gen.Int[0, 40], Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int[0, 60]).Select((drawn, budget, sequences, block, threshold, leaves, host, remote) =>
    {
        long now = 0;
        ServingRequest[] requests = [.. drawn.Select(d => ServingRequest.Of(now += d.Item3, d.Item1, d.Item2, 0) with { Level = (byte)d.Item4 })];
        int blocks = requests.Max(r => (r.PromptTokens + r.OutputTokens + block - 1) / block) + budget % 9;
        ServingRules rules = new()
        {
            MaxBatchedTokens = budget,
            MaxSequences = sequences,
            LongPrefillTokens = threshold,
            KvBlocks = blocks,
            BlockTokens = block,
            TimeoutMicroseconds = leaves is 1 or 3 ? 200_000 : 0,
            MaxWaiting = leaves is 2 or 3 ? 5 : 0,
            HostBlocks = host,
            RemoteBlocks = remote,
            HostBlockNanoseconds = 3000,
            RemoteBlockNanoseconds = 9000,
        };
        return new Draw(requests, Chains([.. drawn.Select(d => (d.Item1, d.Item2, d.Item5))]), rules);
    });

    static PrefixPart[][] Chains((int Prompt, int Output, int Chain)[] requests)
    {
        Dictionary<(int, int), int> units = [];
        PrefixPart[][] all = new PrefixPart[requests.Length][];
        for (int i = 0; i < requests.Length; i++)
        {
            (int prompt, int output, int chain) = requests[i];
            List<PrefixPart> parts = [];
            // The first two units are shared by all chains alike, the third by a chain; what follows is the request's own.
            foreach ((int key, int length) in new[] { (-1, 37), (-2, 5), (chain % 4, 60) })
            {
                int end = (parts.Count > 0 ? parts[^1].EndTokens : 0) + length;
                if (end > prompt) break;
                if (!units.TryGetValue((key, end), out int unit)) units.Add((key, end), unit = units.Count);
                parts.Add(new(unit, end));
            }
            if (parts.Count == 0 || parts[^1].EndTokens < prompt)
            {
                units.Add((1000 + i, 0), units.Count);
                parts.Add(new(units.Count - 1, prompt));
            }
            if (chain % 3 == 0)
            {
                units.Add((1000 + i, 1), units.Count);
                parts.Add(new(units.Count - 1, prompt + output));
            }
            all[i] = [.. parts];
        }
        return all;
    }

    [Fact]
    public void Every_run_ends_empty_with_all_memory_free_and_was_present_as_long_as_its_requests() => Draws.Sample(draw =>
    {
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            Simulated run = Policies.Run(policy, new ConstantClock(1000, 10), draw.Rules, draw.Requests, draw.Parts);
            string name = Policies.Name(policy);

            Assert.True(run.State.Fault == 0, name);
            Assert.True(draw.Requests.Length == run.State.Finished + run.State.TimedOut + run.State.Rejected, name);
            Assert.Equal((0, 0, 0L, draw.Rules.KvBlocks, 0, 0), (run.State.Running, run.State.Decodes, run.State.ContextTokens, run.State.FreeBlocks, run.State.Waiting, run.State.Present));
            Assert.InRange(run.State.KeptBlocks, 0, draw.Rules.KvBlocks);
            Assert.Equal(run.Requests.Sum(r => r.DoneMicroseconds - r.ArrivalMicroseconds), run.State.PresenceArea);
            Assert.All(run.Requests.Where(r => r.FinishedMicroseconds >= 0), r => Assert.True(r.ArrivalMicroseconds <= r.AdmittedMicroseconds && r.AdmittedMicroseconds < r.FirstTokenMicroseconds && r.FirstTokenMicroseconds <= r.FinishedMicroseconds, name));
            if (!draw.Rules.Leaves) Assert.Equal(draw.Requests.Sum(r => r.OutputTokens - 1L), run.Gaps.Count);
            if (!Policies.Preempts(policy)) Assert.Equal(0, run.State.Preemptions);
            if (draw.Rules.MaxWaiting == 0) Assert.Equal(0, run.State.Rejected);
            if (draw.Rules.TimeoutMicroseconds == 0) Assert.Equal(0, run.State.TimedOut);
        }
    }, iter: 150);

    [Fact]
    public void Leaps_take_every_request_through_the_same_microseconds_as_single_steps() => Draws.Sample(draw =>
    {
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            Simulated steps = Policies.Run(policy, new LinearClock(), draw.Rules, draw.Requests, draw.Parts);
            Simulated leaps = Policies.Run(policy, new LinearClock(), draw.Rules with { LeastLeapSteps = 2 }, draw.Requests, draw.Parts);

            Assert.Equal((steps.State.Steps, steps.State.Preemptions, steps.State.BusyMicroseconds, steps.State.PresenceArea), (leaps.State.Steps, leaps.State.Preemptions, leaps.State.BusyMicroseconds, leaps.State.PresenceArea));
            Assert.Equal((steps.State.DeviceHitTokens, steps.State.HostHitTokens, steps.State.RemoteHitTokens), (leaps.State.DeviceHitTokens, leaps.State.HostHitTokens, leaps.State.RemoteHitTokens));
            Assert.Equal(steps.Requests.Select(r => (r.AdmittedMicroseconds, r.FirstTokenMicroseconds, r.FinishedMicroseconds)),
                leaps.Requests.Select(r => (r.AdmittedMicroseconds, r.FirstTokenMicroseconds, r.FinishedMicroseconds)));
        }
    }, iter: 80);

    [Fact]
    public void Urgent_requests_do_not_wait_for_others()
    {
        // One sequence at a time, 100 steps of 1 ms each: three requests of level 3 arrive, then one of level 0 in the first one's third step.
        ServingRules rules = new() { MaxBatchedTokens = 64, MaxSequences = 1, KvBlocks = 100, BlockTokens = 16 };
        ServingRequest Of(long at, byte level) => ServingRequest.Of(at, 10, 100, 0) with { Level = level };
        Simulated run = Simulated.Of<ConstantClock, PriorityAdmission>(new(1000, 0), rules, [Of(0, 3), Of(1, 3), Of(2, 3), Of(2500, 0)]);

        Assert.Equal([100_000, 300_000, 400_000, 200_000], run.Requests.Select(r => r.FinishedMicroseconds));
    }

    [Fact]
    public void The_least_urgent_gives_its_memory_back_though_it_was_admitted_first()
    {
        // Two prompts of one block each fill two of the four blocks; each grows by a block per 16 tokens. Out of blocks, level 5 yields to level 0.
        ServingRules rules = new() { MaxBatchedTokens = 64, MaxSequences = 4, KvBlocks = 4, BlockTokens = 16 };
        ServingRequest[] requests = [ServingRequest.Of(0, 16, 40, 0) with { Level = 5 }, ServingRequest.Of(0, 16, 40, 0)];
        Simulated urgentSecond = Simulated.Of<ConstantClock, PriorityAdmission>(new(1000, 0), rules, requests);
        Simulated inOrder = Simulated.Of<ConstantClock, RecomputeAdmission>(new(1000, 0), rules, requests);

        Assert.True(urgentSecond.State.Preemptions > 0);
        Assert.Equal(40_000, urgentSecond.Requests[1].FinishedMicroseconds);
        Assert.True(urgentSecond.Requests[0].FinishedMicroseconds > 40_000);
        Assert.Equal(40_000, inOrder.Requests[0].FinishedMicroseconds);
    }

    [Fact]
    public void SGLang_stops_its_decodes_while_a_prompt_is_computed()
    {
        // A decode runs alone; at 5.5 ms a prompt of three budgets arrives: steps 6 to 8 are its own, and the decode's next token comes with the step after.
        ServingRules rules = new() { MaxBatchedTokens = 100, MaxSequences = 8, KvBlocks = 100_000, BlockTokens = 1 };
        ServingRequest[] requests = [ServingRequest.Of(0, 10, 20, 0), ServingRequest.Of(5500, 300, 1, 0)];
        Simulated retract = Simulated.Of<ConstantClock, RetractAdmission>(new(1000, 0), rules, requests), mixed = Simulated.Of(new ConstantClock(1000, 0), rules, requests);

        Assert.Equal([23_000, 9_000], retract.Requests.Select(r => r.FinishedMicroseconds));
        Assert.Equal([20_000, 10_000], mixed.Requests.Select(r => r.FinishedMicroseconds));
    }

    [Fact]
    public void A_closed_loop_keeps_its_users_busy()
    {
        const int users = 7, count = 500;
        ServingRules rules = new() { MaxBatchedTokens = 256, MaxSequences = 16, KvBlocks = 10_000, BlockTokens = 16, IsClosed = true, ThinkMicroseconds = 2500 };
        ServingRequest[] requests = [.. Enumerable.Range(0, count).Select(i => ServingRequest.Of(i < users ? 0 : long.MaxValue, 20 + i % 50, 5 + i % 30, 0))];
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            Simulated run = Policies.Run(policy, new LinearClock(), rules, requests, released: users);

            Assert.Equal(count, run.State.Finished);
            long[] done = [.. run.Requests.Select(r => r.FinishedMicroseconds).Order()];
            // Request n arrives 2.5 ms after the (n − users)th answer.
            for (int i = users; i < count; i++) Assert.Equal(done[i - users] + 2500, run.Requests[i].ArrivalMicroseconds);
        }
    }
}
