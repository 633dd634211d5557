using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>
/// Laws of plans that are made quarter by quarter and then fixed and optimised, within the gap that each states: under limits of power, stock, quota, halls and networks,
/// with training, spot, held servers, commitments and minimum spends.
/// </summary>
public sealed class HorizonLawTests
{
    const double Rounding = 1e-6, Racks = 6;

    static readonly SolveLimits s_parts = new() { Gap = 0.001, MostNumbersAtOnce = 0 };

    static readonly Gen<PlanProblem> s_fleets =
        from problem in SmallHorizons.Gen
        from gbit in Gen.Double[8, 20]
        from leastUsd in Gen.Int[0, 600]
        from hasSpot in Gen.Bool
        from hasHall in Gen.Bool
        select With(problem, gbit, leastUsd, hasSpot, hasHall);

    static PlanProblem With(PlanProblem problem, double gbit, int leastUsd, bool hasSpot, bool hasHall)
    {
        PlanOffer[] offers = [.. problem.Offers.Select(o => hasHall && o.Site == 0 ? o with { Hall = 0, Racks = 1 } : o)];
        PlanDemand[] demands = [.. problem.Demands.Select((d, i) => i == 1 && hasSpot ? d with { IsDeferrable = true, WeekRates = Level(d.WeekRates) } : d with { GigabytesPerPrompt = 0.125 })];
        return problem with
        {
            Demands = demands,
            Sites = [.. problem.Sites.Select((s, i) => s with { IngressGbitPerSecond = gbit, Halls = hasHall && i == 0 ? [new("hall", [Racks, Racks], double.PositiveInfinity)] : [] })],
            Offers = hasSpot ? [.. offers, .. offers.Where(o => o.Purchase == "on-demand").Select(o => o with { Purchase = "spot", IsSpot = true, UsdPerQuarter = 0.4 * o.UsdPerQuarter })] : offers,
            MinimumSpends = [new("contract", [0, 1], [leastUsd, leastUsd])],
            Rules = problem.Rules with { SpotShare = 0.5 },
        };
    }

    static double[,] Level(double[,] rates)
    {
        double[,] week = new double[2, WeekCurve.Hours];
        for (int q = 0; q < 2; q++)
            for (int h = 0; h < WeekCurve.Hours; h++) week[q, h] = rates[q, 0];
        return week;
    }

    static Plan? Parts(PlanProblem problem) => Optimizer.Solve(problem, s_parts, null, TestContext.Current.CancellationToken).Plan;

    public static TheoryData<string> Looser { get; } = ["demand", "capacity", "power", "stock", "quota", "network", "racks", "spot", "contract", "places", "owed"];

    static PlanProblem Loosened(PlanProblem p, string what) => what switch
    {
        "demand" => p with { Demands = [.. p.Demands.Select(d => d with { WeekRates = Scaled(d.WeekRates, 0.7) })] },
        "capacity" => p with { Deployments = [.. p.Deployments.Select(d => d with { UnitCapacity = Scaled(d.UnitCapacity, 1.3) })] },
        "power" => p with { Sites = [.. p.Sites.Select(s => s with { Kilowatts = [.. s.Kilowatts.Select(kw => kw + 20)] })] },
        "stock" => p with { Sites = [.. p.Sites.Select(s => s with { StockPerQuarter = s.StockPerQuarter.ToDictionary(a => a.Key, a => a.Value + 8) })] },
        "quota" => p with { Sites = [.. p.Sites.Select(s => s with { Quota = s.Quota.ToDictionary(a => a.Key, a => a.Value + 8) })] },
        "network" => p with { Sites = [.. p.Sites.Select(s => s with { IngressGbitPerSecond = 2 * s.IngressGbitPerSecond })] },
        "racks" => p with { Sites = [.. p.Sites.Select(s => s with { Halls = [.. s.Halls.Select(h => h with { Racks = [Racks + 2, Racks + 2] })] })] },
        "spot" => p with { Rules = p.Rules with { SpotShare = 1 } },
        "contract" => p with { MinimumSpends = [p.MinimumSpends[0] with { LeastUsd = [0, 0] }] },
        "places" => p with { Demands = [.. p.Demands.Select(d => d with { BinOfSite = new int[p.Sites.Count] })] },
        "owed" => p with { Rules = p.Rules with { OwedShare = 0 } },
        _ => throw new ArgumentException(what),
    };

