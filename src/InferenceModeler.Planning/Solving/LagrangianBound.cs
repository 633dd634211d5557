using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// A bound from prices of instances: what orders cost at least beyond what their instances are worth, and what each quarter costs at least by itself when it pays
/// these prices. No plan is below it at any prices; those of a relaxed model with merged hours give at least its objective, as each quarter has all hours here.
/// </summary>
static class LagrangianBound
{
    /// <summary>Prices are taken lower by this share, so that no order that the relaxed model is indifferent to pays.</summary>
    const double Lower = 1e-6;

    const double Tolerance = 3e-4, Least = 1e-6;
    const int MostRounds = 4, Together = 2;

    /// <returns>Null where it was not found in time.</returns>
    public static double? Of(PlanProblem problem, IReadOnlyList<Pool> all, IReadOnlyList<Pool> pools, HorizonModel relaxed, double shortfallUsd, Deadline deadline, CancellationToken cancellation)
    {
        SupplyKey[] keys = [.. SupplyKey.Of(problem, all)];
        Dictionary<SupplyKey, double>[] prices = [.. Enumerable.Range(0, problem.Quarters).Select(q => keys.ToDictionary(k => k, k => relaxed.Worth(k, q) * (1 - Lower)))];
        double[][] units = relaxed.Units();
        Pool[] few = [.. pools.Where((_, p) => units.Any(u => u[p] > Least))];
        double?[] bounds = new double?[problem.Quarters];
        Parallel.For(0, problem.Quarters, new() { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, q => bounds[q] = Quarter(problem, all, few, q, prices[q], shortfallUsd, deadline));
        return Orders(problem, keys, prices, deadline) is { } orders && bounds.All(b => b is not null) ? orders + bounds.Sum(b => b!.Value) : null;
    }

    // Pools join while they would earn more than they cost; what is left to earn then is a share off.
    static double? Quarter(PlanProblem problem, IReadOnlyList<Pool> all, IReadOnlyList<Pool> few, int quarter, Dictionary<SupplyKey, double> prices, double shortfallUsd, Deadline deadline)
    {
        HashSet<Pool> known = [.. few];
        double? best = null;
        for (int round = 0; round < MostRounds; round++)
        {
            using QuarterModel model = new(problem, quarter, [.. all.Where(known.Contains)], k => prices[k], k => Reach.Most(problem, k, quarter), shortfallUsd);
            if (deadline.IsOver || model.Relax(deadline) != Solver.ResultStatus.OPTIMAL) return best;
            (Pool Pool, double Ratio)[] others = [.. all.Where(p => !known.Contains(p)).Select(p => (p, Ratio(p)))];
            double most = Math.Max(1, others.Select(o => o.Ratio).DefaultIfEmpty(0).Max());
            best = Math.Max(best ?? double.NegativeInfinity, model.Objective / most);
            if (most <= 1 + Tolerance) return best;
            known.UnionWith(others.Where(o => o.Ratio > 1 + Tolerance).Select(o => o.Pool));

            double Ratio(Pool pool)
            {
                double earned = model.Earns(pool);
                return earned > Least ? earned / Math.Max(Least, prices[SupplyKey.Of(problem, pool)] * problem.Deployments[pool.Deployment].InstancesPerUnit) : 0;
            }
        }
        return best;
    }

    static double? Orders(PlanProblem problem, SupplyKey[] keys, Dictionary<SupplyKey, double>[] prices, Deadline deadline)
    {
        using Solver solver = Solvers.Relaxed();
        SupplyBlock supply = new(solver, problem, integer: false, Relaxation.None);
        for (int i = 0; i < problem.Offers.Count; i++)
            if (Array.Find(keys, k => k.IsOffered(problem.Offers[i])) is { Instance: not null } key)
                for (int q = 0; q < problem.Quarters; q++)
                    foreach (Variable standing in supply.Standing(i, q)) solver.Objective().SetCoefficient(standing, solver.Objective().GetCoefficient(standing) - prices[q][key]);
        return Solvers.Solve(solver, new(), deadline) == Solver.ResultStatus.OPTIMAL ? solver.Objective().Value() : null;
    }
}
