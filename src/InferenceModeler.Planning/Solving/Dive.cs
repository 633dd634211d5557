using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Whole units of the quarters in a model. The relaxed model is solved, its largest pools are fixed at the nearest useful whole number, it is solved again, until
/// few enough pools are left for a search.
/// </summary>
sealed class Dive : IDisposable
{
    const double Least = 1e-6, Large = 6, Near = 0.03;
    const int FewPools = 14, LastPools = 3, MostMore = 3;

    readonly PlanProblem _problem;
    readonly Func<Solver, bool, IReadOnlyList<ServiceBlock>> _build;
    readonly Func<ServiceBlock, int, double> _price;
    Solver _relaxed = Solvers.Relaxed();
    Column[] _columns;
    IReadOnlyList<ServiceBlock> _services;
    bool _isSolved = true, _isSturdy;

    readonly record struct Column(ServiceBlock Service, int Pool)
    {
        public Variable Units => Service.Units[Pool];
        public Pool Of => Service.Pools[Pool];
    }

    /// <param name="problem">What.</param>
    /// <param name="build">Puts the model into a solver, in whole units or not; tells its quarters.</param>
    /// <param name="price">Objective of a unit of a pool at the relaxed solution.</param>
    public Dive(PlanProblem problem, Func<Solver, bool, IReadOnlyList<ServiceBlock>> build, Func<ServiceBlock, int, double> price)
    {
        (_problem, _build, _price) = (problem, build, price);
        _services = build(_relaxed, false);
        _columns = Columns(_services);
    }

    static Column[] Columns(IReadOnlyList<ServiceBlock> services) => [.. services.SelectMany(s => Enumerable.Range(0, s.Pools.Count).Select(p => new Column(s, p)))];

    /// <summary>Solves the relaxed model.</summary>
    public Solver.ResultStatus Relax(Deadline deadline)
    {
        Solver.ResultStatus status = Solvers.Solve(_relaxed, new(), deadline);
        if (status is not (Solver.ResultStatus.ABNORMAL or Solver.ResultStatus.NOT_SOLVED) || _isSturdy || deadline.IsOver) return status;
        (double Least, double Most, double? Fullest)[] fixes = [.. _columns.Select(c => (c.Units.Lb(), c.Units.Ub(), c.Service.FullestZone[c.Pool]?.Lb()))];
        _relaxed.Dispose();
        (_relaxed, _isSturdy) = (Solvers.Sturdy(), true);
        _services = _build(_relaxed, false);
        _columns = Columns(_services);
        foreach ((Column column, (double least, double most, double? fullest)) in _columns.Zip(fixes))
        {
            column.Units.SetBounds(least, most);
            if (fullest is { } zone) column.Service.FullestZone[column.Pool]!.SetLb(zone);
        }
        return Solvers.Solve(_relaxed, new(), deadline);
    }

    /// <summary>Objective of the relaxed model.</summary>
    public double Objective => _relaxed.Objective().Value();

    /// <summary>Units of the relaxed model, by quarter and pool.</summary>
    public double[] Relaxed => [.. _columns.Select(c => c.Units.SolutionValue())];

    bool ServesAll => _problem.Rules.MayFallShort || _services.All(s => s.ServesAll);

