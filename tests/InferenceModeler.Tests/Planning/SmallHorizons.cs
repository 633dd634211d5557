using CsCheck;
using Google.OrTools.LinearSolver;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Tests.Planning;

/// <summary>
/// Two quarters of one or two sites, up to three deployments and two classes, with power, stock and quota that may bind, training, instances held already and a commitment over
/// both quarters; small enough to try everything that can stand.
/// </summary>
static class SmallHorizons
{
    const int Accelerators = 8;
    const double Kilowatts = 10;

    // Units that train all quarter: less than solvers leave open would be asked for by the one side and not by the other.
    const double LeastTraining = 0.01;

    /// <summary>Draws of one pool.</summary>
    record struct Draw(int Usd, int Committed, int Held, bool IsPaidAnyway, int Until, int Stock, int Quota);

    static readonly Gen<Draw> s_pool =
        from usd in CsCheck.Gen.Int[80, 200]
        from committed in CsCheck.Gen.Int[50, 95]
        from held in CsCheck.Gen.Int[0, 2]
        from isPaidAnyway in CsCheck.Gen.Bool
        from until in CsCheck.Gen.Int[0, 1]
        from stock in CsCheck.Gen.Int[1, 4]
        from quota in CsCheck.Gen.Int[2, 6]
        select new Draw(usd, committed, held, isPaidAnyway, until, stock, quota);

    public static readonly Gen<PlanProblem> Gen =
        from sites in CsCheck.Gen.Int[1, 2]
        from deployments in CsCheck.Gen.Int[1, 3]
        from rates in CsCheck.Gen.Double[1, 9].Array[4]
        from capacities in CsCheck.Gen.Double[4, 12].Array[2 * deployments]
        from home in CsCheck.Gen.Int[0, 2]
        from pools in s_pool.Array[sites * deployments]
        from power in CsCheck.Gen.Int[4, 12].Array[2 * sites]
        from training in CsCheck.Gen.Double[LeastTraining, 2]
        from isPreemptible in CsCheck.Gen.Bool
        from owed in CsCheck.Gen.Int[0, 2]
        select Of(sites, deployments, rates, capacities, home, pools, power, training, isPreemptible, owed / 2.0);

    static PlanProblem Of(int sites, int deployments, double[] rates, double[] capacities, int home, Draw[] pools, int[] power, double training, bool isPreemptible, double owed)
    {
        PlanProblem one = SmallFleets.Of(sites, deployments, 1, [rates[0], rates[1]], capacities, [.. pools.Select(p => p.Usd)], home);
        PlanDeployment trainer = one.Deployments[0] with { Name = "trainer", Training = "job", UnitCapacity = new double[2, 1] };
        return one with
        {
            Quarters = 2,
            Demands = [.. one.Demands.Select((d, c) => d with { WeekRates = Rates(rates[c], rates[2 + c]) })],
            Sites = [.. one.Sites.Select((s, i) => s with
            {
                Kilowatts = [Kilowatts * power[2 * i], Kilowatts * power[2 * i + 1]],
                StockPerQuarter = Of(i, p => p.Stock),
                Quota = Of(i, p => p.Quota),
            })],
            Deployments = [.. one.Deployments, trainer],
            Training = [new("job", "a0", [training * Accelerators * Quarter.Hours, training * Accelerators * Quarter.Hours], Accelerators, isPreemptible)],
            Offers = [.. one.Offers.SelectMany((o, i) => Offers(o, pools[i]))],
            Rules = new() { OwedShare = owed },
        };

        // Of every second type instances are limited, of the others accelerators.
        Dictionary<string, double> Of(int site, Func<Draw, int> most) =>
            Enumerable.Range(0, deployments).Select(d => (d, Most: most(pools[site * deployments + d]))).ToDictionary(l => l.d % 2 == 1 ? $"i{l.d}" : $"a{l.d}", l => l.d % 2 == 1 ? l.Most : (double)Accelerators * l.Most);
    }

    // In instances of a type.
    static double Most(IReadOnlyDictionary<string, double> limits, PlanOffer offer) => limits.Single(l => offer.Counted(l.Key) > 0) is var limit ? limit.Value / offer.Counted(limit.Key) : 0;

    static IEnumerable<PlanOffer> Offers(PlanOffer offer, Draw draw)
    {
        yield return offer;
        yield return offer with { Purchase = "commit", TermQuarters = 2, UsdPerQuarter = draw.Committed };
        if (draw.Held > 0) yield return offer with { Purchase = "held", Held = draw.Held, IsCommitted = draw.IsPaidAnyway, HeldUntil = draw.Until, UsdPerQuarter = 60 };
    }

    static double[,] Rates(double first, double second)
    {
        double[,] week = new double[2, WeekCurve.Hours];
        (week[0, 0], week[1, 0]) = (first, second);
        return week;
    }

    /// <summary>The least below an amount that any orders cost whose instances keep all limits and serve and train all that is asked; infinite where none do.</summary>
    public static double Least(PlanProblem problem, double below)
    {
        PlanOffer[][] pools = [.. problem.Offers.GroupBy(o => (o.Site, o.Instance)).Select(g => g.ToArray())];
        double[] cheapest = [.. Enumerable.Range(0, 2).Select(q => Standing(problem, pools, q, below, shrinks: true).Select(s => Cheapest(pools, s)).DefaultIfEmpty(double.PositiveInfinity).Min())];
        List<int[]> first = Standing(problem, pools, 0, below - cheapest[1], shrinks: false), second = Standing(problem, pools, 1, below - cheapest[0], shrinks: false);
        double least = below;
        foreach (int[] before in first)
            foreach (int[] after in second)
            {
                double usd = 0;
                for (int p = 0; p < pools.Length && usd < least; p++) usd += Usd(problem, pools[p], before[p], after[p]);
                least = Math.Min(least, usd);
            }
        return least < below ? least : double.PositiveInfinity;
    }

