using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Solves the relaxed horizon over all pools while only a few are in the model: pools whose unit would earn more at the solution's prices than its instances cost
/// join, until none does. The last solution is then the optimum over all. What goes short is priced, so that too few pools are no contradiction.
/// </summary>
static class Relaxed
{
    const double Tolerance = 2e-3, Negligible = 1e-6;
    const int MostJoining = 2, FewHours = 6;

    /// <summary>
    /// The solved model (its status tells how), the pools in it, and a bound on its objective over all pools: where a unit would earn more than it costs by a share,
    /// nobody does at the prices of instances if all that is served earns less by this share.
    /// </summary>
    public static (HorizonModel Model, IReadOnlyList<Pool> Pools, Solver.ResultStatus Status, double Bound) Solve(
        PlanProblem problem, IReadOnlyList<Pool> all, double shortfallUsd, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        return Solve(problem, all, LosesSites(problem) ? all : First(problem, all, shortfallUsd, deadline), shortfallUsd, null, limits, deadline, progress, cancellation);
    }

    /// <summary>The same beginning with some pools; where what may go short is limited, not priced, they have to serve all but that.</summary>
    public static (HorizonModel Model, IReadOnlyList<Pool> Pools, Solver.ResultStatus Status, double Bound) Solve(
        PlanProblem problem, IReadOnlyList<Pool> all, IReadOnlyList<Pool> first, double shortfallUsd, double? mostShortUsd, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<Pool> pools = LosesSites(problem) ? all : first;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke($"relaxed model of {pools.Count} of {all.Count} pools");
            HorizonModel model = new(problem, pools, integer: false, shortfallUsd, mostShortUsd: mostShortUsd);
            Solver.ResultStatus status = model.Solve(limits, deadline);
            if (status is Solver.ResultStatus.ABNORMAL or Solver.ResultStatus.NOT_SOLVED && !deadline.IsOver)
            {
                model.Dispose();
                model = new(problem, pools, integer: false, shortfallUsd, sturdy: true, mostShortUsd: mostShortUsd);
                status = model.Solve(limits, deadline);
            }
            if (status != Solver.ResultStatus.OPTIMAL) return (model, pools, status, double.NegativeInfinity);
            if (pools.Count == all.Count) return (model, pools, status, model.Objective);
            HashSet<Pool> known = [.. pools];
            (Pool Pool, double Ratio)[] others = [.. all.Where(p => !known.Contains(p)).Select(p => (p, Ratio(problem, model, p)))], paying = [.. others.Where(p => p.Ratio > 1 + Tolerance)];
            if (paying.Length == 0) return (model, pools, status, model.Objective - model.Earned * (1 - 1 / Math.Max(1, others.Max(p => p.Ratio))));
            progress?.Invoke($"{paying.Length} more pools would earn up to {paying.Max(p => p.Ratio):0.####} of their cost");
            model.Dispose();
            HashSet<Pool> joining = [.. paying.GroupBy(p => (p.Pool.Site, problem.Deployments[p.Pool.Deployment].Instance, p.Pool.IsSpot)).SelectMany(g => g.OrderByDescending(p => p.Ratio).Take(MostJoining).Select(p => p.Pool))];
            pools = [.. all.Where(p => known.Contains(p) || joining.Contains(p))];
        }
    }

    static bool LosesSites(PlanProblem problem) => problem.Rules.SurvivesSiteLoss || problem.Rules.SurvivesRegionLoss;

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

    // What a few quarters would use by themselves at the lowest prices, and of every other instance type at every site the pool that serves all classes best in the
    // mean; what trains besides.
    static Pool[] First(PlanProblem problem, IReadOnlyList<Pool> all, double shortfallUsd, Deadline deadline)
    {
        HashSet<Pool> first = [.. all.Where(p => problem.Deployments[p.Deployment].Training is not null)];
        PlanProblem coarse = CoarseHours.Of(problem, FewHours);
        Dictionary<SupplyKey, double> prices = SupplyKey.Of(problem, all).ToDictionary(k => k, k => problem.Offers.Where(k.IsOffered).Min(o => o.UsdPerQuarter));
        foreach (int quarter in new[] { 0, problem.Quarters / 2, problem.Quarters - 1 }.Distinct())
        {
            int q = quarter;
            using QuarterModel alone = new(coarse, q, all, k => prices[k], k => Reach.Most(problem, k, q), shortfallUsd);
            if (alone.Relax(deadline) != Solver.ResultStatus.OPTIMAL) continue;
            double[] units = alone.Relaxed;
            first.UnionWith(all.Where((_, p) => units[p] > Negligible));
        }
        double[] best = [.. Enumerable.Range(0, problem.Demands.Count).Select(d => all.Max(p => p.Capacity(problem, d) / problem.Deployments[p.Deployment].InstancesPerUnit))];
        double Merit(Pool pool) => Enumerable.Range(0, best.Length).Sum(d => best[d] > 0 ? pool.Capacity(problem, d) / problem.Deployments[pool.Deployment].InstancesPerUnit / best[d] : 0);
        foreach (var kind in all.GroupBy(p => (p.Site, problem.Deployments[p.Deployment].Instance, p.IsSpot)))
            if (!kind.Any(first.Contains)) first.Add(kind.MaxBy(Merit));
        return [.. all.Where(first.Contains)];
    }
}
