using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Decides a window of quarters in whole units, with the orders of the whole horizon, while what the other quarters use is fixed; then the next window.</summary>
/// <param name="problem">What.</param>
/// <param name="salient">The same with the hours that decide fleets.</param>
/// <param name="pools">All pools that plans use.</param>
/// <param name="fractional">Units of the relaxed model, by quarter and pool.</param>
/// <param name="shortfallUsd">Objective of a request that goes short.</param>
/// <param name="limits">When to end.</param>
/// <param name="deadline">The clock.</param>
sealed class FixAndOptimise(PlanProblem problem, PlanProblem salient, IReadOnlyList<Pool> pools, double[][] fractional, double shortfallUsd, SolveLimits limits, Deadline deadline)
{
    const double Least = 1e-6, Noticed = 1e-6, OrderGap = 1e-4;
    const int MostSweeps = 2, Together = 2;

    /// <summary>Whole units one window after another, those that come later as in the relaxed model, so that what limits leave for one quarter is seen by the one before.</summary>
    public Incumbent? Rolling(Action<string>? progress, CancellationToken cancellation)
    {
        double[][] units = [.. fractional];
        int length = Length(units);
        for (int from = 0; from < problem.Quarters; from += length)
        {
            cancellation.ThrowIfCancellationRequested();
            Range window = from..Math.Min(problem.Quarters, from + length);
            progress?.Invoke($"{from} of {problem.Quarters} quarters in whole units, one after another");
            if (Decided(window, units, double.PositiveInfinity, null) is not { } decided) return null;
            decided.CopyTo(units, from);
        }
        return Completion.Of(problem, pools, units, shortfallUsd, OrderGap, deadline);
    }

    /// <summary>The same plan or a cheaper one that leaves no more short. Windows overlap by half; those far from each other are searched at once, and each counts only if it betters the plan.</summary>
    public Incumbent Improve(Incumbent best, double leastCost, Action<string>? progress, CancellationToken cancellation)
    {
        int length = Length(best.Units), step = Math.Max(1, length / 2);
        int[] starts = [.. Enumerable.Range(0, (problem.Quarters - length + step - 1) / step + 1).Select(k => Math.Min(k * step, problem.Quarters - length)).Distinct()];
        Dictionary<int, Incumbent> tried = [];
        int far = (starts.Length + Together - 1) / Together;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            double before = best.Objective;
            for (int k = 0; k < far; k++)
            {
                if (deadline.IsOver || best.Gap(leastCost) <= limits.Gap) return best;
                int[] some = [.. Enumerable.Range(0, Together).Select(t => k + t * far).Where(at => at < starts.Length).Select(at => starts[at]).Where(at => !ReferenceEquals(tried.GetValueOrDefault(at), best))];
                double[][]?[] found = new double[some.Length][][];
                Incumbent from = best;
                Parallel.For(0, some.Length, new() { CancellationToken = cancellation }, t => found[t] = Cheaper(some[t]..(some[t] + length), from));
                for (int t = 0; t < some.Length; t++)
                {
                    tried[some[t]] = from;
                    if (found[t] is not { } decided) continue;
                    double[][] units = [.. best.Units];
                    decided.CopyTo(units, some[t]);
                    if (units.Zip(best.Units).All(u => u.First.SequenceEqual(u.Second))) continue;
                    if (Completion.Of(problem, pools, units, shortfallUsd, OrderGap, deadline, best) is { } other && other.Objective < best.Objective * (1 - Noticed)) best = other;
                }
                progress?.Invoke($"fix and optimise: {best.Gap(leastCost):0.00%} of the bound, {Math.Min(starts.Length, (k + 1) * Together)} of {starts.Length} windows");
            }
            if (best.Objective >= before * (1 - limits.Gap / 10)) break;
        }
        return best;
    }

    double[][]? Cheaper(Range window, Incumbent plan)
    {
        double Inside(Func<ServedQuarter, double> of) => plan.Served.Take(window).Sum(of);
        double others = plan.Served.Sum(s => s.Usd - s.ShortfallUsd) - Inside(s => s.Usd - s.ShortfallUsd);
        return Decided(window, plan.Units, plan.Cost - others, problem.Rules.MayFallShort ? Inside(s => s.ShortfallUsd) * (1 + Noticed) : null);
    }

    // As many quarters as make a model that can be searched at once, but never all.
    int Length(double[][] units)
    {
        long numbers = (long)Few(units).Length * (2 + (long)salient.Hours.Count * salient.Demands.Count);
        return (int)Math.Clamp(limits.MostNumbersAtOnce / Math.Max(1, numbers), 1, Math.Max(1, problem.Quarters / 2));
    }

    int[] Few(double[][] units) => [.. Enumerable.Range(0, pools.Count).Where(p => units.Any(u => u[p] > 0) || fractional.Any(u => u[p] > Least))];

    // Whole units of a window by quarter and pool; null where none are below an objective.
    double[][]? Decided(Range window, double[][] units, double below, double? mostShortUsd)
    {
        int[] few = Few(units);
        using WindowModel model = new(salient, window, [.. few.Select(p => pools[p])], [.. units.Select(u => few.Select(p => u[p]).ToArray())], shortfallUsd, mostShortUsd);
        if (model.Relax(deadline) is not { } least || least >= below * (1 - Noticed)) return null;
        if (model.Units(limits with { Gap = limits.Gap / problem.Quarters }, deadline) is not { } found) return null;
        return [.. found.Select(quarter =>
        {
            double[] spread = new double[pools.Count];
            for (int i = 0; i < few.Length; i++) spread[few[i]] = quarter[i];
            return spread;
        })];
    }
}