    /// <summary>Whole units by quarter and pool; null where none were found. The relaxed model has to be solved before.</summary>
    /// <param name="limits">Gap and, at most, seconds of the search; the dive before it takes what it needs.</param>
    /// <param name="deadline">The clock.</param>
    public double[]? Units(SolveLimits limits, Deadline deadline)
    {
        // What goes short makes no gap of the cost look small.
        double share = Objective > 0 ? 1 - _services.Sum(s => s.ShortfallPricedUsd) / Objective : 1;
        bool[] far = [.. _columns.Select(c => c.Units.SolutionValue() <= Least && c.Units.ReducedCost() > Near * _price(c.Service, c.Pool))];
        double?[] chosen = new double?[_columns.Length];
        double?[]? before = null;
        limits = limits with { Gap = limits.Gap * Math.Max(0, share) };
        bool isTight = false;
        while (true)
        {
            double[] units = Relaxed;
            int[] free = [.. Enumerable.Range(0, units.Length).Where(p => chosen[p] is null && units[p] > Least).OrderByDescending(p => units[p]).ThenBy(p => p)];
            if (before is null && free.Length <= FewPools && (free.Length == 0 || units[free[0]] < Large)) before = [.. chosen];
            if (free.Length == 0) break;
            bool wasTight = isTight;
            // The last ones have nobody left to make up for them.
            if (!Fixed([.. free.Take(Math.Max(1, free.Length / 3))], free.Length <= LastPools, chosen, ref isTight, deadline)) break;
            // Where limits leave no room for useful numbers, a search of all of them does better than the dive, which goes on only where there is no time for one.
            if (isTight && !wasTight && before is null && Search(new double?[_columns.Length], far, limits, deadline) is ({ } all, _)) return all;
        }
        bool serves = _isSolved && chosen.Zip(Relaxed).All(c => c.First is not null || c.Second <= Least) && ServesAll;
        double[]? dived = serves ? [.. chosen.Select(c => c ?? 0)] : null;
        double objective = serves ? Objective : double.PositiveInfinity;
        if (deadline.IsOver || (isTight && before is null)) return dived;
        (double[]? searched, double found) = Search(before ?? new double?[_columns.Length], far, limits, deadline);
        return searched is not null && (dived is null || found < objective) ? searched : dived;
    }

    // Useful numbers, or one more of each where too little is left to serve with. Where limits leave no room they are rounded down.
    bool Fixed(int[] next, bool isLast, double?[] chosen, ref bool isTight, Deadline deadline)
    {
        double[] units = Relaxed, useful = [.. next.Select(p => Useful(p, units[p], isLast))];
        for (int more = 0; more <= MostMore; more++)
        {
            Solver.ResultStatus status = Set([.. useful.Select(n => n + more)]);
            if (more == 0 && status == Solver.ResultStatus.INFEASIBLE)
            {
                isTight = true;
                status = Set([.. next.Select(p => Math.Floor(units[p] + Least))]);
            }
            if ((_isSolved = status == Solver.ResultStatus.OPTIMAL) && ServesAll) return true;
            if (deadline.IsOver) return false;
        }
        return false;

        Solver.ResultStatus Set(double[] whole)
        {
            for (int i = 0; i < next.Length; i++)
            {
                chosen[next[i]] = whole[i];
                Fix(_columns[next[i]], whole[i]);
            }
            return Relax(deadline);
        }
    }

    void Fix(Column column, double units)
    {
        column.Units.SetBounds(units, units);
        column.Service.FullestZone[column.Pool]?.SetBounds(ServiceBlock.Fullest(units, Zones(column)), double.PositiveInfinity);
    }

    int Zones(Column column) => _problem.Zones(column.Of.Site, column.Of.Deployment);

    /// <summary>The whole number whose carrying units come nearest to those of the relaxed model.</summary>
    double Useful(int index, double units, bool isLast)
    {
        Column column = _columns[index];
        double carrying = column.Service.Carrying[column.Pool].SolutionValue(), up = column.Of.UpShare(_problem), best = Math.Round(units), off = double.PositiveInfinity;
        for (double n = Math.Floor(units); n <= Math.Ceiling(units) + 2; n++)
        {
            double carries = column.Service.FullestZone[column.Pool] is null ? n * up : Math.Min(n * up, n - ServiceBlock.Fullest(n, Zones(column)));
            double by = isLast && carries < carrying - Least ? double.PositiveInfinity : Math.Abs(carries - carrying);
            if (by < off - Least) (best, off) = (n, by);
        }
        return best;
    }

    (double[]? Units, double Objective) Search(double?[] chosen, bool[] far, SolveLimits limits, Deadline deadline)
    {
        using Solver solver = Solvers.Whole();
        IReadOnlyList<ServiceBlock> services = _build(solver, true);
        Column[] columns = Columns(services);
        for (int p = 0; p < columns.Length; p++)
        {
            if (chosen[p] is { } decided) Fix(columns[p], decided);
            else if (far[p]) Fix(columns[p], 0);
        }
        if (!Solvers.Solve(solver, limits, new(Math.Min(limits.SecondsPerQuarter, deadline.Left ?? double.PositiveInfinity))).HasSolution() || !(_problem.Rules.MayFallShort || services.All(s => s.ServesAll))) return (null, double.PositiveInfinity);
        return ([.. columns.Select(c => Math.Round(c.Units.SolutionValue()))], solver.Objective().Value());
    }

    public void Dispose() => _relaxed.Dispose();
}
