using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Finds a plan and a bound. The relaxed model of the whole horizon, of large problems with fewer typical hours, gives the bound, and a price for every instance
/// in every quarter; at these prices each quarter is solved in whole units; the orders that hold them are bought together. Small problems are searched as a whole.
/// </summary>
public static class Optimizer
{
    const double Least = 1e-6, Leeway = 0.02, MostMore = 2, LeastQuarterGap = 0.002, WidestQuarterGap = 0.005, Unserved = 30;

    /// <summary>Rates of the relaxed model beyond which typical hours are merged.</summary>
    const int MostRates = 80_000, MostTiedRates = 20_000;

    const int FewestHours = 4, Together = 2;

    const double SearchShare = 0.7;

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
        return answer.Plan is null && answer.Conflicts.Count == 0 && salient != problem && !deadline.IsOver ? Solve(problem, problem, limits, deadline, progress, cancellation) : answer;
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
            return new(null, Conflicts.Of(coarse, all, progress, cancellation), null);
        if (status != Solver.ResultStatus.OPTIMAL) return new(null, [], $"the relaxed model was not solved ({(deadline.IsReached ? "the time limit came first; give more" : status.ToString())})");

        string basis = coarse == salient ? "linear relaxation of the whole horizon" : $"linear relaxation of the whole horizon over {coarse.Hours.Count} merged hours";
        Incumbent? best = null;
        if (Numbers(salient, all) <= limits.MostNumbersAtOnce)
        {
            progress?.Invoke("whole horizon");
            using HorizonModel whole = new(salient, all, integer: true, problem.Rules.MayFallShort ? shortfall : 0);
            if (whole.Solve(limits, deadline).HasSolution())
            {
                if (whole.BestBound > bound) (bound, basis) = (whole.BestBound, "branch and bound of the whole horizon");
                if (Read(problem, all, whole, shortfall, deadline) is { } read) (best, pools) = (read, all);
            }
        }
        best ??= Decomposed(problem, salient, pools, relaxed, shortfall, limits, deadline, progress, cancellation);
        if (best is null && deadline.IsReached) return new(null, [], "no plan was found in the time given; give more");
        if (best is null && salient == problem)
            return new(null, Numbers(coarse, all) <= limits.MostNumbersAtOnce ? Conflicts.Of(coarse, all, progress, cancellation, integer: true) : [], "no plan of whole instances was found, although one of fractions is: some limit is short by less than an instance");
        if (best is null) return new(null, [], null);
        return new(PlanReader.Read(problem, pools, best, relaxed, Math.Min(bound, best.Objective), basis, deadline.IsReached), [], null);
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

    static Incumbent? Decomposed(PlanProblem problem, PlanProblem salient, IReadOnlyList<Pool> pools, HorizonModel model, double shortfall, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        double[][] fractional = model.Units();
        double gap = Math.Clamp(limits.Gap, LeastQuarterGap, WidestQuarterGap);
        int[] few = [.. Enumerable.Range(0, pools.Count).Where(p => fractional.Any(u => u[p] > Least))];
        int[] every = [.. Enumerable.Range(0, pools.Count)];
        double[]?[] units = new double[]?[problem.Quarters];
        int done = 0;
        SupplyKey[] keys = [.. SupplyKey.Of(problem, pools)];
        Dictionary<SupplyKey, double>[] prices = [.. Enumerable.Range(0, problem.Quarters).Select(q => keys.ToDictionary(k => k, k => model.Cost(k, q)))];
        Dictionary<SupplyKey, double>[] used = [.. Enumerable.Range(0, problem.Quarters).Select(q => keys.ToDictionary(k => k, k => model.UsedInstances(k, q)))];
        // What time is left is shared by the searches of the quarters that two at a time run in.
        double seconds = Math.Min(limits.SecondsPerQuarter, deadline.Left is { } left ? left * SearchShare / Math.Ceiling((double)problem.Quarters / Together) : double.PositiveInfinity);
        // Of what several sites share, no more than the relaxed fleet has there.
        double Near(SupplyKey key, int q) => Reach.IsShared(problem, key, q) ? Math.Floor(used[q][key] + Least) : Math.Min(Reach.Most(problem, key, q), used[q][key] * (1 + Leeway) + MostMore);
        Parallel.For(0, problem.Quarters, new() { MaxDegreeOfParallelism = Together, CancellationToken = cancellation }, q =>
        {
            double[]? Try(int[] some, Func<SupplyKey, double> most)
            {
                using QuarterModel quarter = new(salient, q, [.. some.Select(p => pools[p])], key => prices[q][key], most, shortfall);
                if (quarter.Relax(deadline) != Solver.ResultStatus.OPTIMAL || quarter.Units(limits with { Gap = gap }, new(seconds)) is not { } found) return null;
                double[] spread = new double[pools.Count];
                for (int i = 0; i < some.Length; i++) spread[some[i]] = found[i];
                return spread;
            }
            // Near the relaxed fleet, so that what is bought in one quarter serves in the next; wherever it may be where that is too narrow; with what the relaxed fleet
            // does without where it has merged hours whose limits are tighter by themselves.
            units[q] = (problem.Quarters > 1 ? Try(few, key => Near(key, q)) : null)
                ?? Try(few, key => Reach.Most(problem, key, q)) ?? (few.Length < every.Length ? Try(every, key => Reach.Most(problem, key, q)) : null);
            progress?.Invoke($"{Interlocked.Increment(ref done)} of {problem.Quarters} quarters in whole units");
        });
        if (units.Any(u => u is null)) return null;
        progress?.Invoke("orders");
        double[][] whole = [.. units.Select(u => u!)];
        using PurchaseModel purchases = new(problem, pools, whole);
        if (!purchases.Solve(limits, deadline)) return null;
        return Completed(problem, pools, whole, purchases.Supply, purchases.Objective, shortfall, deadline);
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
        List<Trained> trained = [];
        for (int q = 0; q < problem.Quarters; q++)
        {
            int quarter = q;
            int[] some = [.. Enumerable.Range(0, pools.Count).Where(p => units[quarter][p] > 0)];
            Pool[] pooled = [.. some.Select(p => pools[p])];
            double[] decided = [.. some.Select(p => units[quarter][p])];
            double? served = Dispatched(Solvers.Relaxed) ?? Dispatched(Solvers.Sturdy);
            if (served is not { } usd) return null;
            objective += usd;

            double? Dispatched(Func<Solver> create)
            {
                using Solver solver = create();
                ServiceBlock service = new(solver, problem, quarter, pooled, integer: false, decided, shortfall, Relaxation.None);
                if (!Solvers.Solve(solver, new(), new(null)).HasSolution() || !(problem.Rules.MayFallShort || service.ServesAll)) return null;
                dispatch.AddRange(service.Dispatched());
                trained.AddRange(service.Trains());
                return service.Weight();
            }
        }
        double[,] orders = new double[problem.Offers.Count, problem.Quarters], standing = new double[problem.Offers.Count, problem.Quarters];
        for (int i = 0; i < problem.Offers.Count; i++)
            for (int q = 0; q < problem.Quarters; q++)
                (orders[i, q], standing[i, q]) = (Math.Round(supply.Ordered(i, q)), Math.Round(supply.StandingInstances(i, q)));
        return new(units, orders, standing, [.. supply.Halls()], dispatch, trained, objective);
    }
}
