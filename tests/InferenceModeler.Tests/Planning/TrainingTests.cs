using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Reports;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>What training takes beside inference: power, money and carbon.</summary>
public class TrainingTests
{
    const double AcceleratorHours = 8 * 800;

    static readonly SolveLimits s_exact = new() { Gap = 0 };

    /// <summary>
    /// Two sites, each with one owned type of instance of 8 accelerators: 10 kW of facility power, 4 of them idle. The first one's electricity costs 0.2 $ per kWh, the second one's 0.1 $, and
    /// its grid is dirtier in the first of two typical hours.
    /// </summary>
    static PlanProblem Of(double powerShare, double acceleratorHours = AcceleratorHours)
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 2, [4, 1, 0, 0], [10, 10], [100, 100], 2);
        return problem with
        {
            Sites = [problem.Sites[0] with { ElectricityUsdPerKwh = 0.2, CarbonKgPerKwh = [0.3, 0.3] }, problem.Sites[1] with { ElectricityUsdPerKwh = 0.1, CarbonKgPerKwh = [0.5, 0.2] }],
            Offers = [.. problem.Offers.Select(o => o with { IsOwned = true, Purchase = "owned", IdleKilowatts = 4 })],
            Training = [new("job", "a0", [acceleratorHours], 8, true, powerShare)],
            Rules = new() { SurvivesZoneLoss = false },
        };
    }

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    [Fact]
    public void Training_draws_its_share_of_the_nameplate_beyond_idling_and_pays_for_it()
    {
        // 800 instance-hours at 0.75 × 10 kW beyond the 4 kW of idling.
        Plan plan = Best(Of(0.75)), idle = Best(Of(0.4));
        Assert.Equal(AcceleratorHours, plan.Trained.Sum(t => t.Accelerators * plan.Problem.Hours[t.Hour].HoursPerQuarter), 1e-3);
        Assert.Equal(2.8, plan.Quarters[0].TrainingMegawattHours, 1e-6);
        Assert.Equal(2.8, plan.Quarters[0].MegawattHours - idle.Quarters[0].MegawattHours, 1e-6);
        // One instance each is cheaper at the second site, whose electricity is.
        Assert.All(plan.Trained, t => Assert.Equal(1, t.Site));
        Assert.Equal(2800 * 0.1, plan.CostUsd - idle.CostUsd, 1e-3);
        Assert.Equal(plan.CostUsd, plan.Objective, 1e-3);
    }

    [Fact]
    public void What_of_a_job_is_left_undone_is_told()
    {
        // Twice what the two instances that stand have hours, of which inference takes some.
        double hours = 4 * 8 * Quarter.Hours;
        PlanProblem problem = Of(0.75, hours);
        problem = problem with { Offers = [.. problem.Offers.Select(o => o with { Held = 1, HeldUntil = 0, UsdPerQuarter = 1e5 })], Rules = problem.Rules with { MayFallShort = true } };
        JobHours some = Assert.Single(JobHours.Of(Best(problem)));
        Assert.Equal(("job", hours), (some.Job, some.Asked[0]));
        Assert.InRange(some.Undone[0], 0.5 * hours, 0.7 * hours);
        // Nothing here runs a block of two instances.
        JobHours none = Assert.Single(JobHours.Of(Best(problem with { Training = [problem.Training[0] with { BlockAccelerators = 16, IsPreemptible = false }] })));
        Assert.Equal(hours, none.Undone[0]);
        Assert.Equal(0, Assert.Single(JobHours.Of(Best(Of(0.75)))).Undone[0]);
    }

    [Fact]
    public void A_carbon_price_moves_training_to_the_cleaner_hour()
    {
        Plan plan = Best(Of(0.75) with { Objective = FleetObjective.Cost with { UsdPerTonne = 100 } });
        Assert.All(plan.Trained, t => Assert.Equal((1, 1), (t.Site, t.Hour)));
        // One instance idles all day, and trains in the cleaner hour.
        Assert.Equal(4 * Quarter.Hours / 2 * (0.5 + 0.2) / 1000 + 2.8 * 0.2, plan.Quarters[0].TonnesCo2, 1e-6);
    }

    [Fact]
    public void More_training_and_hungrier_training_never_cost_less()
    {
        double last = 0;
        foreach (double share in new[] { 0.4, 0.6, 0.8, 1 }) Assert.True((last, last = Best(Of(share)).CostUsd) is var (before, now) && now >= before - 1e-6);
        last = 0;
        foreach (double hours in new[] { 0, 1e3, 1e4, 5e4 }) Assert.True((last, last = Best(Of(0.8, hours)).CostUsd) is var (before, now) && now >= before - 1e-6);
    }

    [Theory]
    [InlineData("wattsPerAccelerator: 350", 0.5)]
    [InlineData("powerShare: 70%", 0.7)]
    [InlineData("preemptible: true", 0.8)]
    public void A_job_says_its_watts_or_its_share_of_the_limit(string said, double share) => Assert.Equal(share, Job(said).PowerShare, 1e-9);

    [Theory]
    [InlineData("wattsPerAccelerator: 800", "more than the 700 W of h100-sxm")]
    [InlineData("wattsPerAccelerator: 500, powerShare: 0.7", "give one of them")]
    public void Watts_that_cannot_be_are_refused(string said, string complaint) => Assert.Contains(complaint, Assert.Throws<InputException>(() => Job(said)).Message);

    static TrainingJob Job(string said) =>
        SmallFleet.Read(("sites:", $"training: [{{name: tuning, accelerator: h100-sxm, acceleratorHoursPerQuarter: 5000, {said}}}]\nsites:")).Training.Single();
}
