using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Reports;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Own servers that go to another site.</summary>
public class MoveTests
{
    const double MoveUsd = 30, KeepUsd = 10, RentUsd = 100;

    static readonly SolveLimits s_exact = new() { Gap = 0 };

    /// <summary>
    /// Four quarters. The first site holds four servers, of which it needs all in the first quarter and none later; the second site needs none, then what one, two or three servers carry. It rents at
    /// 100 $ a quarter, what is held costs 10 $, to move it 30 $.
    /// </summary>
    static PlanProblem Of(double[] here, double[] there, int until = 40, double moveUsd = MoveUsd)
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 1, [0, 0], [10, 10], [100, 100], 0);
        double[,] Week(double[] rates)
        {
            double[,] week = new double[rates.Length, WeekCurve.Hours];
            for (int q = 0; q < rates.Length; q++) week[q, 0] = rates[q];
            return week;
        }
        PlanOffer held = problem.Offers[0] with { IsOwned = true, Purchase = "owned", Held = 4, HeldUntil = until, UsdPerQuarter = KeepUsd };
        return problem with
        {
            Quarters = here.Length,
            Demands = [problem.Demands[0] with { WeekRates = Week(here), BinOfSite = [0, PlanDemand.NotResident] }, problem.Demands[1] with { WeekRates = Week(there), BinOfSite = [PlanDemand.NotResident, 0] }],
            Sites = [.. problem.Sites.Select(s => s with { Kilowatts = [.. here.Select(_ => double.PositiveInfinity)] })],
            Offers = [held, problem.Offers[1] with { UsdPerQuarter = RentUsd }, held with { Site = 1, Held = null, MovedFrom = 0, Purchase = "moved from site 0", TermQuarters = until + 1, LeadQuarters = 1, Most = 4, OnceUsd = moveUsd }],
            Rules = new() { SurvivesZoneLoss = false },
        };
    }

    static Plan Best(PlanProblem problem, bool whole = true) => Optimizer.Solve(problem, whole ? s_exact : s_exact with { MostNumbersAtOnce = 0 }).Plan!;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_free_moves_where_it_saves_more_than_it_costs_and_misses_a_quarter(bool whole)
    {
        // Needed at home in the first quarter; three elsewhere from the second on: it cannot be there before the third, and one is rented in each of the second's stead.
        Plan plan = Best(Of([40, 0, 0, 0], [0, 30, 30, 30]), whole);
        Order moved = Assert.Single(plan.Orders, o => o.Purchase == "moved from site 0");
        Assert.Equal((1, 2, 3, "site 1"), (moved.Quarter - plan.Problem.First, moved.Arrives - plan.Problem.First, moved.Instances, moved.Site));
        Order rented = Assert.Single(plan.Orders, o => o.Purchase == "on-demand");
        Assert.Equal((1, 3), (rented.Arrives - plan.Problem.First, rented.Instances));
        // 4 at home, 3 rented, 3 moves, then 3 of one's own twice; the fourth is given up.
        Assert.Equal(4 * KeepUsd + 3 * RentUsd + 3 * MoveUsd + 2 * 3 * KeepUsd, plan.CostUsd, 1e-6);
        Assert.Equal(plan.CostUsd, plan.Objective, 1e-6);
        SiteFleet home = SiteFleet.Of(plan).Single(f => f.IsHeld);
        Assert.Equal((0, 3, 1), (home.Kept, home.Moved, home.GivenUp));
    }

    [Fact]
    public void What_costs_more_to_move_than_it_saves_stays()
    {
        Plan plan = Best(Of([40, 0, 0, 0], [0, 30, 30, 30], moveUsd: 2 * (RentUsd - KeepUsd) + 1));
        Assert.DoesNotContain(plan.Orders, o => o.Purchase.StartsWith("moved", StringComparison.Ordinal));
    }

    [Fact]
    public void What_serves_at_home_cannot_serve_elsewhere_too_and_nothing_moves_beyond_its_life()
    {
        Plan busy = Best(Of([40, 40, 40, 40], [0, 30, 30, 30]));
        Assert.DoesNotContain(busy.Orders, o => o.Purchase.StartsWith("moved", StringComparison.Ordinal));
        // Worn out after the third quarter: the fourth is rented.
        Plan worn = Best(Of([40, 0, 0, 0], [0, 0, 30, 30], until: 2));
        Assert.Equal(3, worn.Standing.Where(s => s.Quarter == 3 && worn.Problem.Offers[s.Offer].Purchase == "on-demand").Sum(s => s.Instances));
        Assert.DoesNotContain(worn.Standing, s => s.Quarter == 3 && worn.Problem.Offers[s.Offer].MovedFrom is not null);
    }

    [Fact]
    public void Servers_may_go_to_every_site_that_takes_their_kind_unless_the_rules_say_no()
    {
        (string, string) text = ("sites:", """
            servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000, upkeep: 0%, moveUsd: 7000}]
            fleet: [{site: frankfurt, instance: box, instances: 5, purchase: owned, until: 2028-Q4, bookUsd: 800000}]
            rules: {costOfCapital: 0%}
            sites:
            """);
        (string, string) frankfurt = ("region: aws/eu-central-1, purchases", "region: aws/eu-central-1, servers: [box], purchases"), virginia = ("region: aws/us-east-1, purchases", "region: aws/us-east-1, servers: [box], purchases");
        PlanOffer moved = Assert.Single(SmallFleet.Build(text, frankfurt, virginia).Problem.Offers, o => o.MovedFrom is not null);
        // 800,000 $ for five over eight quarters; the quarter on the road is paid too.
        Assert.Equal((1, 1, 5.0, 7), (moved.Site, moved.LeadQuarters, moved.Most, moved.HeldUntil));
        Assert.Equal(20_000, moved.CapitalChargeUsdPerQuarter, 1e-6);
        Assert.Equal(27_000, moved.OnceUsd, 1e-6);
        Assert.DoesNotContain(SmallFleet.Build(text, frankfurt).Problem.Offers, o => o.MovedFrom is not null);
        Assert.DoesNotContain(SmallFleet.Build(text, frankfurt, virginia, ("rules: {", "rules: {moveServers: false, ")).Problem.Offers, o => o.MovedFrom is not null);
    }
}
