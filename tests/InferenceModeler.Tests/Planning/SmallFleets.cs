using CsCheck;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Tests.Planning;

/// <summary>Problems of one or two sites, up to three deployments and two classes, small enough to try every fleet.</summary>
static class SmallFleets
{
    const int Zones = 2;

    /// <summary>Rent is the only cost; every deployment has an instance type of its own, which every site rents out.</summary>
    public static readonly Gen<PlanProblem> Gen =
        from sites in CsCheck.Gen.Int[1, 2]
        from deployments in CsCheck.Gen.Int[1, 3]
        from hours in CsCheck.Gen.Int[1, 2]
        from rates in CsCheck.Gen.Double[1, 15].Array[2 * hours]
        from capacities in CsCheck.Gen.Double[3, 12].Array[2 * deployments]
        from prices in CsCheck.Gen.Int[50, 200].Array[sites * deployments]
        from home in CsCheck.Gen.Int[0, 2]
        from zones in CsCheck.Gen.Int[2, 3].Array[sites * deployments]
        select Zoned(Of(sites, deployments, hours, rates, capacities, prices, home), zones);

    /// <summary>Sites of three zones, of which two or three have each instance type.</summary>
    static PlanProblem Zoned(PlanProblem problem, int[] zones) => problem with
    {
        Sites = [.. problem.Sites.Select((site, s) => site with { Zones = 3, ZonesOf = problem.Deployments.Select((d, i) => (d.Instance, Zones: zones[s * problem.Deployments.Count + i])).ToDictionary(z => z.Instance, z => z.Zones) })],
    };

    public static PlanProblem Of(int sites, int deployments, int hours, double[] rates, double[] capacities, int[] prices, int home) => new()
    {
        Name = "small",
        First = Quarter.Of(2027, 1),
        Quarters = 1,
        Hours = [.. Enumerable.Range(0, hours).Select(h => new TypicalHour(h, Quarter.Hours / hours))],
        Demands = [.. Enumerable.Range(0, 2).Select(c => Demand(c, rates[(c * hours)..((c + 1) * hours)], [.. Enumerable.Range(0, sites).Select(s => c == 1 && sites == 2 && s == home ? PlanDemand.NotResident : 0)]))],
        Sites = [.. Enumerable.Range(0, sites).Select(s => new PlanSite { Name = $"site {s}", Zones = Zones, Kilowatts = [double.PositiveInfinity], CarbonKgPerKwh = new double[hours] })],
        Deployments = [.. Enumerable.Range(0, deployments).Select(d => new PlanDeployment
        {
            Name = $"deployment {d}",
            Instance = $"i{d}",
            AcceleratorId = $"a{d}",
            ReplicasPerUnit = 1,
            InstancesPerUnit = 1,
            AcceleratorsPerUnit = 8,
            UnitCapacity = new[,] { { capacities[2 * d] }, { capacities[2 * d + 1] } },
            KwhPerRequest = [0, 0],
        })],
        Offers = [.. Enumerable.Range(0, sites * deployments).Select(i => Offer(i / deployments, i % deployments, prices[i]))],
        Rules = new(),
        Objective = FleetObjective.Cost,
    };

    static PlanDemand Demand(int index, double[] rates, int[] bins)
    {
        double[,] week = new double[1, WeekCurve.Hours];
        for (int h = 0; h < rates.Length; h++) week[0, h] = rates[h];
        return new() { Class = $"class {index}", ClassIndex = index, Users = "all", WeekRates = week, BinOfSite = bins };
    }

    static PlanOffer Offer(int site, int deployment, double usdPerQuarter) => new()
    {
        Site = site,
        Instance = $"i{deployment}",
        AcceleratorId = $"a{deployment}",
        Accelerators = 8,
        Purchase = "on-demand",
        TermQuarters = 1,
        LeadQuarters = 0,
        UsdPerQuarter = usdPerQuarter,
        Kilowatts = 10,
        IdleKilowatts = 0,
    };

    /// <summary>Whether any fleet of a lower rent serves everybody in every hour with any zone lost: all of them, tried one by one.</summary>
    public static bool HasCheaper(PlanProblem problem, double usd) => HasCheaper(problem, usd, Serves);

    /// <summary>The same of units that serve by a rule of their own.</summary>
    public static bool HasCheaper(PlanProblem problem, double usd, Func<PlanProblem, int[], bool> serves)
    {
        int[] units = new int[problem.Offers.Count];
        bool Try(int pool, double left)
        {
            if (pool == units.Length) return Unspent(problem, units) < left && serves(problem, units);
            for (units[pool] = 0; units[pool] * problem.Offers[pool].UsdPerQuarter < left; units[pool]++)
                if (Try(pool + 1, left - units[pool] * problem.Offers[pool].UsdPerQuarter)) return true;
            return false;
        }
        return Try(0, usd);
    }

    /// <summary>What minimum spends ask for beyond the rent of these units.</summary>
    public static double Unspent(PlanProblem problem, int[] units) =>
        problem.MinimumSpends.Sum(m => Math.Max(0, m.LeastUsd[0] - m.Offers.Sum(i => units[i] * problem.Offers[i].UsdPerQuarter)));

    /// <summary>Whether these units serve: whoever is better at the first of the two demands, compared with the second, takes it.</summary>
    public static bool Serves(PlanProblem problem, int[] units)
    {
        int deployments = problem.Deployments.Count;
        double Capacity(int pool, int demand) => problem.Demands[demand].BinOfSite[pool / deployments] < 0 ? 0 : problem.Deployments[pool % deployments].UnitCapacity[demand, 0];
        int[] order = [.. Enumerable.Range(0, units.Length).OrderByDescending(p => Capacity(p, 0) / Math.Max(1e-9, Capacity(p, 1)))];
        for (int h = 0; h < problem.Hours.Count; h++)
        {
            double first = problem.Rate(0, 0, h), second = problem.Rate(1, 0, h);
            foreach (int pool in order)
            {
                double carrying = units[pool] - Math.Ceiling((double)units[pool] / problem.Zones(pool / deployments, pool % deployments)), most = carrying * Capacity(pool, 0);
                double taken = Math.Min(first, most);
                first -= taken;
                if (most > 0) carrying *= 1 - taken / most;
                second -= carrying * Capacity(pool, 1);
            }
            if (first > 1e-9 || second > 1e-9) return false;
        }
        return true;
    }
}
