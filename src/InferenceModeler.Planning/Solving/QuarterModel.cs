using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// Whole units of one quarter at given prices of instances. Dives: the relaxed model is solved, its largest pools are fixed at the nearest useful whole number,
/// it is solved again, until few enough pools are left for a search.
/// </summary>
sealed class QuarterModel : IDisposable
{
    const double Least = 1e-6, Large = 6, Near = 0.03;
    const int FewPools = 14, LastPools = 3, MostMore = 3;

    readonly PlanProblem _problem;
    readonly int _quarter;
    readonly IReadOnlyList<Pool> _pools;
    readonly Func<SupplyKey, double> _price, _most;
    readonly double _shortfallUsd;
    readonly Solver _relaxed = Solvers.Relaxed();
    readonly ServiceBlock _service;
    readonly bool _mayFallShort;
    bool _isSolved = true;

    /// <param name="problem">What.</param>
    /// <param name="quarter">Index in the horizon.</param>
    /// <param name="pools">Pools that may be used.</param>
    /// <param name="price">Objective of an instance in the quarter.</param>
    /// <param name="most">Instances that can be had in the quarter.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short: of the whole model, or, where none may, a price that nothing is worth.</param>
    public QuarterModel(PlanProblem problem, int quarter, IReadOnlyList<Pool> pools, Func<SupplyKey, double> price, Func<SupplyKey, double> most, double shortfallUsd)
    {
        (_problem, _quarter, _pools, _price, _most, _shortfallUsd, _mayFallShort) = (problem, quarter, pools, price, most, shortfallUsd, problem.Rules.MayFallShort);
        _service = Build(_relaxed, integer: false);
    }

    ServiceBlock Build(Solver solver, bool integer)
    {
        ServiceBlock service = new(solver, _problem, _quarter, _pools, integer, null, _shortfallUsd, Relaxation.None);
        Dictionary<SupplyKey, PlanOffer> offers = SupplyKey.Of(_problem, _pools).ToDictionary(k => k, k => _problem.Offers.First(k.IsOffered));
        foreach (SupplyKey key in offers.Keys)
        {
            Constraint had = solver.MakeConstraint(double.NegativeInfinity, _most(key));
            for (int p = 0; p < _pools.Count; p++)
            {
                if (!key.Holds(_problem, _pools[p])) continue;
                int instances = _problem.Deployments[_pools[p].Deployment].InstancesPerUnit;
                had.SetCoefficient(service.Units[p], instances);
                solver.Objective().SetCoefficient(service.Units[p], _price(key) * instances);
            }
        }
        for (int s = 0; s < _problem.Sites.Count; s++)
        {
            if (double.IsPositiveInfinity(_problem.Sites[s].Kilowatts[_quarter])) continue;
            Constraint power = solver.MakeConstraint(double.NegativeInfinity, _problem.Sites[s].Kilowatts[_quarter]);
            for (int p = 0; p < _pools.Count; p++)
            {
                if (_pools[p].Site != s) continue;
                PlanDeployment deployment = _problem.Deployments[_pools[p].Deployment];
                power.SetCoefficient(service.Units[p], deployment.InstancesPerUnit * offers[new(s, deployment.Instance, _pools[p].IsSpot)].Kilowatts);
            }
        }
        foreach (var kind in offers.Keys.GroupBy(k => (k.Site, offers[k].AcceleratorId)).Where(g => g.Count() > 1))
        {
            if (Reach.MostAccelerators(_problem, kind.Key.Site, kind.Key.AcceleratorId, _quarter) is not { } accelerators) continue;
            Constraint shared = solver.MakeConstraint(double.NegativeInfinity, accelerators);
            for (int p = 0; p < _pools.Count; p++)
                if (_pools[p].Site == kind.Key.Site && kind.FirstOrDefault(k => k.Holds(_problem, _pools[p])) is { Instance: not null } key)
                    shared.SetCoefficient(service.Units[p], _problem.Deployments[_pools[p].Deployment].InstancesPerUnit * offers[key].Accelerators);
        }
        foreach (SupplyKey[] sharing in offers.Keys.GroupBy(k => k.Site).SelectMany(Together)) Room(solver, service, sharing);
        return service;
    }

    // For each set of halls that some instance type is bound to: all types that are bound to some of it.
    IEnumerable<SupplyKey[]> Together(IGrouping<int, SupplyKey> site)
    {
        Dictionary<SupplyKey, HashSet<int>> halls = site.Select(key => (key, Of: _problem.Offers.Where(key.IsOffered).Select(o => o.Hall ?? -1).ToHashSet())).Where(k => !k.Of.Contains(-1)).ToDictionary(k => k.key, k => k.Of);
        return halls.Values.DistinctBy(set => string.Join(',', set.Order())).Select(set => halls.Keys.Where(key => halls[key].IsSubsetOf(set)).ToArray()).Where(keys => keys.Length > 1);
    }

