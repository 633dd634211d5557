using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Solves the relaxed horizon over all pools while only a few are in the model: pools whose unit would earn more at the solution's prices than its instances cost
/// join, until none does. The last solution is then the optimum over all.
/// </summary>
static class Relaxed
{
    const double Tolerance = 1e-4, Negligible = 1e-6;

    /// <summary>The solved model (its status tells how) and the pools in it.</summary>
    public static (HorizonModel Model, IReadOnlyList<Pool> Pools, Solver.ResultStatus Status) Solve(
        PlanProblem problem, IReadOnlyList<Pool> all, double shortfallUsd, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        Pool[] first = First(problem, all);
        IReadOnlyList<Pool> pools = problem.Rules.SurvivesSiteLoss ? all : first;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke($"relaxed model of {pools.Count} of {all.Count} pools");
            HorizonModel model = new(problem, pools, integer: false, shortfallUsd);
            Solver.ResultStatus status = model.Solve(limits, deadline);
            if (pools.Count == all.Count) return (model, pools, status);
            if (status == Solver.ResultStatus.INFEASIBLE)
            {
                // Too few pools may be why.
                model.Dispose();
                pools = all;
                continue;
            }
            if (status != Solver.ResultStatus.OPTIMAL) return (model, pools, status);
            HashSet<Pool> known = [.. pools];
            (Pool Pool, double Ratio)[] paying = [.. all.Where(p => !known.Contains(p)).Select(p => (p, Ratio(problem, model, p))).Where(p => p.Item2 > 1 + Tolerance)];
            if (paying.Length == 0) return (model, pools, status);
            progress?.Invoke($"{paying.Length} pools would earn up to {paying.Max(p => p.Ratio):0.####} of their cost, objective {model.Objective:E6}");
            model.Dispose();
            HashSet<Pool> joining = [.. paying.GroupBy(p => (p.Pool.Site, problem.Deployments[p.Pool.Deployment].Instance, p.Pool.IsSpot)).Select(g => g.MaxBy(p => p.Ratio).Pool)];
            pools = [.. all.Where(p => known.Contains(p) || joining.Contains(p))];
        }
    }

    // Earnings of a unit ÷ its price, in the quarter where it pays best.
    static double Ratio(PlanProblem problem, HorizonModel model, Pool pool)
    {
        PlanDeployment deployment = problem.Deployments[pool.Deployment];
        SupplyKey key = new(pool.Site, deployment.Instance, pool.IsSpot);
        double best = 0;
        for (int q = 0; q < problem.Quarters; q++)
        {
            double cost = model.Worth(key, q) * deployment.InstancesPerUnit, earned = model.Service[q].Earns(pool);
            if (earned > Negligible) best = Math.Max(best, earned / Math.Max(cost, Negligible));
        }
        return best;
    }

    // Of every instance type at every site the pool that serves all classes best in the mean; what trains besides.
    static Pool[] First(PlanProblem problem, IReadOnlyList<Pool> all)
    {
        double[] best = [.. Enumerable.Range(0, problem.Demands.Count).Select(d => all.Max(p => p.Capacity(problem, d) / problem.Deployments[p.Deployment].InstancesPerUnit))];
        double Merit(Pool pool) => Enumerable.Range(0, best.Length).Sum(d => best[d] > 0 ? pool.Capacity(problem, d) / problem.Deployments[pool.Deployment].InstancesPerUnit / best[d] : 0);
        HashSet<Pool> first = [.. all.GroupBy(p => (p.Site, problem.Deployments[p.Deployment].Instance, p.IsSpot)).Select(g => g.MaxBy(Merit)), .. all.Where(p => problem.Deployments[p.Deployment].Training is not null)];
        return [.. all.Where(first.Contains)];
    }
}
