using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Finds a plan and a bound. The relaxed model of the whole horizon gives the bound, and a price for every instance in every quarter; at these prices each quarter
/// is solved in whole units; the orders that hold them are bought together. Small problems are then searched as a whole.
/// </summary>
public static class Optimizer
{
    const double Least = 1e-6, QuarterGap = 0.002, Leeway = 0.02, MostMore = 2;

    /// <param name="problem">What to plan.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops between two steps with <see cref="OperationCanceledException"/>.</param>
    public static PlanAnswer Solve(PlanProblem problem, SolveLimits limits, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        Deadline deadline = new(limits.Seconds);
        IReadOnlyList<Pool> all = Pool.All(problem);
        double shortfall = problem.Rules.MayFallShort ? Shortfall.Usd(problem, all) : 0;
        (HorizonModel relaxed, IReadOnlyList<Pool> pools, Solver.ResultStatus status) = Relaxed.Solve(problem, all, shortfall, limits, deadline, progress, cancellation);
        using HorizonModel model = relaxed;
        if (status == Solver.ResultStatus.INFEASIBLE) return new(null, Conflicts.Of(problem, all, progress, cancellation), null);
        if (status != Solver.ResultStatus.OPTIMAL) return new(null, [], $"the relaxed model was not solved ({(deadline.IsReached ? "the time limit came first; give more" : status.ToString())})");

        double bound = relaxed.Objective;
        string basis = "linear relaxation of the whole horizon";
        Incumbent? best = Decomposed(problem, pools, relaxed, shortfall, limits, deadline, progress, cancellation);
        if (Numbers(problem, all) <= limits.MostNumbersAtOnce && (best is null || best.Objective - bound > limits.Gap * Math.Abs(best.Objective)) && !deadline.IsOver)
        {
            progress?.Invoke("whole horizon");
            using HorizonModel whole = new(problem, all, integer: true, shortfall);
            if (whole.Solve(limits, deadline).HasSolution())
            {
                if (whole.BestBound > bound) (bound, basis) = (whole.BestBound, "branch and bound of the whole horizon");
                if (best is null || whole.Objective < best.Objective) (best, pools) = Read(problem, all, whole, shortfall, deadline) is { } read ? (read, all) : (best, pools);
            }
        }
        if (best is null) return new(null, [], deadline.IsReached ? "no plan was found in the time given; give more" : "no whole-numbered plan was found, although the relaxed model has one");
        return new(PlanReader.Read(problem, pools, best, relaxed, Math.Min(bound, best.Objective), basis, deadline.IsReached), [], null);
    }

    static long Numbers(PlanProblem problem, IReadOnlyList<Pool> pools) =>
        (long)problem.Quarters * (pools.Count * (2L + (long)problem.Hours.Count * problem.Demands.Count) + problem.Offers.Count);

    static Incumbent? Decomposed(PlanProblem problem, IReadOnlyList<Pool> pools, HorizonModel model, double shortfall, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        double[][] fractional = model.Units();
        bool[] used = [.. Enumerable.Range(0, pools.Count).Select(p => fractional.Any(u => u[p] > Least))];
        double[][] units = new double[problem.Quarters][];
        for (int q = 0; q < problem.Quarters; q++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke($"quarter {problem.First + q}");
            int quarter = q;
            double[]? Try(Func<SupplyKey, double> most) => QuarterModel.Units(
                problem, quarter, pools, used, key => model.Worth(key, quarter), most, shortfall, limits with { Gap = Math.Max(limits.Gap, QuarterGap) }, deadline);
            // Near the relaxed fleet, so that what is bought in one quarter serves in the next; wherever it may be where that is too narrow.
            units[q] = (Try(key => Math.Min(Reach.Most(problem, key, quarter), model.UsedInstances(key, quarter) * (1 + Leeway) + MostMore)) ?? Try(key => Reach.Most(problem, key, quarter)))!;
            if (units[q] is null) return null;
        }
        progress?.Invoke("orders");
        using PurchaseModel purchases = new(problem, pools, units);
        if (!purchases.Solve(limits, deadline)) return null;
        return Completed(problem, pools, units, purchases.Supply, purchases.Objective, shortfall, deadline);
    }

    static Incumbent? Read(PlanProblem problem, IReadOnlyList<Pool> pools, HorizonModel whole, double shortfall, Deadline deadline)
    {
        double[][] units = [.. whole.Units().Select(quarter => quarter.Select(u => Math.Round(u)).ToArray())];
        using PurchaseModel purchases = new(problem, pools, units);
        return purchases.Solve(new() { Gap = 0 }, deadline) ? Completed(problem, pools, units, purchases.Supply, purchases.Objective, shortfall, deadline) : null;
    }

    // Dispatch of decided units.
    static Incumbent? Completed(PlanProblem problem, IReadOnlyList<Pool> pools, double[][] units, SupplyBlock supply, double purchased, double shortfall, Deadline deadline)
    {
        double objective = purchased;
        List<Dispatch> dispatch = [];
        for (int q = 0; q < problem.Quarters; q++)
        {
            int quarter = q;
            int[] some = [.. Enumerable.Range(0, pools.Count).Where(p => units[quarter][p] > 0)];
            using Solver solver = Solvers.Create(integer: false);
            ServiceBlock service = new(solver, problem, q, [.. some.Select(p => pools[p])], integer: false, [.. some.Select(p => units[quarter][p])], shortfall, Relaxation.None);
            if (!Solvers.Solve(solver, new(), new(null)).HasSolution()) return null;
            objective += solver.Objective().Value();
            dispatch.AddRange(service.Dispatched());
        }
        double[,] orders = new double[problem.Offers.Count, problem.Quarters], standing = new double[problem.Offers.Count, problem.Quarters];
        for (int i = 0; i < problem.Offers.Count; i++)
            for (int q = 0; q < problem.Quarters; q++)
                (orders[i, q], standing[i, q]) = (Math.Round(supply.Ordered(i, q)), Math.Round(supply.StandingInstances(i, q)));
        return new(units, orders, standing, dispatch, objective);
    }
}
