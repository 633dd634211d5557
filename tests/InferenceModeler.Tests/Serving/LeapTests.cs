using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>Leaps against the loop that takes every step.</summary>
public class LeapTests
{
    /// <summary>Linear in whole microseconds, so that a leap is exact.</summary>
    readonly struct SlowLinearClock : IStepClock<SlowLinearClock>
    {
        public static long Microseconds(in SlowLinearClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens) => 9000 + 3 * decodes + contextTokens + 40L * prefillTokens;
    }

    static ServingRequest[] Arrivals(double perSecond, int count) =>
    [
        .. RequestSampler.PeakHour(InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload, perSecond, 3, 0).Take(count)
            .Select(r => ServingRequest.Of((long)Math.Ceiling(r.ArrivalSeconds * 1e6), r.Shape.PromptTokens, r.Shape.OutputTokens, r.Shape.CachedPromptTokens)),
    ];

    [Theory, InlineData(0.02, 16), InlineData(0.5, 16), InlineData(2, 16), InlineData(2, 1)]
    public void A_linear_step_time_gives_the_same_times_to_the_microsecond(double rate, int block)
    {
        ServingRules rules = new() { MaxBatchedTokens = 2048, MaxSequences = 64, KvBlocks = 40_000 / block, BlockTokens = block };
        ServingRequest[] requests = Arrivals(rate, 2000);
        Simulated steps = Simulated.Of(new SlowLinearClock(), rules, requests), leaps = Simulated.Of(new SlowLinearClock(), rules with { LeastLeapSteps = 2 }, requests);

        Assert.True(leaps.State.Evaluations < 0.9 * steps.State.Evaluations, $"{leaps.State.Evaluations} evaluations of {steps.State.Evaluations} steps");
        Assert.Equal(steps.State.Steps, leaps.State.Steps);
        Assert.Equal(steps.State.Preemptions, leaps.State.Preemptions);
        Assert.Equal(steps.Gaps.Count, leaps.Gaps.Count);
        Assert.Equal(steps.State.BusyMicroseconds, leaps.State.BusyMicroseconds);
        Assert.Equal(steps.State.PresenceArea, leaps.State.PresenceArea);
        Assert.Equal(steps.Requests.Select(r => (r.AdmittedMicroseconds, r.FirstTokenMicroseconds, r.FinishedMicroseconds)),
            leaps.Requests.Select(r => (r.AdmittedMicroseconds, r.FirstTokenMicroseconds, r.FinishedMicroseconds)));
    }

    [Fact]
    public void On_every_model_kind_means_and_tails_agree_to_a_thousandth()
    {
        foreach (InferenceModeler.Cost.PlannedDeployment plan in Deployments.Kinds)
        {
            DeploymentClock clock = DeploymentClock.Of(plan);
            ServingRules rules = new() { MaxBatchedTokens = 8192, MaxSequences = 256, KvBlocks = 20_000, BlockTokens = 16 };
            ServingRequest[] requests = Arrivals(0.7, 8000);
            Simulated steps = Simulated.Of(clock, rules, requests), leaps = Simulated.Of(clock, rules with { LeastLeapSteps = 3 }, requests);

            Assert.Equal(steps.State.Finished, leaps.State.Finished);
            Assert.True(leaps.State.Evaluations < steps.State.Evaluations);
            foreach (Func<ServingRequest, double> figure in new Func<ServingRequest, double>[] { r => r.TtftSeconds, r => r.EndToEndSeconds, r => r.OutputTokens > 1 ? r.TpotSeconds : 0 })
            {
                double[] expected = [.. steps.Requests.Select(figure).Order()], actual = [.. leaps.Requests.Select(figure).Order()];
                Assert.Equal(expected.Average(), actual.Average(), 1e-3 * expected.Average());
                Assert.Equal(expected[7840], actual[7840], 5e-3 * expected[7840]);
            }
        }
    }
}
