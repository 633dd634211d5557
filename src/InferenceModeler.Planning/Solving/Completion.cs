using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Makes decided units a plan: the cheapest orders that hold them, and the dispatch of every hour.</summary>
static class Completion
{
    /// <param name="problem">What.</param>
    /// <param name="pools">All pools.</param>
    /// <param name="units">Whole, by quarter and pool.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short.</param>
    /// <param name="gap">Of the orders.</param>
    /// <param name="deadline">The clock.</param>
    /// <param name="known">A plan whose quarters of the same units need no new dispatch.</param>
    /// <returns>Null where limits or demand stand against these units.</returns>
    public static Incumbent? Of(PlanProblem problem, IReadOnlyList<Pool> pools, double[][] units, double shortfallUsd, double gap, Deadline deadline, Incumbent? known = null)
    {
        using PurchaseModel purchases = new(problem, pools, units);
        if (!purchases.Solve(new() { Gap = gap }, deadline)) return null;
        ServedQuarter[] served = new ServedQuarter[problem.Quarters];
        for (int q = 0; q < problem.Quarters; q++)
        {
            if (known is not null && known.Units[q].SequenceEqual(units[q])) served[q] = known.Served[q];
            else if ((Served(Solvers.Relaxed, problem, q, pools, units[q], shortfallUsd) ?? Served(Solvers.Sturdy, problem, q, pools, units[q], shortfallUsd)) is { } found) served[q] = found;
            else return null;
        }
        double[,] orders = new double[problem.Offers.Count, problem.Quarters], standing = new double[problem.Offers.Count, problem.Quarters];
        for (int i = 0; i < problem.Offers.Count; i++)
            for (int q = 0; q < problem.Quarters; q++)
                (orders[i, q], standing[i, q]) = (Math.Round(purchases.Supply.Ordered(i, q)), Math.Round(purchases.Supply.StandingInstances(i, q)));
        return new(units, orders, standing, [.. purchases.Supply.Halls()], served, purchases.Objective + served.Sum(s => s.Usd));
    }

    static ServedQuarter? Served(Func<Solver> create, PlanProblem problem, int quarter, IReadOnlyList<Pool> pools, double[] units, double shortfallUsd)
    {
        int[] some = [.. Enumerable.Range(0, pools.Count).Where(p => units[p] > 0)];
        using Solver solver = create();
        ServiceBlock service = new(solver, problem, quarter, [.. some.Select(p => pools[p])], integer: false, [.. some.Select(p => units[p])], shortfallUsd, Relaxation.None);
        if (!Solvers.Solve(solver, new(), new(null)).HasSolution() || !(problem.Rules.MayFallShort || service.ServesAll)) return null;
        return new([.. service.Dispatched()], [.. service.Trains()], service.Weight(), service.ShortfallUsd, service.DemandUsd);
    }
}
