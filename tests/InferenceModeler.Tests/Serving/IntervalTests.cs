using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Serving;

/// <summary>How often the 95% intervals hold the figures of a run a hundred times as long.</summary>
public class IntervalTests
{
    const int Runs = 40;

    static readonly SimulationQuestion s_question = new()
    {
        Plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), NumberFormat.Fp8)),
        Workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload,
        RequestsPerSecond = 8,
        Requests = 1_600_000,
        Seed = 1000,
    };

    static readonly Lazy<SimulationAnswer> s_truth = new(() => Simulation.Run(s_question, 2));

    // 95% of 40 is 38, and 35 where requests beyond come in a few clusters: fewer than 28 have a chance of a thousandth.
    [Theory, InlineData(1600), InlineData(8000)]
    public void Nineteen_of_twenty_hold_the_latency_at_every_percentile_and_the_power(int requests)
    {
        SimulationAnswer[] runs = [.. Enumerable.Range(1, Runs).Select(seed => Simulation.Run(s_question with { Requests = requests, Seed = (uint)seed }, 2, TestContext.Current.CancellationToken))];
        foreach ((string name, Func<SimulationAnswer, LatencyFigures> of) in new (string, Func<SimulationAnswer, LatencyFigures>)[] { ("TTFT", a => a.Ttft), ("TPOT", a => a.Tpot), ("end to end", a => a.EndToEnd), ("gaps", a => a.Itl) })
            foreach (double percentile in LatencyFigures.Percentiles)
                AssertCovers($"{name} {percentile} of {requests}", of(s_truth.Value).Seconds(percentile).Value, [.. runs.Select(r => of(r).Seconds(percentile))]);
        AssertCovers($"power of {requests}", s_truth.Value.PowerWatts.Value, [.. runs.Select(r => r.PowerWatts)]);
    }

    static void AssertCovers(string name, double truth, Estimate[] intervals)
    {
        int covered = intervals.Count(i => i.Low <= truth && truth <= i.High);
        Assert.True(covered >= 28, $"{name}: {covered} of {intervals.Length} hold {truth}");
        // Nor are they so wide that they tell nothing.
        double width = intervals.Average(i => i.High - i.Low);
        Assert.True(width < 1.5 * truth, $"{name}: {width} wide around {truth}");
    }

    [Fact]
    public void Few_requests_end_the_interval_at_the_longest_one()
    {
        SimulationAnswer answer = Simulation.Run(s_question with { Requests = 40 }, 2, TestContext.Current.CancellationToken);
        Assert.Equal(answer.Ttft.Histogram.Filled().Last().ToExcluded, answer.Ttft.Seconds(0.999).High);
    }
}
