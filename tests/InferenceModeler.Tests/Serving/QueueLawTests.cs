using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

/// <summary>Servers behind one queue: a pool whose step time does not depend on the batch.</summary>
public class QueueLawTests
{
    const double StepSeconds = 1e-3, MeanTokens = 100;

    static ServingRequest[] Exponential(double perSecond, int count, int seed)
    {
        Random random = new(seed);
        double now = 0;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            now += -Math.Log(1 - random.NextDouble()) / perSecond;
            int tokens = 1 + (int)(Math.Log(1 - random.NextDouble()) / Math.Log(1 - 1 / MeanTokens));
            return ServingRequest.Of((long)Math.Ceiling(1e6 * now), 1, tokens, 0);
        })];
    }

    static Estimate MeanSeconds(int servers, double load, int policy = 0) => Estimate.Mean([.. Enumerable.Range(0, 8).Select(seed =>
    {
        ServingRules rules = new() { MaxBatchedTokens = 4096, MaxSequences = servers, KvBlocks = 1 << 24, BlockTokens = 16 };
        ServingRequest[] requests = Exponential(load * servers / (StepSeconds * MeanTokens), 20_000, 100 + seed);
        return Policies.Run(policy, new ConstantClock((long)(1e6 * StepSeconds), 0), rules, requests).Requests.Skip(2000).Average(r => r.EndToEndSeconds);
    })]);

    /// <summary>Mean time of M/M/c, by the recursion of Erlang's B formula.</summary>
    static double Erlang(int servers, double load)
    {
        double service = StepSeconds * MeanTokens, offered = load * servers, blocked = 1;
        for (int i = 1; i <= servers; i++) blocked = offered * blocked / (i + offered * blocked);
        return service + blocked / (1 - load * (1 - blocked)) * service / (servers * (1 - load));
    }

    // An arrival waits half a step more on average, which is 0.5% of the service.
    [Theory, InlineData(1, 0.5), InlineData(1, 0.7), InlineData(4, 0.8), InlineData(16, 0.9)]
    public void Equal_steps_and_geometric_outputs_make_an_M_M_c_queue(int servers, double load)
    {
        Estimate mean = MeanSeconds(servers, load);

        // Half as wide again, 99.5% instead of 95%, as one of four draws at 95% would miss too often.
        double half = 1.5 * (mean.High - mean.Value);
        Assert.InRange(Erlang(servers, load), 0.99 * (mean.Value - half), mean.Value + half);
    }

    [Fact]
    public void Twice_the_rate_before_twice_the_servers_behind_one_queue_is_never_worse()
    {
        for (int policy = 0; policy < Policies.Count; policy += 2)
        {
            double before = double.PositiveInfinity;
            foreach (int servers in new[] { 1, 2, 4, 8 })
            {
                Estimate mean = MeanSeconds(servers, 0.8, policy);
                Assert.True(mean.Value < before, $"{Policies.Name(policy)}, {servers} servers: {mean.Value} s after {before} s");
                before = mean.Value;
            }
        }
    }
}
