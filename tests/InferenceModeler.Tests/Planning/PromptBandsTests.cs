using InferenceModeler.Data;
using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Numerics;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Workloads;
using Plan = InferenceModeler.Planning.Plan;

namespace InferenceModeler.Tests.Planning;

public sealed class PromptBandsTests
{
    // Two kinds of accelerators at prices between which the better one depends on the length of the prompts.
    static readonly (string, string)[] s_mixed =
    [
        ("workload: 512x128", "workload: azure-conversation-2023"),
        ("requestsPerSecond: 100", "requestsPerSecond: 4000, forecast: [4000]"),
        ("quarters: 4", "quarters: 1"),
        (", forecast: [4000], day: consumer, growth: 28%", ", day: consumer"),
        ("prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 60}, {instance: p5.48xlarge, purchase: spot, usdPerHour: 20}]", "prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 60}, {instance: g6e.48xlarge, purchase: on-demand, usdPerHour: 17.6}]"),
        ("accelerators: [h100-sxm], engines: [vllm], layouts: [tp1, tp2]", "accelerators: [h100-sxm, l40s], engines: [vllm], layouts: [tp1]"),
    ];

    static FleetScenario Edited(FleetScenario scenario, string edit) => ScenarioEdits.Apply(scenario, edit, SmallFleet.Catalog);

    [Fact]
    public void Bands_share_the_requests_and_the_demand_of_their_class()
    {
        FleetScenario whole = SmallFleet.Read(("workload: 512x128", "workload: azure-conversation-2023"), ("growth: 28%", "growth: 28%, launches: [{quarter: 2027-Q3, requestsPerSecond: 30}]"));
        FleetScenario split = PromptBands.Split(Edited(whole, "bands:chat=512/2048"));
        DemandClass chat = whole.Classes.Single();
        Assert.Equal(["chat ≤ 512", "chat ≤ 2,048", "chat > 2,048"], split.Classes.Select(c => c.Name));
        for (int quarter = 0; quarter < 4; quarter++)
            Assert.Equal(chat.Demands[0].PeakAfter(whole.First, quarter, 0.28), split.Classes.Sum(c => c.Demands[0].PeakAfter(whole.First, quarter, 0.28)), 1e-9);
        double Tokens(FleetScenario s, Func<RequestShape, double> length) => s.Classes.Sum(c => c.Demands[0].PeakRequestsPerSecond * c.Workload.Lengths.Table.Sum(cell => cell.Share * length(cell.Shape)));
        Assert.Equal(Tokens(whole, s => s.PromptTokens), Tokens(split, s => s.PromptTokens), 1e-6);
        Assert.Equal(Tokens(whole, s => s.OutputTokens), Tokens(split, s => s.OutputTokens), 1e-6);
        Assert.All(split.Classes[1].Workload.Lengths.Table, c => Assert.InRange(c.Shape.PromptTokens, 513, 2048));
        Assert.Equal(whole.Classes, PromptBands.Split(Edited(Edited(whole, "bands:chat=512/2048"), "bands=off")).Classes.Select(c => c with { PromptBands = chat.PromptBands }));
    }

    [Fact]
    public void The_file_may_say_them()
    {
        FleetScenario scenario = SmallFleet.Read(("workload: 512x128", "workload: azure-conversation-2023\n    promptBands: [512, 2048]"));
        Assert.Equal([512, 2048], scenario.Classes[0].PromptBands);
        Assert.Equal(3, SmallFleet.Problem(scenario).Scenario.Classes.Count);
    }

    [Theory]
    [InlineData("[2048, 512]", "512 after 2048: must ascend")]
    [InlineData("[512, 99999999]", "99999999 splits off nothing: prompts have ")]
    [InlineData("[1]", "1 splits off nothing")]
    [InlineData("[0]", "must be")]
    [InlineData("[1.5]", "1.5")]
    [InlineData("[100, 200, 300, 400, 500, 600]", "6 lengths make 7 bands; give at most 5")]
    public void Lengths_that_split_off_nothing_are_told(string bands, string complaint)
    {
        InputException exception = Assert.Throws<InputException>(() => SmallFleet.Read(("workload: 512x128", $"workload: azure-conversation-2023\n    promptBands: {bands}")));
        Assert.Contains("promptBands", exception.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bands:chat=99999999", "'bands:chat=99999999': 99999999 splits off nothing")]
    [InlineData("bands:chat=many", "many")]
    [InlineData("bands:char=512", "no class 'char'")]
    public void So_are_those_of_edits(string edit, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InputException>(() => Edited(SmallFleet.Read(("workload: 512x128", "workload: azure-conversation-2023")), edit)).Message, StringComparison.Ordinal);

    [Fact]
    public void Long_prompts_may_go_to_other_accelerators_than_short_ones()
    {
        FleetScenario scenario = Edited(SmallFleet.Read(s_mixed), "bands:chat=512/2048");
        BuiltFleet built = SmallFleet.Build(scenario);
        Plan plan = Optimizer.Solve(built.Problem, new() { Gap = 0.001 }, null, TestContext.Current.CancellationToken).Plan!;
        string[] by = [.. Enumerable.Range(0, 3).Select(band => plan.Dispatch.Where(d => built.Problem.Demands[d.Demand].ClassIndex == band).GroupBy(d => built.Problem.Deployments[d.Deployment].AcceleratorId).MaxBy(g => g.Sum(d => d.RequestsPerSecond))!.Key)];
        Assert.Equal(2, by.Distinct().Count());
        Assert.Equal(0, plan.UnservedShare, 1e-6);
    }

    [Fact]
    public void Thinned_gamma_gaps_keep_their_first_two_moments()
    {
        const int arrivals = 400_000;
        const double kept = 0.3;
        ArrivalProcess gamma = ArrivalProcess.Gamma(2);
        List<double> gaps = [];
        double since = 0;
        for (uint i = 0; i < arrivals; i++)
        {
            since += gamma.UnitGap(1, 2, i);
            if (CounterRandom.Draw(3, 4, i).First >= kept) continue;
            gaps.Add(since);
            since = 0;
        }
        double mean = gaps.Average(), cv = Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean;
        Assert.Equal(gamma.Thinned(kept).GapCv, cv, 0.02 * cv);
        Assert.Same(ArrivalProcess.Poisson, ArrivalProcess.Poisson.Thinned(kept));
    }
}
