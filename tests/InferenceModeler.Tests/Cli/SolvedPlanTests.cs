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
}
