using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Sites whose network carries so much and no more.</summary>
public class NetworkTests
{
    static readonly SolveLimits s_exact = new() { Gap = 0 };

    static Plan Best(PlanProblem problem) => Optimizer.Solve(problem, s_exact).Plan!;

    /// <summary>Two sites and one class, whose prompts take a gigabit each: what a site serves in a second is its ingress.</summary>
    static readonly Gen<PlanProblem> s_fleets =
        from problem in SmallFleets.Gen.Where(p => p.Sites.Count == 2)
        from first in Gen.Double[2, 15]
        from second in Gen.Double[8, 15]
        select problem with
        {
            Demands = [problem.Demands[0] with { GigabytesPerPrompt = 0.125 }],
            Sites = [problem.Sites[0] with { IngressGbitPerSecond = first }, problem.Sites[1] with { IngressGbitPerSecond = Math.Max(second, problem.Hours.Select((_, h) => problem.Rate(0, 0, h)).Max() - first) }],
        };

    /// <summary>Two sites of 100 and 60 dollars; 20 requests per second of a gigabit each, 10 to a unit; no zone is lost.</summary>
    static PlanProblem Two(double dearGbit, double cheapGbit, bool answers)
    {
        PlanProblem problem = SmallFleets.Of(2, 1, 1, [20, 0], [10, 10], [100, 60], 2);
        PlanSite Limited(int site, double gbit) => answers ? problem.Sites[site] with { EgressGbitPerSecond = gbit } : problem.Sites[site] with { IngressGbitPerSecond = gbit };
        return problem with
        {
            Rules = new() { SurvivesZoneLoss = false },
            Demands = [answers ? problem.Demands[0] with { GigabytesPerAnswer = 0.125 } : problem.Demands[0] with { GigabytesPerPrompt = 0.125 }],
            Sites = [Limited(0, dearGbit), Limited(1, cheapGbit)],
        };
    }

    [Theory]
    [InlineData(false, "ingress")]
    [InlineData(true, "egress")]
    public void A_site_serves_what_its_network_carries_and_the_rest_goes_elsewhere(bool answers, string limit)
    {
        Assert.Equal(120, Best(Two(100, 100, answers)).CostUsd, 1e-6);
        Plan plan = Best(Two(100, 10, answers));
        Assert.Equal(160, plan.CostUsd, 1e-6);
        // A gigabit more on the cheap site moves a tenth of a unit: 4 dollars.
        Assert.Equal(4, Assert.Single(plan.Binding, b => b.Limit == limit && b.Where == "site 1" && b.Unit == "Gbit/s").Worth, 1e-3);
        PlanAnswer none = Optimizer.Solve(Two(5, 10, answers), s_exact, null, TestContext.Current.CancellationToken);
        Assert.Null(none.Plan);
        Assert.Contains("Gbit/s more in 2027-Q1", Assert.Single(none.Conflicts, c => c.Limit == limit).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_other_fleet_is_cheaper_on_these_networks() => s_fleets.Sample(problem =>
    {
        Plan plan = Best(problem);
        int[] units = new int[problem.Offers.Count];
        foreach (Assignment pool in plan.Assignments) units[pool.Site * problem.Deployments.Count + pool.Deployment] = (int)pool.Units;
        Assert.True(Serves(problem, units));
        Assert.False(SmallFleets.HasCheaper(problem, plan.CostUsd - 1e-6, Serves));
        Assert.InRange(plan.Bound, 0, plan.Objective * (1 + 1e-9));
        foreach (var site in plan.Dispatch.GroupBy(d => (d.Site, d.Hour)))
            Assert.InRange(site.Sum(d => d.RequestsPerSecond), 0, problem.Sites[site.Key.Site].IngressGbitPerSecond + 1e-6);
    }, iter: 15, threads: 1);

    [Fact]
    public void Quarter_by_quarter_the_bound_holds_and_more_network_never_costs_more() => s_fleets.Sample(problem =>
    {
        double usd = Best(problem).CostUsd;
        Plan plan = Optimizer.Solve(problem, new() { Gap = 0.001, MostNumbersAtOnce = 0 }).Plan!;
        Assert.InRange(usd, plan.Bound * (1 - 1e-6), plan.CostUsd * (1 + 1e-6));
        Assert.InRange(Best(problem with { Sites = [.. problem.Sites.Select(s => s with { IngressGbitPerSecond = s.IngressGbitPerSecond * 1.5 })] }).CostUsd, 0, usd * (1 + 1e-6));
    }, iter: 8, threads: 1);

    [Fact]
    public void A_scenario_says_what_requests_weigh_and_networks_carry()
    {
        PlanProblem problem = SmallFleet.Build(("workload: 512x128", "payloadMegabytes: {in: 3, out: 0.5}\n    workload: 512x128"),
            ("pue: 1.2, carbonGramsPerKwh: 300", "pue: 1.2, carbonGramsPerKwh: 300, ingressGbitPerSecond: 40, egressGbitPerSecond: 10")).Problem;
        Assert.Equal(3e-3 + 512 * 4e-9, problem.Demands[0].GigabytesPerPrompt, 1e-12);
        Assert.Equal(0.5e-3 + 128 * 250e-9, problem.Demands[0].GigabytesPerAnswer, 1e-12);
        Assert.Equal((40, 10, double.PositiveInfinity), (problem.Sites[0].IngressGbitPerSecond, problem.Sites[0].EgressGbitPerSecond, problem.Sites[1].EgressGbitPerSecond));
    }

    static bool Serves(PlanProblem problem, int[] units)
    {
        int deployments = problem.Deployments.Count;
        double Carries(int site) => Math.Min(problem.Sites[site].IngressGbitPerSecond, Enumerable.Range(0, deployments).Sum(d =>
            (units[site * deployments + d] - Math.Ceiling((double)units[site * deployments + d] / problem.Zones(site, d))) * problem.Deployments[d].UnitCapacity[0, 0]));
        double most = Enumerable.Range(0, problem.Sites.Count).Sum(Carries);
        return Enumerable.Range(0, problem.Hours.Count).All(h => problem.Rate(0, 0, h) <= most + 1e-9);
    }
}
