using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>What a request that goes short weighs in the objective: more than the capacity that would have served it.</summary>
static class Shortfall
{
    const double Dearer = 3;
    const double SecondsPerHour = 3600;

    public static double Usd(PlanProblem problem, IReadOnlyList<Pool> pools)
    {
        double shortest = problem.Hours.Min(h => h.HoursPerQuarter) * SecondsPerHour, dearest = 0;
        for (int d = 0; d < problem.Demands.Count; d++)
        {
            double cheapest = Cheapest(problem, pools, d, isHeld: false);
            // Of what only what stands serves, that must be worth keeping.
            if (!double.IsFinite(cheapest)) cheapest = Cheapest(problem, pools, d, isHeld: true);
            if (double.IsFinite(cheapest)) dearest = Math.Max(dearest, cheapest / shortest);
        }
        return Dearer * Math.Max(dearest, 1e-6);
    }

    // What a request per second costs, by what can be ordered or by what is held; infinite where none of it serves the demand.
    static double Cheapest(PlanProblem problem, IReadOnlyList<Pool> pools, int demand, bool isHeld)
    {
        double cheapest = double.PositiveInfinity;
        foreach (Pool pool in pools)
        {
            double capacity = pool.Capacity(problem, demand) * (pool.IsSpot ? pool.UpShare(problem) : problem.FirmShare(pool.Site, pool.Deployment));
            if (capacity <= 0) continue;
            PlanDeployment deployment = problem.Deployments[pool.Deployment];
            foreach (PlanOffer offer in problem.Offers.Where(o => o.Site == pool.Site && o.Instance == deployment.Instance && o.Held is not null == isHeld))
                cheapest = Math.Min(cheapest, deployment.InstancesPerUnit * (offer.UsdPerQuarter + problem.Objective.UsdPerAcceleratorQuarter * offer.Accelerators) * offer.TermQuarters / capacity);
        }
        return cheapest;
    }
}
