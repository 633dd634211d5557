using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Whole units of each quarter by itself, at the prices that the relaxed model of the horizon gives instances.</summary>
static class Decomposition
{
    const double Least = 1e-6, Leeway = 0.02, MostMore = 2, LeastQuarterGap = 0.002, WidestQuarterGap = 0.005, SearchShare = 0.7;
    const int Together = 2;

    /// <param name="problem">What.</param>
    /// <param name="salient">The same with the hours that decide fleets.</param>
    /// <param name="all">All pools.</param>
    /// <param name="pools">Those of the relaxed model.</param>
    /// <param name="fractional">Its units, by quarter and pool of all.</param>
    /// <param name="model">The relaxed model.</param>
    /// <param name="shortfall">Objective of a request that goes short.</param>
    /// <param name="limits">When to end.</param>
    /// <param name="deadline">The clock.</param>
    /// <param name="progress">Told of each quarter.</param>
    /// <param name="cancellation">Stops between two.</param>
    /// <returns>By quarter and pool of all; null where a quarter has none.</returns>
    public static double[][]? Units(PlanProblem problem, PlanProblem salient, IReadOnlyList<Pool> all, IReadOnlyList<Pool> pools, double[][] fractional, HorizonModel model, double shortfall, SolveLimits limits, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        double gap = Math.Clamp(limits.Gap, LeastQuarterGap, WidestQuarterGap);
        HashSet<Pool> known = [.. pools];
        int[] few = [.. Enumerable.Range(0, all.Count).Where(p => fractional.Any(u => u[p] > Least))];
        int[] every = [.. Enumerable.Range(0, all.Count).Where(p => known.Contains(all[p]))];
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
                using QuarterModel quarter = new(salient, q, [.. some.Select(p => all[p])], key => prices[q][key], most, shortfall);
                if (quarter.Relax(deadline) != Solver.ResultStatus.OPTIMAL || quarter.Units(limits with { Gap = gap, SecondsPerQuarter = seconds }, deadline) is not { } found) return null;
                double[] spread = new double[all.Count];
                for (int i = 0; i < some.Length; i++) spread[some[i]] = found[i];
                return spread;
            }
            // Near the relaxed fleet, so that what is bought in one quarter serves in the next; wherever it may be where that is too narrow; with what the relaxed fleet
            // does without where it has merged hours whose limits are tighter by themselves.
            units[q] = (problem.Quarters > 1 ? Try(few, key => Near(key, q)) : null)
                ?? Try(few, key => Reach.Most(problem, key, q)) ?? (few.Length < every.Length ? Try(every, key => Reach.Most(problem, key, q)) : null);
            progress?.Invoke($"{Interlocked.Increment(ref done)} of {problem.Quarters} quarters in whole units");
        });
        return units.Any(u => u is null) ? null : [.. units.Select(u => u!)];
    }
}