    // Of a quarter, at the lowest price of each pool.
    static double Cheapest(PlanOffer[][] pools, int[] units) => units.Zip(pools, (n, offers) => n * offers.Min(o => o.UsdPerQuarter)).Sum();

    // All below an amount that can stand in a quarter, keeps its limits, and serves; what serves nothing may be there for the growth of the next quarter, or be paid anyway.
    static List<int[]> Standing(PlanProblem problem, PlanOffer[][] pools, int quarter, double below, bool shrinks)
    {
        List<int[]> all = [];
        int[] units = new int[pools.Length];
        void Try(int pool)
        {
            if (pool == units.Length)
            {
                if (!Serves(problem, pools, units, quarter)) return;
                all.Add([.. units]);
                if (shrinks) below = Cheapest(pools, units);
                return;
            }
            PlanSite site = problem.Sites[pools[pool][0].Site];
            for (units[pool] = 0; units[pool] <= Most(site.Quota, pools[pool][0]) && Cheapest(pools, units) < below; units[pool]++)
            {
                if (Enumerable.Range(0, pool + 1).Where(p => pools[p][0].Site == pools[pool][0].Site).Sum(p => units[p] * Kilowatts) > site.Kilowatts[quarter] + 1e-9) break;
                Try(pool + 1);
            }
            units[pool] = 0;
        }
        Try(0);
        return all;
    }

    // Cheapest orders of one pool under which so many stand.
    static double Usd(PlanProblem problem, PlanOffer[] offers, int before, int after)
    {
        double stock = Most(problem.Sites[offers[0].Site].StockPerQuarter, offers[0]), onDemand = offers[0].UsdPerQuarter, committed = offers[1].UsdPerQuarter, least = double.PositiveInfinity;
        PlanOffer? held = offers.Length > 2 ? offers[2] : null;
        int most = held?.Held ?? 0;
        if (before > most + stock || after > before + stock) return double.PositiveInfinity;
        for (int kept = 0; kept <= most; kept++)
            for (int stay = 0; stay <= kept; stay++)
            {
                if (held is { IsCommitted: true } && (kept < most || (held.HeldUntil > 0 && stay < most))) continue;
                if (held is { HeldUntil: 0 } && stay > 0) continue;
                for (int both = 0; both <= Math.Min(before - kept, after - stay); both++)
                    least = Math.Min(least, (kept + stay) * (held?.UsdPerQuarter ?? 0) + both * 2 * committed + (before - kept - both) * onDemand
                        + (after - stay - both) * Math.Min(onDemand, committed * (1 + problem.Rules.OwedShare)));
            }
        return least;
    }

    // A linear program of its own: what each pool serves of each class, and trains with what is left of it.
    static bool Serves(PlanProblem problem, PlanOffer[][] pools, int[] units, int quarter)
    {
        int classes = problem.Demands.Count;
        double asked = problem.Training[0].AcceleratorHours[quarter] / Accelerators / Quarter.Hours;
        // Whole units that do nothing but train, and the rest that serves.
        int[] able = [.. Enumerable.Range(0, pools.Length).Where(p => pools[p][0].AcceleratorId == "a0")];
        IEnumerable<int[]> splits = able.Aggregate((IEnumerable<int[]>)[[]], (sets, p) => sets.SelectMany(set => Enumerable.Range(0, units[p] + 1).Select(n => (int[])[.. set, n])));
        return splits.Any(Feasible);

        bool Feasible(int[] training)
        {
            int[] serving = [.. units];
            for (int t = 0; t < able.Length; t++) serving[able[t]] -= training[t];
            double trained = training.Sum();
            if (!problem.Training[0].IsPreemptible && trained < asked - 1e-9) return false;
            using Solver solver = Solver.CreateSolver("GLOP");
            Constraint[] demand = [.. Enumerable.Range(0, classes).Select(c => solver.MakeConstraint(problem.Rate(c, quarter, 0) - 1e-7, double.PositiveInfinity))];
            Constraint idle = solver.MakeConstraint(problem.Training[0].IsPreemptible ? asked - trained - able.Sum(p => serving[p]) - 1e-7 : double.NegativeInfinity, double.PositiveInfinity);
            for (int p = 0; p < pools.Length; p++)
            {
                int deployment = int.Parse(pools[p][0].Instance[1..], System.Globalization.CultureInfo.InvariantCulture), site = pools[p][0].Site;
                double carrying = serving[p] - Math.Ceiling((double)serving[p] / problem.Zones(site, deployment));
                Constraint busy = solver.MakeConstraint(double.NegativeInfinity, carrying);
                for (int c = 0; c < classes; c++)
                {
                    if (problem.Demands[c].BinOfSite[site] < 0) continue;
                    Variable rate = solver.MakeNumVar(0, double.PositiveInfinity, "");
                    double share = 1 / problem.Deployments[deployment].UnitCapacity[c, 0];
                    demand[c].SetCoefficient(rate, 1);
                    busy.SetCoefficient(rate, share);
                    if (able.Contains(p)) idle.SetCoefficient(rate, -share);
                }
            }
            return solver.Solve() == Solver.ResultStatus.OPTIMAL;
        }
    }
}
