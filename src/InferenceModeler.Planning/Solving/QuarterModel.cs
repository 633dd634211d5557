using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Whole units of one quarter at the prices of the relaxed horizon.</summary>
static class QuarterModel
{
    /// <summary>Units by pool; null where none was found.</summary>
    /// <param name="problem">What.</param>
    /// <param name="quarter">Index in the horizon.</param>
    /// <param name="pools">All pools.</param>
    /// <param name="used">Which of them may be used.</param>
    /// <param name="price">Objective of an instance in the quarter.</param>
    /// <param name="most">Instances that can be had in the quarter.</param>
    /// <param name="shortfallUsd">As of the whole model.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="deadline">The clock.</param>
    public static double[]? Units(PlanProblem problem, int quarter, IReadOnlyList<Pool> pools, IReadOnlyList<bool> used, Func<SupplyKey, double> price, Func<SupplyKey, double> most,
        double shortfallUsd, SolveLimits limits, Deadline deadline)
    {
        int[] kept = [.. Enumerable.Range(0, pools.Count).Where(p => used[p])];
        Pool[] few = [.. kept.Select(p => pools[p])];
        using Solver solver = Solvers.Create(integer: true);
        ServiceBlock service = new(solver, problem, quarter, few, integer: true, null, shortfallUsd, Relaxation.None);
        Dictionary<SupplyKey, PlanOffer> offers = SupplyKey.Of(problem, few).ToDictionary(k => k, k => problem.Offers.First(k.IsOffered));
        foreach (SupplyKey key in offers.Keys)
        {
            Constraint had = solver.MakeConstraint(double.NegativeInfinity, most(key));
            for (int p = 0; p < few.Length; p++)
            {
                if (!key.Holds(problem, few[p])) continue;
                int instances = problem.Deployments[few[p].Deployment].InstancesPerUnit;
                had.SetCoefficient(service.Units[p], instances);
                solver.Objective().SetCoefficient(service.Units[p], price(key) * instances);
            }
        }
        for (int s = 0; s < problem.Sites.Count; s++)
        {
            if (double.IsPositiveInfinity(problem.Sites[s].Kilowatts[quarter])) continue;
            Constraint power = solver.MakeConstraint(double.NegativeInfinity, problem.Sites[s].Kilowatts[quarter]);
            for (int p = 0; p < few.Length; p++)
            {
                if (few[p].Site != s) continue;
                PlanDeployment deployment = problem.Deployments[few[p].Deployment];
                power.SetCoefficient(service.Units[p], deployment.InstancesPerUnit * offers[new(s, deployment.Instance, few[p].IsSpot)].Kilowatts);
            }
        }
        if (!Solvers.Solve(solver, limits, deadline).HasSolution()) return null;
        double[] units = new double[pools.Count];
        for (int p = 0; p < few.Length; p++) units[kept[p]] = Math.Round(service.Units[p].SolutionValue());
        return units;
    }
}
