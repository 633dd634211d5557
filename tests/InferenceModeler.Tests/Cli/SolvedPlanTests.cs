using InferenceModeler.Cli.FleetPlans;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using Fleet = InferenceModeler.Tests.Planning.SmallFleet;

namespace InferenceModeler.Tests.Cli;

public class SolvedPlanTests
{
    [Theory]
    [InlineData(0.9, false, false)]
    [InlineData(0, false, true)]
    [InlineData(0, true, false)]
    public void A_gap_wider_than_asked_is_told_unless_the_clock_ended_the_search(double gap, bool timeLimited, bool told)
    {
        FleetScenario scenario = Fleet.Read();
        BuiltFleet built = Fleet.Build(scenario);
        SolveLimits limits = new() { Gap = gap, MostNumbersAtOnce = 0 };
        Plan plan = Optimizer.Solve(built.Problem, limits, null, TestContext.Current.CancellationToken).Plan! with { IsTimeLimited = timeLimited };
        SolvedPlan solved = new(scenario, built, new(plan, [], null), limits, 0, 0);
        Assert.Equal(told, solved.Notes.Any(n => n.Contains("wider than", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, false, "no plan keeps all limits: power stands in the way")]
    [InlineData(false, true, "no plan keeps all limits: power stands in the way")]
    [InlineData(true, false, "no plan keeps all limits, not even with two kinds of them lifted")]
    [InlineData(true, true, "no plan keeps all limits, and the time limit came before it was found which of them stand in the way; give a longer --time-limit")]
    public void What_the_clock_left_unsearched_is_told(bool nothing, bool timeLimited, string reason)
    {
        FleetScenario scenario = Fleet.Read();
        SolvedPlan solved = new(scenario, Fleet.Build(scenario), new(null, nothing ? [] : [new("power", "5 kW more", 1)], null) { IsTimeLimited = timeLimited }, new(), 0, 0);
        Assert.Equal(reason, solved.Reason);
        Assert.Equal(timeLimited && !nothing, solved.Notes.Any(n => n.Contains("a longer --time-limit finds them", StringComparison.Ordinal)));
    }
}
