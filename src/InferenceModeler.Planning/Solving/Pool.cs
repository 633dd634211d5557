using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Units of one deployment at one site, firm or on spot.</summary>
readonly record struct Pool(int Site, int Deployment, bool IsSpot)
{
    /// <summary>All pools that something at the site can hold.</summary>
    public static IReadOnlyList<Pool> All(PlanProblem problem)
    {
        HashSet<(int, string, bool)> held = [.. problem.Offers.Select(o => (o.Site, o.Instance, o.IsSpot))];
        List<Pool> pools = [];
        for (int site = 0; site < problem.Sites.Count; site++)
            for (int deployment = 0; deployment < problem.Deployments.Count; deployment++)
                foreach (bool spot in new[] { false, true })
                    if (held.Contains((site, problem.Deployments[deployment].Instance, spot))) pools.Add(new(site, deployment, spot));
        return pools;
    }

    /// <summary>Requests per second of a demand that a unit carries here; 0 where it may not or cannot.</summary>
    public double Capacity(PlanProblem problem, int demand)
    {
        PlanDemand asked = problem.Demands[demand];
        int bin = asked.BinOfSite[Site];
        return bin < 0 || (IsSpot && !asked.IsDeferrable) ? 0 : problem.Deployments[Deployment].UnitCapacity[asked.ClassIndex, bin];
    }

    /// <summary>Share of the units that may be counted on.</summary>
    public double UpShare(PlanProblem problem) => IsSpot ? problem.SpotUpShare(Site, Deployment) : problem.UpShare;
}
