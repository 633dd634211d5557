using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Bench;

/// <summary>A made-up fleet of the size of a large provider's: twelve regions around the world, eight kinds of accelerators, forty deployments, three classes.</summary>
static class LargeFleets
{
    const int Regions = 12, Kinds = 8, DeploymentsPerKind = 5, Classes = 3, Bins = 6, Deferrable = 2, ServerAccelerators = 8, HoursPerDay = 24;

    static readonly double[] s_kilowatts = [0.7, 0.75, 1.0, 1.2, 0.7, 1.0, 0.35, 0.5], s_usdPerHour = [6.9, 7.9, 13, 15, 6, 9, 1.8, 2.4], s_speed = [1, 1.35, 2.5, 3.2, 1.15, 1.9, 0.25, 0.4];

    // The farthest ring of regions that a class may be served from.
    static readonly int[] s_farthest = [2, 3, 5];

    /// <param name="quarters">Horizon.</param>
    /// <param name="scale">Requests per second of a middling region at its peak.</param>
    /// <param name="seed">Of capacities, prices and sizes.</param>
    public static PlanProblem Of(int quarters, double scale, int seed = 1)
    {
        Random random = new(seed);
        PlanDeployment[] deployments = [.. Enumerable.Range(0, Kinds * DeploymentsPerKind).Select(i => Deployment(i / DeploymentsPerKind, i % DeploymentsPerKind, random))];
        List<PlanSite> sites = [];
        List<PlanOffer> offers = [];
        for (int s = 0; s < Regions; s++)
        {
            double kilowatts = 50 * scale * (0.6 + random.NextDouble());
            sites.Add(new()
            {
                Name = $"site {s}",
                Zones = 3,
                Pue = 1.15,
                ElectricityUsdPerKwh = 0.06 + 0.1 * random.NextDouble(),
                Kilowatts = [.. Enumerable.Range(0, quarters).Select(q => kilowatts * (1 + 0.1 * q))],
                CarbonKgPerKwh = [.. Enumerable.Repeat(0.3, HoursPerDay)],
                StockPerQuarter = new Dictionary<string, double> { ["a2"] = ServerAccelerators * Math.Ceiling(scale / 12), ["a3"] = ServerAccelerators * Math.Ceiling(scale / 20) },
            });
            for (int kind = 0; kind < Kinds; kind++)
                if (random.NextDouble() >= 0.3) offers.AddRange(Offers(s, kind, quarters, random));
        }
        return new()
        {
            Name = "large",
            First = Quarter.Of(2027, 1),
            Quarters = quarters,
            Hours = [.. Enumerable.Range(0, HoursPerDay).Select(h => new TypicalHour(h, Quarter.Hours / HoursPerDay))],
            Demands = [.. Enumerable.Range(0, Classes * Regions).Select(i => Demand(i / Regions, i % Regions, quarters, scale, random))],
            Sites = sites,
            Deployments = deployments,
            Offers = offers,
            Rules = new() { SurgeShare = 0.05 },
            Objective = FleetObjective.Cost,
        };
    }

    static PlanDemand Demand(int index, int home, int quarters, double scale, Random random)
    {
        double peak = scale * (0.3 + 1.7 * random.NextDouble()) * (index == 0 ? 1 : 0.4);
        double[,] rates = new double[quarters, WeekCurve.Hours];
        for (int q = 0; q < quarters; q++)
            for (int h = 0; h < WeekCurve.Hours; h++) rates[q, h] = peak * Math.Pow(1.28, q / 4.0) * Day(h + home * HoursPerDay / (double)Regions);
        return new()
        {
            Class = $"class {index}",
            ClassIndex = index,
            Users = $"users {home}",
            IsDeferrable = index == Deferrable,
            WeekRates = rates,
            BinOfSite = [.. Enumerable.Range(0, Regions).Select(s => Bin(Math.Min(Math.Abs(home - s), Regions - Math.Abs(home - s)), s_farthest[index], isBound: home % 4 == 1 && Math.Abs(home - s) > 1))],
        };
    }

    static int Bin(int ring, int farthest, bool isBound) => isBound ? PlanDemand.NotResident : ring > farthest ? PlanDemand.TooFar : Math.Min(ring, Bins - 1);

    static double Day(double hour) => 0.35 + 0.65 * Math.Pow((1 + Math.Cos((hour - 20) * Math.Tau / HoursPerDay)) / 2, 1.5);

    static PlanDeployment Deployment(int kind, int index, Random random)
    {
        double[,] capacity = new double[Classes, Bins];
        for (int c = 0; c < Classes; c++)
        {
            double best = 8 * s_speed[kind] * (0.7 + 0.5 * random.NextDouble()) * (c == 1 ? 0.5 : 1.5), falls = c == Deferrable ? 0 : 0.03 + 0.08 * random.NextDouble();
            for (int bin = 0; bin < Bins; bin++) capacity[c, bin] = best * (1 - falls * bin);
        }
        return new()
        {
            Name = $"a{kind} layout {index}",
            Instance = $"i{kind}",
            AcceleratorId = $"a{kind}",
            ReplicasPerUnit = 1,
            InstancesPerUnit = 1,
            AcceleratorsPerUnit = ServerAccelerators,
            UnitCapacity = capacity,
            KwhPerRequest = [1e-4, 1e-4, 1e-4],
        };
    }

    static IEnumerable<PlanOffer> Offers(int site, int kind, int quarters, Random random)
    {
        double usd = ServerAccelerators * s_usdPerHour[kind] * (0.9 + 0.25 * random.NextDouble()) * Quarter.Hours, kilowatts = ServerAccelerators * s_kilowatts[kind] * 1.6 * 1.15;
        PlanOffer rented = new()
        {
            Site = site,
            Instance = $"i{kind}",
            AcceleratorId = $"a{kind}",
            Accelerators = ServerAccelerators,
            Purchase = "on-demand",
            TermQuarters = 1,
            LeadQuarters = 0,
            UsdPerQuarter = usd,
            Kilowatts = kilowatts,
            IdleKilowatts = 0.3 * kilowatts,
        };
        yield return rented;
        yield return rented with { Purchase = "commit-1-year", TermQuarters = 4, UsdPerQuarter = 0.7 * usd };
        yield return rented with { Purchase = "commit-3-year", TermQuarters = 12, UsdPerQuarter = 0.55 * usd };
        if (quarters > 2 && kind < 4) yield return rented with { Purchase = "owned", IsOwned = true, TermQuarters = 20, LeadQuarters = 2, UsdPerQuarter = 0.4 * usd, CapitalUsd = 3e5 };
    }
}
