using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Finds a plan and a bound. The relaxed model of the whole horizon, of large problems with fewer typical hours, gives the bound, and a price for every instance
/// in every quarter; at these prices each quarter is solved in whole units; the orders that hold them are bought together. Small problems are searched as a whole.
/// </summary>
public static class Optimizer
{
    const double Unserved = 30, Proved = 1e-6, OrderGap = 1e-4;

    /// <summary>Rates of the relaxed model beyond which typical hours are merged.</summary>
    const int MostRates = 80_000, MostTiedRates = 20_000;

    const int FewestHours = 4;

    /// <param name="problem">What to plan.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops between two steps with <see cref="OperationCanceledException"/>.</param>
    public static PlanAnswer Solve(PlanProblem problem, SolveLimits limits, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        Deadline deadline = new(limits.Seconds);
        // Where demand may go short it does so first in hours that others cover only in the mean.
        PlanProblem salient = problem.Rules.MayFallShort ? problem : CoarseHours.Salient(problem);
        PlanAnswer answer = Solve(problem, salient, limits, deadline, progress, cancellation);
        if (answer.Plan is null && answer.Conflicts.Count == 0 && salient != problem && !deadline.IsOver) answer = Solve(problem, problem, limits, deadline, progress, cancellation);
        return answer with { IsTimeLimited = deadline.IsReached };
    }

    static PlanAnswer Solve(PlanProblem problem, PlanProblem salient, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<Pool> all = Pool.All(problem);
        // Where nothing may go short, what does has a price that no capacity is worth: too few pools in a model are then no contradiction.
        double shortfall = Shortfall.Usd(problem, all) * (problem.Rules.MayFallShort ? 1 : Unserved);
        PlanProblem coarse = CoarseHours.Of(salient, Hours(salient, all));
        (HorizonModel relaxed, IReadOnlyList<Pool> pools, Solver.ResultStatus status, double bound) = Relaxed.Solve(coarse, all, shortfall, limits, deadline, progress, cancellation);
        using HorizonModel model = relaxed;
        if (status == Solver.ResultStatus.INFEASIBLE || (status == Solver.ResultStatus.OPTIMAL && !problem.Rules.MayFallShort && !relaxed.ServesAll))
            return new(null, Conflicts.Of(coarse, all, whole: Numbers(coarse, all) <= limits.MostNumbersAtOnce, deadline, progress, cancellation), null);
        if (status != Solver.ResultStatus.OPTIMAL) return new(null, [], deadline.IsReached ? "the time limit came before the relaxed model was solved" : $"the relaxed model was not solved ({status})");

        string relaxation = coarse == salient ? "linear relaxation of the whole horizon" : $"linear relaxation of the whole horizon over {coarse.Hours.Count} merged hours", basis = relaxation;
        double[][] fractional = Over(all, pools, relaxed.Units());
        FixAndOptimise windows = new(problem, salient, all, fractional, shortfall, limits with { Gap = Math.Max(limits.Gap, Proved) }, deadline);
        Incumbent? best = null;
        if (Numbers(salient, all) <= limits.MostNumbersAtOnce)
        {
            progress?.Invoke("whole horizon");
            using HorizonModel whole = new(salient, all, integer: true, problem.Rules.MayFallShort ? shortfall : 0);
            if (whole.Solve(limits, deadline).HasSolution())
            {
                if (whole.BestBound > bound) (bound, basis) = (whole.BestBound, "branch and bound of the whole horizon");
                best = Completion.Of(problem, all, [.. whole.Units().Select(quarter => quarter.Select(u => Math.Round(u)).ToArray())], shortfall, gap: 0, deadline);
            }
        }
        if (best is null)
        {
            double[][]? units = Decomposition.Units(problem, salient, all, pools, fractional, relaxed, shortfall, limits, deadline, progress, cancellation);
            progress?.Invoke("orders");
            best = (units is null ? null : Completion.Of(problem, all, units, shortfall, OrderGap, deadline)) ?? (deadline.IsOver ? null : windows.Rolling(progress, cancellation));
            if (best is not null && coarse != salient && LagrangianBound.Of(salient, all, pools, relaxed, shortfall, deadline, cancellation) is { } higher && higher > bound)
                (bound, basis) = (higher, "every quarter by itself at prices of instances from the whole horizon");
        }
        double leastCost = best is null ? 0 : bound - best.ShortfallUsd;
        if (best is not null && LeastCost(coarse, all, pools, best, shortfall, limits, deadline, progress, cancellation) is { } least && least > leastCost) (leastCost, basis) = (least, relaxation);
        if (best is not null && problem.Quarters > 1) best = Steadiness.Of(problem, all, windows.Improve(best, leastCost, progress, cancellation), shortfall, OrderGap, deadline);
        if (best is null && deadline.IsReached) return new(null, [], "no plan was found in the time given");
        if (best is null && salient == problem)
            return new(null, Numbers(coarse, all) <= limits.MostNumbersAtOnce ? Conflicts.Of(coarse, all, deadline, progress, cancellation, integer: true) : [], "no plan of whole instances was found, although one of fractions is: some limit is short by less than an instance");
        if (best is null) return new(null, [], null);
        return new(PlanReader.Read(problem, all, best, relaxed, Math.Min(leastCost, best.Cost), Math.Min(bound, best.Objective), basis, deadline.IsReached), [], null);
    }

