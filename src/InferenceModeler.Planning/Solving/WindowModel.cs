using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Whole units of some quarters that follow each other, with the orders of the whole horizon; what the other quarters use is given.</summary>
sealed class WindowModel : IDisposable
{
    /// <summary>What solvers leave open of what others use.</summary>
    const double Slack = 1e-6;

    readonly PlanProblem _problem;
    readonly Range _window;
    readonly IReadOnlyList<Pool> _pools;
    readonly double[][] _units;
    readonly double _shortfallUsd;
    readonly double? _mostShortUsd;
    readonly Dive _dive;
    readonly Dictionary<(int Quarter, SupplyKey Key), Constraint> _links = [];

    /// <param name="problem">What.</param>
    /// <param name="window">Quarters that are decided.</param>
    /// <param name="pools">Pools that they may use, and all that the others use.</param>
    /// <param name="units">By quarter and pool, whole or not, what the others use.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short.</param>
    /// <param name="mostShortUsd">What may go short in the window, by its weight, where it is limited so and not by its price; null where by its price.</param>
    public WindowModel(PlanProblem problem, Range window, IReadOnlyList<Pool> pools, double[][] units, double shortfallUsd, double? mostShortUsd)
    {
        (_problem, _window, _pools, _units, _shortfallUsd, _mostShortUsd) = (problem, window, pools, units, shortfallUsd, mostShortUsd);
        _dive = new(problem, Build, (service, p) => -_links[(service.Quarter, SupplyKey.Of(problem, pools[p]))].DualValue() * problem.Deployments[pools[p].Deployment].InstancesPerUnit);
    }

    // Orders are not whole: whole units ask for whole instances, which orders of as many quarters as stand give nearly by themselves.
    ServiceBlock[] Build(Solver solver, bool integer)
    {
        HashSet<(int, string)> used = [.. _pools.Select(p => (p.Site, _problem.Deployments[p.Deployment].Instance))];
        SupplyBlock supply = new(solver, _problem, integer: false, Relaxation.None, used);
        (int from, int count) = _window.GetOffsetAndLength(_problem.Quarters);
        Constraint? mostShort = _mostShortUsd is { } most ? solver.MakeConstraint(double.NegativeInfinity, most / ServiceBlock.Million) : null;
        ServiceBlock[] services = [.. Enumerable.Range(from, count).Select(q => new ServiceBlock(solver, _problem, q, _pools, integer, null, _shortfallUsd, Relaxation.None, mostShort))];
        foreach (SupplyKey key in SupplyKey.Of(_problem, _pools))
        {
            int[] held = [.. Enumerable.Range(0, _pools.Count).Where(p => key.Holds(_problem, _pools[p]))];
            int Instances(int pool) => _problem.Deployments[_pools[pool].Deployment].InstancesPerUnit;
            for (int q = 0; q < _problem.Quarters; q++)
            {
                int quarter = q;
                bool isFree = q >= from && q < from + count;
                double needed = isFree ? 0 : held.Sum(p => _units[quarter][p] * Instances(p)) - Slack;
                if (!isFree && needed <= 0) continue;
                Constraint row = solver.MakeConstraint(double.NegativeInfinity, -needed);
                if (isFree)
                    foreach (int p in held) row.SetCoefficient(services[q - from].Units[p], Instances(p));
                for (int i = 0; i < _problem.Offers.Count; i++)
                    if (key.IsOffered(_problem.Offers[i]))
                        foreach (Variable standing in supply.Standing(i, q)) row.SetCoefficient(standing, -1);
                if (!integer && isFree) _links[(q, key)] = row;
            }
        }
        return services;
    }

    /// <summary>Solves the relaxed model; its objective is that of all orders and of what serves in the window.</summary>
    public double? Relax(Deadline deadline) => _dive.Relax(deadline) == Solver.ResultStatus.OPTIMAL ? _dive.Objective : null;

    /// <summary>By quarter of the window and pool; null where none were found. The relaxed model has to be solved before.</summary>
    public double[][]? Units(SolveLimits limits, Deadline deadline) => _dive.Units(limits, deadline)?.Chunk(_pools.Count).ToArray();

    public void Dispose() => _dive.Dispose();
}
