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
            double cheapest = double.PositiveInfinity;
            foreach (Pool pool in pools)
            {
                double capacity = pool.Capacity(problem, d) * (pool.IsSpot ? pool.UpShare(problem) : problem.FirmShare(pool.Site, pool.Deployment));
                if (capacity <= 0) continue;
                PlanDeployment deployment = problem.Deployments[pool.Deployment];
                foreach (PlanOffer offer in problem.Offers.Where(o => o.Site == pool.Site && o.Instance == deployment.Instance && o.Held is null))
                    cheapest = Math.Min(cheapest, deployment.InstancesPerUnit * (offer.UsdPerQuarter + problem.Objective.UsdPerAcceleratorQuarter * offer.Accelerators) * offer.TermQuarters / capacity);
            }
            if (double.IsFinite(cheapest)) dearest = Math.Max(dearest, cheapest / shortest);
        }
        return Dearer * Math.Max(dearest, 1e-6);
    }
}
