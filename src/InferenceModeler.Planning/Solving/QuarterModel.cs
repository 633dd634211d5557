using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Whole units of one quarter at given prices of instances.</summary>
sealed class QuarterModel : IDisposable
{
    readonly PlanProblem _problem;
    readonly int _quarter;
    readonly IReadOnlyList<Pool> _pools;
    readonly Func<SupplyKey, double> _price, _most;
    readonly double _shortfallUsd;
    readonly Dive _dive;
    ServiceBlock? _service;

    /// <param name="problem">What.</param>
    /// <param name="quarter">Index in the horizon.</param>
    /// <param name="pools">Pools that may be used.</param>
    /// <param name="price">Objective of an instance in the quarter.</param>
    /// <param name="most">Instances that can be had in the quarter.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short: of the whole model, or, where none may, a price that nothing is worth.</param>
    public QuarterModel(PlanProblem problem, int quarter, IReadOnlyList<Pool> pools, Func<SupplyKey, double> price, Func<SupplyKey, double> most, double shortfallUsd)
    {
        (_problem, _quarter, _pools, _price, _most, _shortfallUsd) = (problem, quarter, pools, price, most, shortfallUsd);
        _dive = new(problem, (solver, integer) => [Build(solver, integer)], (_, p) => price(SupplyKey.Of(problem, pools[p])) * problem.Deployments[pools[p].Deployment].InstancesPerUnit);
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
                solver.Objective().SetCoefficient(service.Units[p], solver.Objective().GetCoefficient(service.Units[p]) + _price(key) * instances);
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
        for (int s = 0; s < _problem.Sites.Count; s++)
        {
            foreach (string limited in _problem.Sites[s].Limited)
            {
                if (offers.Count(o => o.Key.Site == s && o.Value.Counted(limited) > 0) < 2) continue;
                Constraint shared = solver.MakeConstraint(double.NegativeInfinity, Reach.Most(_problem, s, limited, _quarter));
                for (int p = 0; p < _pools.Count; p++)
                    if (_pools[p].Site == s && offers[SupplyKey.Of(_problem, _pools[p])].Counted(limited) is > 0 and var each)
                        shared.SetCoefficient(service.Units[p], _problem.Deployments[_pools[p].Deployment].InstancesPerUnit * each);
            }
        }
        foreach (SupplyKey[] sharing in offers.Keys.GroupBy(k => k.Site).SelectMany(Together)) Room(solver, service, sharing);
        if (!integer) _service = service;
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
    public Solver.ResultStatus Relax(Deadline deadline) => _dive.Relax(deadline);

    /// <summary>Objective of the relaxed model.</summary>
    public double Objective => _dive.Objective;

    /// <summary>Units of the relaxed model, by pool.</summary>
    public double[] Relaxed => _dive.Relaxed;

    /// <summary>What a unit of a pool that is not in the relaxed model would earn at its prices.</summary>
    public double Earns(Pool pool) => _service!.Earns(pool);

    /// <summary>Whole units by pool; null where none were found. The relaxed model has to be solved before.</summary>
    /// <param name="limits">Gap and, at most, seconds of the search.</param>
    /// <param name="deadline">The clock.</param>
    public double[]? Units(SolveLimits limits, Deadline deadline) => _dive.Units(limits, deadline);

    public void Dispose() => _dive.Dispose();
}
