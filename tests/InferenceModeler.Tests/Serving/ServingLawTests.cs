using CsCheck;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>Queues whose answers are known, and what holds for every run.</summary>
public class ServingLawTests
{
    static ServingRequest[] Poisson(double perSecond, int count, uint stream, LengthDistribution lengths) =>
    [
        .. RequestSampler.PeakHour(new() { Name = "test", Source = "test", Lengths = lengths }, perSecond, 7, stream).Take(count)
            .Select(r => ServingRequest.Of((long)Math.Ceiling(r.ArrivalSeconds * 1e6), r.Shape.PromptTokens, r.Shape.OutputTokens, r.Shape.CachedPromptTokens)),
    ];

    static Estimate MeanSeconds(Func<uint, Simulated> run, int warmUp)
    {
        return Estimate.Mean([.. Enumerable.Range(0, 8).Select(seed => run((uint)seed).Requests.Skip(warmUp).Average(r => r.FinishedMicroseconds - r.ArrivalMicroseconds) * 1e-6)]);
    }

    [Theory, InlineData(3.0), InlineData(7.0)]
    public void One_sequence_and_constant_steps_make_an_M_D_1_queue(double rate)
    {
        const double step = 0.1;
        ServingRules rules = new() { MaxBatchedTokens = 100, MaxSequences = 1, KvBlocks = 100, BlockTokens = 16 };
        Estimate mean = MeanSeconds(seed => Simulated.Of(new ConstantClock(100_000, 0), rules, Poisson(rate, 12_000, seed, new FixedLengths(new(10, 1)))), 2000);

        // Pollaczek and Khinchine: S + λS²/(2(1 − ρ)).
        Assert.InRange(step + rate * step * step / (2 * (1 - rate * step)), mean.Low, mean.High);
    }

    [Theory, InlineData(120, 120), InlineData(40, 360)]
    public void Steps_as_long_as_their_sequences_are_many_make_processor_sharing(int shorter, int longer)
    {
        // Mean 120 tokens of 1 ms: E[S]/(1 − ρ), whatever the distribution; an arrival waits half a step more and leaves at a step's end.
        const double rate = 5, service = 0.12;
        double share = longer == shorter ? 0.5 : (longer - 120.0) / (longer - shorter);
        EmpiricalLengths lengths = new([new(new(1, shorter), share), new(new(1, longer + (longer == shorter ? 1 : 0)), 1 - share)]);
        ServingRules rules = new() { MaxBatchedTokens = 4096, MaxSequences = 1000, KvBlocks = 100_000, BlockTokens = 16 };
        Estimate mean = MeanSeconds(seed => Simulated.Of(new ConstantClock(0, 1000), rules, Poisson(rate, 6_000, seed, lengths)), 1000);
        double expected = service / (1 - rate * service);

        Assert.InRange(expected, 0.98 * mean.Low, 1.02 * mean.High);
    }

    [Fact]
    public void Every_run_ends_empty_and_was_present_as_long_as_its_requests()
    {
        Gen<(ServingRequest Request, int Gap)> request = Gen.Select(Gen.Int[1, 300], Gen.Int[1, 120], Gen.Int[0, 299], Gen.Int[0, 20_000])
            .Select((p, o, c, g) => (ServingRequest.Of(0, p, o, Math.Min(c, p - 1)), g));
        Gen.Select(request.Array[1, 80], Gen.Int[8, 400], Gen.Int[1, 12], Gen.Int[1, 16], Gen.Int[0, 40], Gen.Bool).Sample((drawn, budget, sequences, block, threshold, evicts) =>
        {
            long now = 0;
            ServingRequest[] requests = [.. drawn.Select(d => d.Request with { ArrivalMicroseconds = now += d.Gap })];
            int blocks = requests.Max(r => (r.PromptTokens + r.OutputTokens + block - 1) / block) + budget % 9;
            ServingRules rules = new() { MaxBatchedTokens = budget, MaxSequences = sequences, LongPrefillTokens = threshold, KvBlocks = blocks, BlockTokens = block };
            ConstantClock clock = new(1000, 10);
            Simulated run = evicts ? Simulated.Of(clock, rules, requests) : Simulated.Of<ConstantClock, NoEvictAdmission>(clock, rules, requests);

            Assert.Equal(0, run.State.Fault);
            Assert.Equal(requests.Length, run.State.Finished);
            Assert.Equal((0, 0, 0L, blocks), (run.State.Running, run.State.Decodes, run.State.ContextTokens, run.State.FreeBlocks));
            Assert.Equal(run.Requests.Sum(r => r.FinishedMicroseconds - r.ArrivalMicroseconds), run.State.PresenceArea);
            Assert.All(run.Requests, r => Assert.True(r.ArrivalMicroseconds <= r.AdmittedMicroseconds && r.AdmittedMicroseconds < r.FirstTokenMicroseconds && r.FirstTokenMicroseconds <= r.FinishedMicroseconds));
            // Every token but a request's first follows another one.
            Assert.Equal(requests.Sum(r => r.OutputTokens - 1L), run.Gaps.Count);
            if (!evicts) Assert.Equal(0, run.State.Preemptions);
        }, iter: 400);
    }
}
