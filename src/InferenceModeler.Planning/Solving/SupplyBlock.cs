using Google.OrTools.LinearSolver;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Orders and what stands: the part of the model that runs over the horizon.</summary>
sealed partial class SupplyBlock
{
    const double InstancesPerDoubling = 1000;

    // Rather pay for nothing than for instances that nobody needs.
    const double Unused = 1 - 1e-6;

    readonly PlanProblem _problem;
    readonly Solver _solver;
    readonly Relaxation _relaxed;
    readonly Variable?[,] _orders;
    readonly Variable?[,] _kept;
    readonly Dictionary<(int Site, int Hall, int Quarter), Variable> _halls = [];

    /// <summary>Limits by family, place and quarter, to read their worth from.</summary>
    public List<(string Limit, string Where, int Quarter, string Unit, Constraint Row)> Limits { get; } = [];

    readonly List<(int Site, int Quarter, Func<PlanOffer, double> Share, Constraint Row)> _taken = [];

    /// <summary>What relaxed limits give way by, in the unit of the limit.</summary>
    public List<(string Limit, string Where, int Quarter, string Unit, Variable Excess)> Excesses { get; } = [];

    /// <param name="solver">Where to.</param>
    /// <param name="problem">What.</param>
    /// <param name="integer">Whole instances.</param>
    /// <param name="relaxed">Families that may give way.</param>
    /// <param name="used">Instance types that are worth ordering at a site; null for all.</param>
    public SupplyBlock(Solver solver, PlanProblem problem, bool integer, Relaxation relaxed, IReadOnlySet<(int Site, string Instance)>? used = null)
    {
        (_solver, _problem, _relaxed) = (solver, problem, relaxed);
        _orders = new Variable?[problem.Offers.Count, problem.Quarters];
        _kept = new Variable?[problem.Offers.Count, problem.Quarters];
        // A dollar may count for two contracts: what they cover can be worth its rent unused.
        HashSet<int> owed = [.. problem.MinimumSpends.SelectMany(m => m.Offers)];
        for (int i = 0; i < problem.Offers.Count; i++)
        {
            PlanOffer offer = problem.Offers[i];
            if (offer.Held is { } held) Keep(i, offer, held, integer);
            else if (used is null || used.Contains((offer.Site, offer.Instance)) || owed.Contains(i)) Order(i, offer, integer);
        }
        for (int i = 0; i < problem.Offers.Count; i++) Move(i);
        for (int s = 0; s < problem.Sites.Count; s++)
            for (int h = 0; h < problem.Sites[s].Halls.Count; h++)
                if (problem.Sites[s].Halls[h].Order is { } order) Build(s, h, order, integer);
        AddLimits();
        foreach (PlanSpend spend in problem.MinimumSpends) AddSpend(spend);
    }

    void Keep(int i, PlanOffer offer, int held, bool integer)
    {
        for (int q = 0; q <= Math.Min(offer.HeldUntil, _problem.Quarters - 1); q++)
        {
            Variable kept = _kept[i, q] = Variable(offer.IsCommitted ? held : 0, held, integer);
            _solver.Objective().SetCoefficient(kept, Weight(offer) + (q == _problem.Quarters - 1 ? Owed(offer, offer.QuartersHeldAfter(_problem.Quarters)) : 0));
            if (offer.IsCommitted || q == 0) continue;
            // What is given back stays away.
            Constraint row = _solver.MakeConstraint(double.NegativeInfinity, 0);
            row.SetCoefficient(kept, 1);
            row.SetCoefficient(_kept[i, q - 1], -1);
        }
    }

    void Order(int i, PlanOffer offer, bool integer)
    {
        int lead = _relaxed.HasFlag(Relaxation.LeadTime) && offer.MovedFrom is null ? 0 : offer.LeadQuarters;
        for (int q = lead; q < _problem.Quarters && q <= offer.HeldUntil; q++)
        {
            if (offer.Arrives is { } only && only != q) continue;
            Variable order = _orders[i, q] = Variable(0, offer.Most, integer);
            _solver.Objective().SetCoefficient(order, Weight(offer) * Math.Min(offer.TermQuarters, Math.Min(_problem.Quarters - 1, offer.HeldUntil) + 1 - q) + _problem.Objective.UsdWeight * offer.OnceUsd
                + Owed(offer, offer.QuartersAfter(q, _problem.Quarters)));
        }
    }

