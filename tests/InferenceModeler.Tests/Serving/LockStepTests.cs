using CsCheck;
using InferenceModeler.Cost;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>Ranks of attention data parallelism, whose steps are taken together.</summary>
public class LockStepTests
{
    static readonly PlannedDeployment s_plan = Deployments.Kinds.Single(p => p.Deployment.Layout is { Data: 8, Expert: 8 });

    /// <summary>Takes as long as the ranks one after the other: linear also where another rank becomes the slowest.</summary>
    readonly struct SumClock : IJointStepClock<SumClock>
    {
        public static long Microseconds(in SumClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens) =>
            LinearClock.Microseconds(default, decodes, contextTokens, prefillTokens, doubledPositionTokens);

        // Whole numbers below 2^24.
        public static void Join(in SumClock clock, in StepBatch batch, ref JointStep step) =>
            step.OwnSeconds += Microseconds(in clock, batch.Decodes, batch.ContextTokens, batch.PrefillTokens, batch.DoubledPositionTokens);

        public static long Microseconds(in SumClock clock, in JointStep step, int ranks) => (long)step.OwnSeconds;
    }

    /// <summary>A rank each; the further ones get later parts of the requests, at other times, and the last one none.</summary>
    static (ServingRequest[], PrefixPart[][])[] Ranks(PolicyLawTests.Draw draw) =>
    [
        (draw.Requests, draw.Parts),
        ([.. draw.Requests.Skip(draw.Requests.Length / 3).Select(r => r with { ArrivalMicroseconds = r.ArrivalMicroseconds / 2 })], draw.Parts[(draw.Parts.Length / 3)..]),
        ([], []),
    ];

    static (long, long, long)[] Times(Simulated run) => [.. run.Requests.Select(r => (r.AdmittedMicroseconds, r.FirstTokenMicroseconds, r.FinishedMicroseconds))];