    [Theory]
    [MemberData(nameof(Looser))]
    public void What_is_looser_costs_no_more_than_the_gap_leaves_open(string what)
    {
        int planned = 0;
        s_fleets.Sample(problem =>
        {
            if (Parts(problem) is not { } before) return;
            planned++;
            if (Parts(Loosened(problem, what)) is { } after) Assert.InRange(after.Bound, 0, before.Objective * (1 + Rounding));
        }, iter: 8, threads: 1);
        Assert.NotEqual(0, planned);
    }

    [Fact]
    public void Prices_scale_the_cost_and_the_bound()
    {
        s_fleets.Sample(problem =>
        {
            if (Parts(problem) is not { } before) return;
            Plan after = Parts(problem with
            {
                Offers = [.. problem.Offers.Select(o => o with { UsdPerQuarter = 7 * o.UsdPerQuarter })],
                MinimumSpends = [.. problem.MinimumSpends.Select(m => m with { LeastUsd = [.. m.LeastUsd.Select(usd => 7 * usd)] })],
            })!;
            Assert.InRange(7 * before.Bound, 0, after.Objective * (1 + Rounding));
            Assert.InRange(after.Bound, 0, 7 * before.Objective * (1 + Rounding));
        }, iter: 10, threads: 1);
    }

    [Fact]
    public void Every_hour_is_served_with_the_fullest_zone_lost_and_every_limit_is_kept() => s_fleets.Sample(problem =>
    {
        if (Parts(problem) is not { } plan) return;
        for (int q = 0; q < problem.Quarters; q++)
        {
            for (int d = 0; d < problem.Demands.Count; d++)
                Assert.Equal(problem.Rate(d, q, 0), plan.Dispatch.Where(x => x.Quarter == q && x.Demand == d).Sum(x => x.RequestsPerSecond), 1e-3);
            foreach (Assignment pool in plan.Assignments.Where(a => a.Quarter == q))
            {
                double busy = plan.Dispatch.Where(x => (x.Quarter, x.Site, x.Deployment, x.IsSpot) == (q, pool.Site, pool.Deployment, pool.IsSpot)).Sum(x => x.RequestsPerSecond / problem.Deployments[x.Deployment].UnitCapacity[x.Demand, 0]);
                Assert.InRange(busy, 0, (pool.IsSpot ? pool.Units : pool.Units - pool.UnitsOfFullestZone) + 1e-4);
            }
            foreach (var instances in plan.Assignments.Where(a => a.Quarter == q).GroupBy(a => (a.Site, problem.Deployments[a.Deployment].Instance, a.IsSpot)))
                Assert.InRange(instances.Sum(a => a.Units), 0, Stands(plan, q, o => (o.Site, o.Instance, o.IsSpot) == instances.Key, _ => 1));
            for (int s = 0; s < problem.Sites.Count; s++)
            {
                PlanSite site = problem.Sites[s];
                Assert.InRange(Stands(plan, q, o => o.Site == s, o => o.Kilowatts), 0, site.Kilowatts[q] + 1e-6);
                if (site.Halls.Count > 0) Assert.InRange(Stands(plan, q, o => o.Site == s && o.Hall == 0, o => o.Racks), 0, Racks + 1e-6);
                foreach ((string limited, double quota) in site.Quota)
                {
                    double now = Stands(plan, q, o => o.Site == s, o => o.Counted(limited));
                    double then = q > 0 ? Stands(plan, q - 1, o => o.Site == s, o => o.Counted(limited)) : problem.Offers.Where(o => o.Site == s).Sum(o => (double)(o.Held ?? 0) * o.Counted(limited));
                    Assert.InRange(now, 0, quota + 1e-6);
                    Assert.InRange(now - then, double.NegativeInfinity, site.StockPerQuarter[limited] + 1e-6);
                }
            }
        }
    }, iter: 20, threads: 1);

    static double Stands(Plan plan, int quarter, Func<PlanOffer, bool> where, Func<PlanOffer, double> share) =>
        plan.Standing.Where(s => s.Quarter == quarter && where(plan.Problem.Offers[s.Offer])).Sum(s => s.Instances * share(plan.Problem.Offers[s.Offer]));

    static double[,] Scaled(double[,] values, double by)
    {
        double[,] scaled = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < values.GetLength(0); i++)
            for (int j = 0; j < values.GetLength(1); j++) scaled[i, j] = values[i, j] * by;
        return scaled;
    }
}