    // What these types take of racks at least, in the halls that they can stand in.
    void Room(Solver solver, ServiceBlock service, SupplyKey[] keys)
    {
        PlanOffer[] offers = [.. _problem.Offers.Where(o => keys.Any(k => k.IsOffered(o)))];
        double racks = offers.Select(o => o.Hall!.Value).Distinct().Sum(h => _problem.Sites[keys[0].Site].Halls[h].Racks[_quarter]);
        if (double.IsPositiveInfinity(racks)) return;
        Constraint room = solver.MakeConstraint(double.NegativeInfinity, racks);
        for (int p = 0; p < _pools.Count; p++)
            foreach (SupplyKey key in keys)
                if (key.Holds(_problem, _pools[p])) room.SetCoefficient(service.Units[p], _problem.Deployments[_pools[p].Deployment].InstancesPerUnit * offers.Where(key.IsOffered).Min(o => o.Racks));
    }

    /// <summary>Solves the relaxed model.</summary>
    public Solver.ResultStatus Relax(Deadline deadline) => Solvers.Solve(_relaxed, new(), deadline);

    /// <summary>Objective of the relaxed model.</summary>
    public double Objective => _relaxed.Objective().Value();

    /// <summary>Units of the relaxed model, by pool.</summary>
    public double[] Relaxed => [.. _service.Units.Select(u => u.SolutionValue())];

    /// <summary>Whole units by pool; null where none were found. The relaxed model has to be solved before.</summary>
    /// <param name="limits">Gap and, at most, seconds of the search.</param>
    /// <param name="deadline">The clock.</param>
    public double[]? Units(SolveLimits limits, Deadline deadline)
    {
        bool[] far = [.. _service.Units.Select(u => u.SolutionValue() <= Least && u.ReducedCost() > Near * _relaxed.Objective().GetCoefficient(u))];
        double?[] chosen = new double?[_pools.Count];
        double?[]? before = null;
        while (true)
        {
            double[] units = Relaxed;
            int[] free = [.. Enumerable.Range(0, _pools.Count).Where(p => chosen[p] is null && units[p] > Least).OrderByDescending(p => units[p]).ThenBy(p => p)];
            if (before is null && free.Length <= FewPools && (free.Length == 0 || units[free[0]] < Large)) before = [.. chosen];
            if (free.Length == 0) break;
            // The last ones have nobody left to make up for them.
            (int Pool, double Units)[] next = [.. free.Take(Math.Max(1, free.Length / 3)).Select(p => (p, Useful(p, units[p], _service.Carrying[p].SolutionValue(), free.Length <= LastPools)))];
            if (!Fixed(next, chosen, deadline)) break;
        }
        bool serves = _isSolved && chosen.Zip(Relaxed).All(c => c.First is not null || c.Second <= Least) && (_mayFallShort || _service.ServesAll);
        double[]? dived = serves ? [.. chosen.Select(c => c ?? 0)] : null;
        double objective = serves ? Objective : double.PositiveInfinity;
        if (deadline.IsOver) return dived;
        (double[]? searched, double found) = Search(before ?? new double?[_pools.Count], far, limits, deadline);
        return searched is not null && (dived is null || found < objective) ? searched : dived;
    }

    // One more of each where too little is left to serve with.
    bool Fixed((int Pool, double Units)[] next, double?[] chosen, Deadline deadline)
    {
        for (int more = 0; more <= MostMore; more++)
        {
            foreach ((int pool, double whole) in next)
            {
                chosen[pool] = whole + more;
                Fix(_service, pool, whole + more);
            }
            if ((_isSolved = Relax(deadline) == Solver.ResultStatus.OPTIMAL) && (_mayFallShort || _service.ServesAll)) return true;
            if (deadline.IsOver) return false;
        }
        return false;
    }

    void Fix(ServiceBlock service, int pool, double units)
    {
        service.Units[pool].SetBounds(units, units);
        service.FullestZone[pool]?.SetBounds(ServiceBlock.Fullest(units, Zones(pool)), double.PositiveInfinity);
    }

    int Zones(int pool) => _problem.Zones(_pools[pool].Site, _pools[pool].Deployment);

    /// <summary>The whole number whose carrying units come nearest to those of the relaxed model.</summary>
    double Useful(int pool, double units, double carrying, bool isLast)
    {
        double up = _pools[pool].UpShare(_problem), best = Math.Round(units), off = double.PositiveInfinity;
        for (double n = Math.Floor(units); n <= Math.Ceiling(units) + 2; n++)
        {
            double carries = _service.FullestZone[pool] is null ? n * up : Math.Min(n * up, n - ServiceBlock.Fullest(n, Zones(pool)));
            double by = isLast && carries < carrying - Least ? double.PositiveInfinity : Math.Abs(carries - carrying);
            if (by < off - Least) (best, off) = (n, by);
        }
        return best;
    }

    (double[]? Units, double Objective) Search(double?[] chosen, bool[] far, SolveLimits limits, Deadline deadline)
    {
        using Solver solver = Solvers.Whole();
        ServiceBlock service = Build(solver, integer: true);
        for (int p = 0; p < _pools.Count; p++)
        {
            if (chosen[p] is { } decided) Fix(service, p, decided);
            else if (far[p]) Fix(service, p, 0);
        }
        if (!Solvers.Solve(solver, limits, deadline).HasSolution() || !(_mayFallShort || service.ServesAll)) return (null, double.PositiveInfinity);
        return ([.. service.Units.Select(u => Math.Round(u.SolutionValue()))], solver.Objective().Value());
    }

    public void Dispose() => _relaxed.Dispose();
}