    [Fact]
    public void One_rank_is_a_replica() => PolicyLawTests.Draws.Sample(draw =>
    {
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            ServingRules rules = draw.Rules with { LeastLeapSteps = 2 };
            Simulated alone = Policies.Run(policy, new LinearClock(), rules, draw.Requests, draw.Parts), together = Policies.RunTogether(policy, new LinearClock(), rules, [(draw.Requests, draw.Parts)])[0];
            Assert.Equal(alone.State, together.State with { Planned = default });
            Assert.Equal(Times(alone), Times(together));
            Assert.Equal(alone.Gaps.Filled(), together.Gaps.Filled());
        }
    }, iter: 60);

    [Fact]
    public void Every_run_ends_empty_on_one_clock_and_leaps_change_nothing() => PolicyLawTests.Draws.Sample(draw =>
    {
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            Simulated[] steps = Policies.RunTogether(policy, new SumClock(), draw.Rules, Ranks(draw)), leaps = Policies.RunTogether(policy, new SumClock(), draw.Rules with { LeastLeapSteps = 2 }, Ranks(draw));
            foreach (Simulated run in steps)
            {
                Assert.True(run.State.Fault == 0, Policies.Name(policy));
                Assert.Equal(run.Requests.Length, run.State.Finished + run.State.TimedOut + run.State.Rejected);
                Assert.Equal((0, 0L, draw.Rules.KvBlocks), (run.State.Running, run.State.ContextTokens, run.State.FreeBlocks));
                Assert.Equal(run.Requests.Sum(r => r.DoneMicroseconds - r.ArrivalMicroseconds), run.State.PresenceArea);
            }
            Assert.Single(steps.Select(run => (run.State.Now, run.State.Steps, run.State.BusyMicroseconds)).Distinct());
            for (int rank = 0; rank < steps.Length; rank++)
            {
                Assert.Equal(Times(steps[rank]), Times(leaps[rank]));
                Assert.Equal((steps[rank].State.Steps, steps[rank].State.Preemptions, steps[rank].State.DeviceHitTokens), (leaps[rank].State.Steps, leaps[rank].State.Preemptions, leaps[rank].State.DeviceHitTokens));
            }
        }
    }, iter: 60);

    /// <summary>Two ranks alike wait for nobody: each request has the times that it has with one rank.</summary>
    [Fact]
    public void Ranks_alike_are_as_fast_as_one() => PolicyLawTests.Draws.Sample(draw =>
    {
        for (int policy = 0; policy < Policies.Count; policy++)
        {
            Simulated alone = Policies.Run(policy, new LinearClock(), draw.Rules, draw.Requests, draw.Parts);
            foreach (Simulated rank in Policies.RunTogether(policy, new LinearClock(), draw.Rules, [(draw.Requests, draw.Parts), (draw.Requests, draw.Parts)])) Assert.Equal(Times(alone), Times(rank));
        }
    }, iter: 30);

    /// <summary>
    /// Rank 0 decodes one request: its step is 900 µs, 3 for the sequence and its context of 10, 11, … tokens. From 5.5 ms on rank 1 computes a prompt of 300 tokens, 12,900 µs,
    /// in the step that begins when the sixth has ended.
    /// </summary>
    [Fact]
    public void A_prompt_holds_up_the_other_ranks()
    {
        ServingRules rules = new() { MaxBatchedTokens = 1000, MaxSequences = 10, KvBlocks = 100, BlockTokens = 16 };
        Simulated[] ranks = Simulated.Together<LinearClock, RecomputeAdmission>(new LinearClock(), rules,
            [([ServingRequest.Of(0, 10, 11, 0)], [[new(0, 10)]]), ([ServingRequest.Of(5500, 300, 1, 0)], [[new(0, 300)]])]);

        // The first step computes the prompt (1,300), the further ones a token each at contexts 10 to 19.
        long fifth = 1300 + (913 + 914 + 915 + 916 + 917), prompt = 900 + 40 * 300, rest = 919 + 920 + 921 + 922;
        Assert.Equal(fifth + prompt, ranks[1].Requests[0].FinishedMicroseconds);
        Assert.Equal(fifth + prompt + rest, ranks[0].Requests[0].FinishedMicroseconds);
    }

    /// <summary>Sums in another order, rounded to whole microseconds.</summary>
    [Fact]
    public void A_step_of_ranks_alike_takes_as_long_as_one_by_itself()
    {
        Random random = new(3);
        foreach (PlannedDeployment plan in Deployments.Kinds)
        {
            DeploymentClock clock = DeploymentClock.Of(plan);
            for (int i = 0; i < 100; i++)
            {
                int decodes = random.Next(200), prefill = random.Next(2) * random.Next(8192), ranks = random.Next(1, 16);
                if (decodes + prefill == 0) continue;
                StepBatch batch = new() { Decodes = decodes, ContextTokens = decodes * (long)random.Next(1, 8000), PrefillTokens = prefill, DoubledPositionTokens = prefill * (long)random.Next(prefill, 20_000) };
                JointStep step = default;
                for (int rank = 0; rank < ranks; rank++) DeploymentClock.Join(in clock, in batch, ref step);
                long alone = DeploymentClock.Microseconds(in clock, batch.Decodes, batch.ContextTokens, batch.PrefillTokens, batch.DoubledPositionTokens);
                Assert.InRange(DeploymentClock.Microseconds(in clock, in step, ranks), alone - 1 - alone / 100_000, alone + 1 + alone / 100_000);
            }
        }
    }

    /// <summary>Idle ranks leave the experts of a step to the tokens of the others.</summary>
    [Fact]
    public void A_rank_alone_in_a_step_is_not_slower_than_in_one_of_ranks_alike()
    {
        DeploymentClock clock = DeploymentClock.Of(s_plan);
        StepBatch batch = new() { Decodes = 64, ContextTokens = 64 * 1000 };
        JointStep alone = default, all = default;
        DeploymentClock.Join(in clock, in batch, ref alone);
        for (int rank = 0; rank < 8; rank++) DeploymentClock.Join(in clock, in batch, ref all);
        Assert.True(DeploymentClock.Microseconds(in clock, in alone, 8) < DeploymentClock.Microseconds(in clock, in all, 8));
    }
}
