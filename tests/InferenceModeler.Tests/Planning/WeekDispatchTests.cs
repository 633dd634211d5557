using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Plans on typical hours, dispatched in every hour of the week.</summary>
public sealed class WeekDispatchTests
{
    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, new() { Gap = 0 }, null, TestContext.Current.CancellationToken).Plan!;

    /// <summary>One site of three zones; 30 requests per second in hour 5, 10 to a unit.</summary>
    static PlanProblem Peak()
    {
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [60, 0], [10, 10], [100], 2);
        double[,] week = new double[1, WeekCurve.Hours];
        for (int h = 0; h < WeekCurve.Hours; h++) week[0, h] = h == 5 ? 60 : 30;
        return problem with { Hours = [new(5, Quarter.Hours)], Demands = [problem.Demands[0] with { WeekRates = week }], Sites = [problem.Sites[0] with { Zones = 3 }] };
    }

    [Fact]
    public void The_tightest_hour_is_the_busiest_and_its_room_is_what_stands_beyond_it()
    {
        // Six units carry it, nine stand so that three may be lost.
        CheckedWeek week = Assert.Single(WeekDispatch.Of(Best(Peak())));
        Assert.Equal((5, 1.5), (week.AllUp!.Value.HourOfWeek, Math.Round(week.AllUp.Value.Headroom, 6)));
        Assert.Equal((5, 1.0), (week.ZoneLost!.Value.HourOfWeek, Math.Round(week.ZoneLost.Value.Headroom, 6)));
        Assert.Equal(week.ZoneLost, week.Worst);
        Assert.Equal(0, week.UnservedShare);
    }

    [Fact]
    public void Hours_that_no_typical_one_stands_for_are_found()
    {
        // Planned on the quieter hours alone: three units carry their 30, five stand so that two may be lost.
        PlanProblem problem = Peak() with { Hours = [new(6, Quarter.Hours)] };
        CheckedHour worst = WeekDispatch.Of(Best(problem))[0].Worst!.Value;
        Assert.Equal((5, 0.5), (worst.HourOfWeek, Math.Round(worst.Headroom, 6)));
    }

    [Fact]
    public void What_may_wait_is_spread_over_all_hours()
    {
        // Three units: 30 requests per second in hour 5 leave nothing, 10 in the others leave 20, of which 15 in the mean are asked.
        PlanProblem problem = SmallFleets.Of(1, 1, 1, [30, 0], [10, 10], [100], 2);
        double[,] firm = new double[1, WeekCurve.Hours], waiting = new double[1, WeekCurve.Hours];
        for (int h = 0; h < WeekCurve.Hours; h++) (firm[0, h], waiting[0, h]) = (h == 5 ? 30 : 10, 15);
        PlanProblem both = problem with
        {
            Hours = [new(5, Quarter.Hours / WeekCurve.Hours), new(6, Quarter.Hours - Quarter.Hours / WeekCurve.Hours)],
            Demands = [problem.Demands[0] with { WeekRates = firm }, problem.Demands[1] with { WeekRates = waiting, IsDeferrable = true }],
            Rules = new() { SurvivesZoneLoss = false },
            Sites = [problem.Sites[0] with { CarbonKgPerKwh = [0, 0] }],
        };
        Plan plan = Best(both);
        Assert.Equal(3, Assert.Single(plan.Assignments).Units);
        Assert.Equal(0, WeekDispatch.Of(plan)[0].UnservedShare, 1e-6);
        // One unit less serves 20 all the time, of 10 + 20/168 + 15 that are asked in the mean.
        Plan less = plan with { Assignments = [plan.Assignments[0] with { Units = 2 }] };
        Assert.Equal(1 - 20 / (25 + 20.0 / WeekCurve.Hours), WeekDispatch.Of(less)[0].UnservedShare, 1e-4);
        Assert.Null(WeekDispatch.Of(less)[0].ZoneLost);
        Assert.Equal(2.0 / 3, WeekDispatch.Of(less)[0].AllUp!.Value.Headroom, 1e-6);
    }

    [Fact]
    public void Plans_over_two_quarters_carry_all_that_they_claim() => SmallHorizons.Gen.Sample(problem =>
    {
        if (Optimizer.Solve(problem, new() { Gap = 0 }).Plan is not { } plan) return;
        Assert.All(WeekDispatch.Of(plan), week => Assert.InRange(week.Worst!.Value.Headroom, 1 - 1e-5, 100));
    }, iter: 10, threads: 1);

    [Fact]
    public void A_scenario_of_two_regions_is_carried_in_all_hours_of_all_quarters()
    {
        PlanProblem problem = SmallFleet.Build(("day: consumer, growth: 28%}]", "day: consumer, growth: 28%}, {users: asia, requestsPerSecond: 60, day: office, weekend: 0.4, growth: 10%}]")).Problem;
        Plan plan = Optimizer.Solve(problem, new() { Gap = 0.01 }, null, TestContext.Current.CancellationToken).Plan!;
        IReadOnlyList<CheckedWeek> weeks = WeekDispatch.Of(plan);
        Assert.Equal(plan.Quarters.Select(q => q.Quarter), weeks.Select(w => w.Quarter));
        Assert.All(weeks, week => Assert.InRange(week.ZoneLost!.Value.Headroom, 1 - 1e-5, week.AllUp!.Value.Headroom));
    }
}
