using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

public class SteadinessTests
{
    // Two quarters of which the first asks for 150 requests/s and the second for 190: instances of eight accelerators for 800 $, of one for 100 $, or of one for 101 $.
    static readonly PlanProblem s_problem = Of();

    static readonly IReadOnlyList<Pool> s_pools = Pool.All(s_problem);

    static PlanProblem Of()
    {
        PlanProblem one = SmallFleets.Of(1, 3, 1, [150, 1], [80, 80, 10, 10, 10, 10], [800, 100, 101], 0);
        double[,] rates = new double[2, WeekCurve.Hours];
        (rates[0, 0], rates[1, 0]) = (150, 190);
        return one with
        {
            Quarters = 2,
            Demands = [one.Demands[0] with { WeekRates = rates }],
            Sites = [one.Sites[0] with { Kilowatts = [double.PositiveInfinity, double.PositiveInfinity] }],
            Deployments = [.. one.Deployments.Select((d, i) => d with { AcceleratorId = "a0", AcceleratorsPerUnit = i == 0 ? 8 : 1 })],
            Offers = [.. one.Offers.Select((o, i) => o with { AcceleratorId = "a0", Accelerators = i == 0 ? 8 : 1 })],
            Rules = new() { SurvivesZoneLoss = false },
        };
    }

    static Incumbent Plan(params double[][] units) => Completion.Of(s_problem, s_pools, units, 1e6, 0, new(null))!;

    static Incumbent Steady(Incumbent plan) => Steadiness.Of(s_problem, s_pools, plan, 1e6, 0, new(null));

    [Fact]
    public void What_stands_does_not_give_way_to_what_costs_the_same()
    {
        Incumbent plan = Plan([3, 0, 0], [0, 24, 0]), steady = Steady(plan);
        Assert.Equal([[3, 0, 0], [3, 0, 0]], steady.Units);
        Assert.Equal(plan.Objective, steady.Objective, 1e-9);
    }

    [Fact]
    public void Only_as_much_stays_as_costs_the_same() => Assert.Equal([[2, 8, 0], [2, 3, 0]], Steady(Plan([2, 8, 0], [0, 19, 0])).Units);

    [Fact]
    public void What_saves_goes() => Assert.Equal([[0, 0, 24], [0, 24, 0]], Steady(Plan([0, 0, 24], [0, 24, 0])).Units);

    [Fact]
    public void What_cannot_stay_was_there_from_the_start()
    {
        // The loss of the fuller of two zones leaves two of five, 160 requests/s, and half of 40, 200.
        PlanProblem zoned = s_problem with { Rules = new() };
        Incumbent? Of(params double[][] units) => Completion.Of(zoned, s_pools, units, 1e6, 0, new(null));
        Assert.Null(Of([5, 0, 0], [5, 0, 0]));
        Incumbent plan = Of([5, 0, 0], [0, 40, 0])!;
        Assert.Equal([[0, 40, 0], [0, 40, 0]], Steadiness.Of(zoned, s_pools, plan, 1e6, 0, new(null)).Units);
    }
}
