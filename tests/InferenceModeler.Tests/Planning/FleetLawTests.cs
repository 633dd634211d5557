using InferenceModeler.Planning;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Laws that hold from the text of a scenario to the cost of its plan, to within the gap and what pruning gives up.</summary>
public sealed class FleetLawTests
{
    const double Gap = 0.01, Pruned = 0.01;

    static readonly (string, string)[] s_base = [("quarters: 4", "quarters: 1"), ("ttft: 500ms", "ttft: 150ms"), ("requestsPerSecond: 100", "requestsPerSecond: 1500")];

    static double Cost(params (string, string)[] changes) =>
        Assert.IsType<Plan>(Optimizer.Solve(SmallFleet.Build([.. s_base, .. changes]).Problem, new() { Gap = Gap }, null, TestContext.Current.CancellationToken).Plan).Objective;

    static readonly Lazy<double> s_cost = new(() => Cost());

    static void AssertNoDearer(double cost) => Assert.True(cost <= s_cost.Value * (1 + Gap) * (1 + Pruned), $"{cost} after {s_cost.Value}");

    [Theory]
    [InlineData("ttft: 150ms", "ttft: 300ms")]
    [InlineData("tpot: 50ms", "tpot: 100ms")]
    [InlineData("sites:", "sites:\n  - {name: ohio, region: aws/us-east-2, purchases: [on-demand, commit-1-year], pue: 1.2, carbonGramsPerKwh: 400}")]
    [InlineData("layouts: [tp1, tp2]", "layouts: [tp1, tp2, tp4]")]
    [InlineData("sites:", "rules: {zoneLoss: false}\nsites:")]
    [InlineData("sites:", "capacity: {margin: 0}\nsites:")]
    [InlineData("requestsPerSecond: 1500", "requestsPerSecond: 1000")]
    public void A_looser_promise_a_further_choice_and_less_demand_cost_no_more(string before, string after) => AssertNoDearer(Cost((before, after)));

    [Fact]
    public void Prices_scale_the_cost() =>
        Assert.Equal(s_cost.Value * 0.5 / 0.9, Cost(("aws: 10%", "aws: 50%"), ("usdPerHour: 60", $"usdPerHour: {60 * 0.5 / 0.9}"), ("usdPerHour: 20", $"usdPerHour: {20 * 0.5 / 0.9}")), s_cost.Value * Gap);
}
