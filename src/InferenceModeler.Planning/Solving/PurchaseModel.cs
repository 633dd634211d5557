using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>The cheapest whole orders that hold given units in every quarter.</summary>
sealed class PurchaseModel : IDisposable
{
    readonly Solver _solver = Solvers.Whole();

    /// <param name="problem">What.</param>
    /// <param name="pools">All pools.</param>
    /// <param name="units">By quarter and pool.</param>
    public PurchaseModel(PlanProblem problem, IReadOnlyList<Pool> pools, double[][] units)
    {
        HashSet<(int, string)> used = [.. units.SelectMany(u => Enumerable.Range(0, pools.Count).Where(p => u[p] > 0)).Distinct().Select(p => (pools[p].Site, problem.Deployments[pools[p].Deployment].Instance))];
        Supply = new(_solver, problem, integer: true, Relaxation.None, used);
        foreach (SupplyKey key in SupplyKey.Of(problem, pools))
        {
            for (int q = 0; q < problem.Quarters; q++)
            {
                double needed = Enumerable.Range(0, pools.Count).Where(p => key.Holds(problem, pools[p])).Sum(p => units[q][p] * problem.Deployments[pools[p].Deployment].InstancesPerUnit);
                if (needed == 0) continue;
                Constraint row = _solver.MakeConstraint(needed, double.PositiveInfinity);
                for (int i = 0; i < problem.Offers.Count; i++)
                    if (key.IsOffered(problem.Offers[i]))
                        foreach (Variable standing in Supply.Standing(i, q)) row.SetCoefficient(standing, 1);
            }
        }
    }

    public SupplyBlock Supply { get; }

    public bool Solve(SolveLimits limits, Deadline deadline) => Solvers.Solve(_solver, limits, deadline).HasSolution();

    public double Objective => _solver.Objective().Value();

    public void Dispose() => _solver.Dispose();
}
