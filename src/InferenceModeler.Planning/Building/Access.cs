using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Building;

/// <summary>Which site may serve whom, and how far it is.</summary>
sealed class Access
{
    Access(IReadOnlyList<(DemandClass Class, int ClassIndex, RegionalDemand Demand)> demands, double[,] roundTripSeconds, RoundTripBins bins, int[][] binOfSite, IReadOnlyList<string> notes) =>
        (Demands, RoundTripSeconds, Bins, BinOfSite, Notes) = (demands, roundTripSeconds, bins, binOfSite, notes);

    public IReadOnlyList<(DemandClass Class, int ClassIndex, RegionalDemand Demand)> Demands { get; }

    /// <summary>From the users to the site and back, by demand and site.</summary>
    public double[,] RoundTripSeconds { get; }

    public RoundTripBins Bins { get; }

    /// <summary>By demand and site; negative where it may not serve.</summary>
    public int[][] BinOfSite { get; }

    public IReadOnlyList<string> Notes { get; }

    /// <summary>Bins from which a class is served, nearest first.</summary>
    public int[] BinsOf(int classIndex) => [.. Enumerable.Range(0, Demands.Count).Where(d => Demands[d].ClassIndex == classIndex).SelectMany(d => BinOfSite[d]).Where(bin => bin >= 0).Distinct().Order()];

    /// <exception cref="InputException">A demand that no site may serve.</exception>
    public static Access Of(FleetScenario scenario, Catalog catalog)
    {
        RoundTripTimes times = new(catalog);
        (DemandClass Class, int ClassIndex, RegionalDemand Demand)[] demands = [.. scenario.Classes.SelectMany((c, i) => c.Demands.Select(d => (c, i, d)))];
        double[,] trips = new double[demands.Length, scenario.Sites.Count];
        SortedSet<string> modelled = new(StringComparer.Ordinal);
        for (int d = 0; d < demands.Length; d++)
        {
            UserRegion users = demands[d].Demand.Users;
            for (int s = 0; s < scenario.Sites.Count; s++)
            {
                Site site = scenario.Sites[s];
                RoundTripTime time = times.Between(users.Near, site.Region)
                    ?? throw new InputException($"no round trip between {users.Name} and {site.Name}: the catalog has neither a measurement nor a model; add round-trip-model.csv");
                if (!time.IsMeasured) modelled.Add($"{users.Name} to {site.Name}");
                trips[d, s] = time.Seconds + users.AccessSeconds;
            }
        }
        RoundTripBins bins = new(trips.Cast<double>());
        int[][] binOfSite = [.. demands.Select((d, i) => BinsOf(scenario, d.Class, d.Demand, [.. Enumerable.Range(0, scenario.Sites.Count).Select(s => trips[i, s])], bins))];
        return new(demands, trips, bins, binOfSite, modelled.Count == 0 ? [] : [$"round trips from distance, not measured: {string.Join(", ", modelled)}"]);
    }

    static int[] BinsOf(FleetScenario scenario, DemandClass requests, RegionalDemand demand, double[] trips, RoundTripBins bins)
    {
        string name = $"{requests.Name} of {demand.Users.Name}";
        int[] resident = [.. Enumerable.Range(0, trips.Length).Where(s => Residency.Allows(requests, demand, scenario.Sites[s]))];
        if (resident.Length == 0)
        {
            throw new InputException($"{name}: residency {Residency.Rule(requests, demand)} leaves no site; there are "
                + string.Join(", ", scenario.Sites.Select(s => $"{s.Name} ({s.Region.Provider}/{s.Region.Id}, {s.Region.Country})")) + "; add a site there or widen the residency");
        }
        int nearest = resident.MinBy(s => trips[s]);
        if (!scenario.Rules.ServesAcrossRegions) resident = [.. resident.Where(s => scenario.Sites[s].Region.Country == scenario.Sites[nearest].Region.Country)];
        double limit = requests.Limits.TtftSeconds ?? double.PositiveInfinity;
        if (bins.UpperSeconds[bins.Of(trips[nearest])] >= limit)
            throw new InputException($"{name}: {scenario.Sites[nearest].Name}, the nearest site that may serve it, is {1000 * trips[nearest]:0.#} ms away, and ttft {1000 * limit:0.#} ms leaves nothing; add a nearer site, widen the residency or raise ttft");
        return [.. Enumerable.Range(0, trips.Length).Select(s => !resident.Contains(s) ? PlanDemand.NotResident : bins.UpperSeconds[bins.Of(trips[s])] >= limit ? PlanDemand.TooFar : bins.Of(trips[s]))];
    }
}