    // What the relaxed model costs at least that leaves no more short than a plan; null where nothing goes short.
    static double? LeastCost(PlanProblem coarse, IReadOnlyList<Pool> all, IReadOnlyList<Pool> pools, Incumbent plan, double shortfall, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        if (plan.ShortfallUsd <= Proved * plan.Cost || deadline.IsOver) return null;
        HashSet<Pool> first = [.. pools, .. all.Where((_, p) => plan.Units.Any(u => u[p] > 0))];
        (HorizonModel model, _, Solver.ResultStatus status, double least) = Relaxed.Solve(coarse, all, [.. all.Where(first.Contains)], shortfall, plan.ShortfallUsd * (1 + Proved), limits, deadline, progress, cancellation);
        model.Dispose();
        return status == Solver.ResultStatus.OPTIMAL ? least : null;
    }

    // Units of some pools as units of all.
    static double[][] Over(IReadOnlyList<Pool> all, IReadOnlyList<Pool> some, double[][] units)
    {
        Dictionary<Pool, int> at = some.Select((pool, index) => (pool, index)).ToDictionary(p => p.pool, p => p.index);
        return [.. units.Select(quarter => all.Select(pool => at.TryGetValue(pool, out int index) ? quarter[index] : 0).ToArray())];
    }

    static long Numbers(PlanProblem problem, IReadOnlyList<Pool> pools) =>
        (long)problem.Quarters * (pools.Count * (2L + (long)problem.Hours.Count * problem.Demands.Count) + problem.Offers.Count);

    // Typical hours that keep the relaxed model, over about as many pools as there are kinds of instances at sites, within bounds.
    static int Hours(PlanProblem problem, IReadOnlyList<Pool> all)
    {
        long kinds = all.Select(p => (p.Site, problem.Deployments[p.Deployment].Instance, p.IsSpot)).Distinct().Count();
        double served = all.Sum(p => (double)Enumerable.Range(0, problem.Demands.Count).Count(d => p.Capacity(problem, d) > 0)) / Math.Max(1, all.Count);
        // Limits of networks tie all that a site serves in an hour together, which takes longer.
        bool isTied = problem.Sites.Any(s => !double.IsPositiveInfinity(s.IngressGbitPerSecond) || !double.IsPositiveInfinity(s.EgressGbitPerSecond));
        return (int)Math.Clamp((isTied ? MostTiedRates : MostRates) / Math.Max(1, kinds * served * problem.Quarters), Math.Min(FewestHours, problem.Hours.Count), problem.Hours.Count);
    }
}