    // A hall is built once, and there to the end of the horizon.
    void Build(int site, int hall, HallOrder order, bool integer)
    {
        Constraint once = _solver.MakeConstraint(double.NegativeInfinity, 1);
        for (int q = _relaxed.HasFlag(Relaxation.LeadTime) ? 0 : order.FirstArrival; q < _problem.Quarters; q++)
        {
            Variable built = _halls[(site, hall, q)] = Variable(0, 1, integer);
            once.SetCoefficient(built, 1);
            _solver.Objective().SetCoefficient(built, _problem.Objective.UsdWeight * order.ChargeUsdPerQuarter * (_problem.Quarters - q + _problem.Rules.OwedShare * order.QuartersAfter(q, _problem.Quarters)));
        }
    }

    // What moves is given up at home the quarter before, in which it serves nobody.
    void Move(int held)
    {
        int[] moves = [.. Enumerable.Range(0, _problem.Offers.Count).Where(i => _problem.Offers[i].MovedFrom == held)];
        for (int q = 0; q + 1 < _problem.Quarters && _kept[held, q] is { } kept; q++)
        {
            Variable[] away = [.. moves.Select(i => _orders[i, q + 1]).OfType<Variable>()];
            if (away.Length == 0) continue;
            Constraint row = _solver.MakeConstraint(double.NegativeInfinity, q == 0 ? _problem.Offers[held].Held!.Value : 0);
            row.SetCoefficient(kept, 1);
            if (q > 0) row.SetCoefficient(_kept[held, q - 1], -1);
            foreach (Variable move in away) row.SetCoefficient(move, 1);
        }
    }

    // What is owed after the horizon counts with the share that the rules give it.
    double Owed(PlanOffer offer, int quarters) => _problem.Rules.OwedShare * _problem.Objective.UsdWeight * offer.OwedUsdPerQuarter * quarters;

    Variable Variable(double least, double most, bool integer) => integer ? _solver.MakeIntVar(least, most, "") : _solver.MakeNumVar(least, most, "");

    /// <summary>What an instance adds to the objective in a quarter.</summary>
    public double Weight(PlanOffer offer)
    {
        FleetObjective objective = _problem.Objective;
        double carbon = _problem.CarbonKgPerKilowatt(offer.Site) * offer.IdleKilowatts / 1000;
        return objective.UsdWeight * offer.UsdPerQuarter + objective.UsdPerTonne * carbon + objective.UsdPerAcceleratorQuarter * offer.Accelerators;
    }

    /// <summary>Variables whose instances stand in a quarter.</summary>
    public IEnumerable<Variable> Standing(int offer, int quarter)
    {
        if (_kept[offer, quarter] is { } kept) yield return kept;
        if (quarter > _problem.Offers[offer].HeldUntil) yield break;
        int from = Math.Max(0, quarter - _problem.Offers[offer].TermQuarters + 1);
        for (int q = from; q <= quarter; q++)
            if (_orders[offer, q] is { } order) yield return order;
    }

    /// <summary>What an instance more of an offer costs in a quarter beyond what it saves, at the solution's prices: the least of its orders, each spread over its term.</summary>
    public double Spare(int offer, int quarter)
    {
        int term = _problem.Offers[offer].TermQuarters;
        double least = double.PositiveInfinity;
        for (int q = Math.Max(0, quarter - term + 1); q <= quarter; q++)
            if (_orders[offer, q] is { } order) least = Math.Min(least, Math.Max(0, order.ReducedCost()) / Math.Min(term, _problem.Quarters - q));
        // What is paid anyway costs nothing more.
        if (_kept[offer, quarter] is { } kept) least = Math.Min(least, kept.Lb() > 0 ? 0 : Math.Max(0, kept.ReducedCost()));
        return least;
    }

    /// <summary>What an instance takes of the limits of its site in a quarter, at the solution's prices.</summary>
    public double Scarcity(PlanOffer offer, int quarter) =>
        _taken.Where(t => t.Site == offer.Site && t.Quarter == quarter).Sum(t => t.Share(offer) is not 0 and var share ? -t.Row.DualValue() * share : 0);

    /// <summary>Instances ordered to arrive in a quarter.</summary>
    public double Ordered(int offer, int quarter) => _orders[offer, quarter]?.SolutionValue() ?? 0;

    /// <summary>Halls that are ordered, with the quarter in which they are there.</summary>
    public IEnumerable<(int Site, int Hall, int Arrives)> Halls() => _halls.Where(h => h.Value.SolutionValue() > 0.5).Select(h => h.Key).Order();

    public double StandingInstances(int offer, int quarter) => Standing(offer, quarter).Sum(v => v.SolutionValue());
}
