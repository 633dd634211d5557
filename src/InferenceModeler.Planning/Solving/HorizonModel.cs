using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Supply and service of the whole horizon in one model, relaxed or in whole numbers.</summary>
sealed class HorizonModel : IDisposable
{
    // Less is what solvers leave open.
    const double Noticed = 1e-3;

    readonly PlanProblem _problem;
    readonly Solver _solver;

    /// <param name="problem">What.</param>
    /// <param name="pools">Pools that may be used.</param>
    /// <param name="integer">Whole instances and units.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short; 0 where none may.</param>
    /// <param name="relaxed">Families of limits that give way.</param>
    /// <param name="sturdy">By the solver that fails less.</param>
    /// <param name="mostShortUsd">What may go short in all, by the weight that it has in the objective, where it is limited so and not by its price; null where by its price.</param>
    public HorizonModel(PlanProblem problem, IReadOnlyList<Pool> pools, bool integer, double shortfallUsd, Relaxation relaxed = Relaxation.None, bool sturdy = false, double? mostShortUsd = null)
    {
        _problem = problem;
        _solver = integer ? Solvers.Whole() : sturdy ? Solvers.Sturdy() : Solvers.Relaxed();
        HashSet<(int, string)> used = [.. pools.Select(p => (p.Site, problem.Deployments[p.Deployment].Instance))];
        Supply = new(_solver, problem, integer, relaxed, used);
        Constraint? mostShort = mostShortUsd is { } most ? _solver.MakeConstraint(double.NegativeInfinity, most / ServiceBlock.Million) : null;
        Service = [.. Enumerable.Range(0, problem.Quarters).Select(q => new ServiceBlock(_solver, problem, q, pools, integer, null, shortfallUsd, relaxed, mostShort))];
        for (int q = 0; q < problem.Quarters; q++)
            foreach (SupplyKey key in SupplyKey.Of(problem, pools)) Links[(key, q)] = Link(key, q, pools);
    }

    public SupplyBlock Supply { get; }

    /// <summary>By quarter.</summary>
    public ServiceBlock[] Service { get; }

    /// <summary>What is used is at most what stands.</summary>
    public Dictionary<(SupplyKey Key, int Quarter), Constraint> Links { get; } = [];

    Constraint Link(SupplyKey key, int quarter, IReadOnlyList<Pool> pools)
    {
        Constraint row = _solver.MakeConstraint(double.NegativeInfinity, 0);
        for (int p = 0; p < pools.Count; p++)
            if (key.Holds(_problem, pools[p])) row.SetCoefficient(Service[quarter].Units[p], _problem.Deployments[pools[p].Deployment].InstancesPerUnit);
        for (int i = 0; i < _problem.Offers.Count; i++)
            if (key.IsOffered(_problem.Offers[i]))
                foreach (Variable standing in Supply.Standing(i, quarter)) row.SetCoefficient(standing, -1);
        return row;
    }

    public Solver.ResultStatus Solve(SolveLimits limits, Deadline deadline) => Solvers.Solve(_solver, limits, deadline);

    public double Objective => _solver.Objective().Value();

    /// <summary>Objective without the price that keeps what exceeds lifted limits small.</summary>
    public double CostOfPlan =>
        Objective - Supply.Excesses.Concat(Service.SelectMany(s => s.Excesses)).Sum(e => _solver.Objective().GetCoefficient(e.Excess) * e.Excess.SolutionValue());

    public double BestBound => _solver.Objective().BestBound();

    /// <summary>Whether all that is asked is served.</summary>
    public bool ServesAll => Service.All(s => s.ServesAll);

    /// <summary>Of the objective, what does not go short, as a share.</summary>
    public double CostShare => Objective > 0 ? Math.Max(0, 1 - Service.Sum(s => s.ShortfallPricedUsd) / Objective) : 1;

    /// <summary>Units by quarter and pool.</summary>
    public double[][] Units() => [.. Service.Select(s => s.Units.Select(u => u.SolutionValue()).ToArray())];

    /// <summary>Instances that units take in a quarter.</summary>
    public double UsedInstances(SupplyKey key, int quarter)
    {
        IReadOnlyList<Pool> pools = Service[quarter].Pools;
        return Enumerable.Range(0, pools.Count).Where(p => key.Holds(_problem, pools[p])).Sum(p => Service[quarter].Units[p].SolutionValue() * _problem.Deployments[pools[p].Deployment].InstancesPerUnit);
    }

    /// <summary>What all that serves earns at the solution's prices: what serving weighs, and the price of the instances that it takes.</summary>
    public double Earned => Service.Sum(s => s.Weight()) + Links.Sum(l => Math.Max(0, -l.Value.DualValue()) * UsedInstances(l.Key.Key, l.Key.Quarter));

    /// <summary>Price of an instance in a quarter: the most that is still too little to order one more.</summary>
    /// <param name="key">What.</param>
    /// <param name="quarter">When.</param>
    /// <param name="moves">Whether it may come from another site, which then has one less.</param>
    public double Worth(SupplyKey key, int quarter, bool moves = true)
    {
        double spare = double.PositiveInfinity;
        for (int i = 0; i < _problem.Offers.Count; i++)
            if (key.IsOffered(_problem.Offers[i]) && (moves || _problem.Offers[i].MovedFrom is null)) spare = Math.Min(spare, Supply.Spare(i, quarter));
        return Math.Max(0, -Links[(key, quarter)].DualValue()) + (double.IsFinite(spare) ? spare : 0);
    }

    /// <summary>What an instance costs in a quarter: its price less what it is worth only because a limit lets there be no more.</summary>
    public double Cost(SupplyKey key, int quarter) => Math.Max(0, Worth(key, quarter, moves: false) - Math.Max(0, _problem.Offers.Where(key.IsOffered).Min(o => Supply.Scarcity(o, quarter))));

    /// <summary>Where orders come too late: what an instance would save that stood before the first can, at the solution's prices, and from which quarter on.</summary>
    public IEnumerable<(string Where, int Quarter, double Worth)> LeadTimes()
    {
        Dictionary<(int, string), (int Quarter, double Worth)> late = [];
        for (int i = 0; i < _problem.Offers.Count; i++)
        {
            PlanOffer offer = _problem.Offers[i];
            if (offer.Held is not null || offer.MovedFrom is not null || offer.Arrives is not null || !Links.ContainsKey((new(offer.Site, offer.Instance, offer.IsSpot), 0))) continue;
            for (int q = Math.Min(offer.LeadQuarters, _problem.Quarters) - 1; q >= 0; q--)
            {
                // Where its hall does not stand yet, that is what it waits for.
                if (offer.Hall is { } hall && _problem.Sites[offer.Site].Halls[hall].Racks[q] < offer.Racks) continue;
                double cost = 0, worth = 0;
                for (int t = q; t < Math.Min((long)q + offer.TermQuarters, _problem.Quarters); t++)
                {
                    cost += Supply.Weight(offer) + Supply.Scarcity(offer, t);
                    worth += Math.Max(0, -Links[(new(offer.Site, offer.Instance, offer.IsSpot), t)].DualValue());
                }
                if (worth - cost <= Noticed * cost) continue;
                (int _, double most) = late.GetValueOrDefault((offer.Site, offer.Instance));
                late[(offer.Site, offer.Instance)] = (q, Math.Max(most, worth - cost));
            }
        }
        return late.Select(l => ($"{_problem.Sites[l.Key.Item1].Name}, {l.Key.Item2}", l.Value.Quarter, l.Value.Worth));
    }

    public void Dispose() => _solver.Dispose();
}
