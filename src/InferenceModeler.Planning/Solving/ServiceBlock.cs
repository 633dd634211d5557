using Google.OrTools.LinearSolver;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>What serves whom in one quarter: units of deployments, the dispatch of every typical hour, training beside it.</summary>
sealed class ServiceBlock
{
    const double BitsPerByte = 8, SecondsPerHour = 3600, Open = 1e-5, NearerUsdPerSecond = 1e-7;

    /// <summary>What goes short is limited in millions of the objective, so that rows are of one size.</summary>
    public const double Million = 1e6;

    readonly PlanProblem _problem;
    readonly Solver _solver;
    readonly int _quarter;
    readonly double _shortfallUsd;
    readonly Relaxation _relaxed;
    readonly bool _isDecided;
    readonly Constraint? _mostShort;
    readonly List<(int Pool, int Demand, int Hour, Variable Rate)> _rates = [];
    readonly List<(int Pool, int Job, int Hour, Variable Units)> _trained = [];
    readonly Constraint?[,] _demand;
    readonly Constraint?[] _spot;
    readonly Constraint?[,] _ingress, _egress;
    readonly Constraint?[] _training;

    /// <param name="solver">Where to.</param>
    /// <param name="problem">What.</param>
    /// <param name="quarter">Index in the horizon.</param>
    /// <param name="pools">Pools to choose from.</param>
    /// <param name="integer">Whole units, whole zones.</param>
    /// <param name="fixedUnits">Units of the pools where they are decided; null where not.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short; 0 where none may.</param>
    /// <param name="relaxed">Families that are left out.</param>
    /// <param name="mostShort">Row that takes what goes short, in millions of the objective, instead of the objective; null for the objective.</param>
    public ServiceBlock(Solver solver, PlanProblem problem, int quarter, IReadOnlyList<Pool> pools, bool integer, IReadOnlyList<double>? fixedUnits, double shortfallUsd, Relaxation relaxed, Constraint? mostShort = null)
    {
        (_solver, _problem, _quarter, Pools, _shortfallUsd, _relaxed, _isDecided, _mostShort) = (solver, problem, quarter, pools, shortfallUsd, relaxed, fixedUnits is not null, mostShort);
        _training = new Constraint?[problem.Training.Count];
        Units = new Variable[pools.Count];
        Carrying = new Variable[pools.Count];
        FullestZone = new Variable?[pools.Count];
        for (int p = 0; p < pools.Count; p++) AddPool(p, integer, fixedUnits);
        Constraint?[,] demand = _demand = DemandRows(isWhole: true);
        _spot = [.. problem.Demands.Select(SpotRow)];
        Constraint[,] carried = CarriedRows(training: true);
        (_ingress, _egress) = (Ingress(), Egress());
        AddRates(demand, carried, _ingress, _egress, lost: []);
        AddTraining();
        foreach (PlanLoss loss in PlanLoss.Of(problem, problem.Rules.SurvivesSiteLoss && !relaxed.HasFlag(Relaxation.SiteLoss), problem.Rules.SurvivesRegionLoss && !relaxed.HasFlag(Relaxation.RegionLoss)))
        {
            Constraint?[,] left = DemandRows(isWhole: false);
            LossRows.AddRange(left.OfType<Constraint>().Select(row => (loss, row)));
            AddRates(left, CarriedRows(training: false), Ingress(), Egress(), loss.Sites);
        }
    }

    /// <summary>Index in the horizon.</summary>
    public int Quarter => _quarter;

    public IReadOnlyList<Pool> Pools { get; }

    /// <summary>By pool.</summary>
    public Variable[] Units { get; }

    /// <summary>Units that are left to carry the load when one zone is lost, by pool.</summary>
    public Variable[] Carrying { get; }

    /// <summary>Units of the fullest zone, by pool; null where no zone may be lost.</summary>
    public Variable?[] FullestZone { get; }

    /// <summary>That zones may be lost, by site, to read its worth from.</summary>
    public List<(int Site, Constraint Row)> ZoneRows { get; } = [];

    /// <summary>What is asked for while sites are lost, to read from whether their loss binds.</summary>
    public List<(PlanLoss Loss, Constraint Row)> LossRows { get; } = [];

    /// <summary>Limits by family, place and quarter, to read their worth from.</summary>
    public List<(string Limit, string Where, int Quarter, string Unit, Constraint Row)> Limits { get; } = [];

    /// <summary>What relaxed limits give way by, in the unit of the limit.</summary>
    public List<(string Limit, string Where, int Quarter, string Unit, Variable Excess)> Excesses { get; } = [];

    readonly List<(int Pool, int Hour, Constraint Row)> _total = [];
    readonly List<(Variable Missing, double Amount, double Usd)> _missing = [];

    /// <summary>Whether all that is asked is served, in the solution, up to what solvers leave open.</summary>
    public bool ServesAll => _missing.All(m => m.Missing.SolutionValue() <= Open * m.Amount);

    /// <summary>What goes short in the solution weighs this much.</summary>
    public double ShortfallUsd => _missing.Sum(m => m.Missing.SolutionValue() * m.Usd);

    /// <summary>Of the solution's objective, what goes short.</summary>
    public double ShortfallPricedUsd => _mostShort is null ? ShortfallUsd : 0;

    /// <summary>What would weigh this much if all of it went short.</summary>
    public double DemandUsd => _missing.Sum(m => m.Missing.Ub() * m.Usd);

    void AddPool(int p, bool integer, IReadOnlyList<double>? fixedUnits)
    {
        Pool pool = Pools[p];
        (double least, double most) = fixedUnits is null ? (0, double.PositiveInfinity) : (fixedUnits[p], fixedUnits[p]);
        Variable units = Units[p] = integer && fixedUnits is null ? _solver.MakeIntVar(least, most, "") : _solver.MakeNumVar(least, most, "");
        if (RunningWeight(pool) is > 0 and var weight) _solver.Objective().SetCoefficient(units, weight);
        Variable carrying = Carrying[p] = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        Constraint up = _solver.MakeConstraint(double.NegativeInfinity, 0);
        up.SetCoefficient(carrying, 1);
        up.SetCoefficient(units, -pool.UpShare(_problem));
        if (!_problem.Rules.SurvivesZoneLoss || pool.IsSpot || _relaxed.HasFlag(Relaxation.ZoneLoss) || _problem.Deployments[pool.Deployment].Training is not null) return;
        // The fullest zone holds at least the mean of all, in whole units.
        int zones = _problem.Zones(pool.Site, pool.Deployment);
        Constraint lost = _solver.MakeConstraint(double.NegativeInfinity, 0);
        lost.SetCoefficient(carrying, 1);
        lost.SetCoefficient(units, -1);
        ZoneRows.Add((pool.Site, lost));
        Variable fullest = integer && fixedUnits is null ? _solver.MakeIntVar(0, double.PositiveInfinity, "")
            : fixedUnits is null ? _solver.MakeNumVar(0, double.PositiveInfinity, "") : _solver.MakeNumVar(Fullest(fixedUnits[p], zones), double.PositiveInfinity, "");
        FullestZone[p] = fullest;
        lost.SetCoefficient(fullest, 1);
        Constraint mean = _solver.MakeConstraint(0, double.PositiveInfinity);
        mean.SetCoefficient(fullest, zones);
        mean.SetCoefficient(units, -1);
    }

    /// <summary>Units in the fullest of some zones.</summary>
    public static double Fullest(double units, int zones) => Math.Ceiling(units / zones - 1e-6);

    // Where a site is lost, what may wait waits.
    Constraint?[,] DemandRows(bool isWhole)
    {
        Constraint?[,] rows = new Constraint?[_problem.Demands.Count, _problem.Hours.Count];
        for (int d = 0; d < _problem.Demands.Count; d++)
        {
            PlanDemand demand = _problem.Demands[d];
            if (demand.IsDeferrable && !isWhole) continue;
            if (demand.IsDeferrable)
            {
                // In millions of requests, so that rows are of one size.
                Constraint row = Demanded(demand.RequestsPerQuarter(_quarter) / 1e6, 1e6 * demand.Worth);
                for (int h = 0; h < _problem.Hours.Count; h++) rows[d, h] = row;
                continue;
            }
            for (int h = 0; h < _problem.Hours.Count; h++)
            {
                double seconds = _problem.Hours[h].HoursPerQuarter * SecondsPerHour, rate = _problem.Rate(d, _quarter, h);
                rows[d, h] = Demanded(rate, seconds * demand.Worth);
            }
        }
        return rows;
    }

    // What spot serves of a class, in millions of requests.
    Constraint? SpotRow(PlanDemand demand)
    {
        if (!demand.IsDeferrable || _problem.Rules.SpotShare >= 1 || _relaxed.HasFlag(Relaxation.SpotShare)) return null;
        Constraint row = _solver.MakeConstraint(double.NegativeInfinity, _problem.Rules.SpotShare * demand.RequestsPerQuarter(_quarter) / 1e6);
        Limits.Add(("spot-share", demand.Name, _quarter, "million requests", row));
        return row;
    }

    Constraint Demanded(double amount, double worth)
    {
        // While fleets are compared, serving more than is asked does no harm and solves faster; who is served from where is told exactly.
        Constraint row = _solver.MakeConstraint(amount, _isDecided ? amount : double.PositiveInfinity);
        if (_shortfallUsd == 0) return row;
        Variable missing = _solver.MakeNumVar(0, amount, "");
        _missing.Add((missing, Math.Max(1e-3, amount), _shortfallUsd * worth));
        row.SetCoefficient(missing, 1);
        if (_mostShort is { } most) most.SetCoefficient(missing, _shortfallUsd * worth / Million);
        else _solver.Objective().SetCoefficient(missing, _shortfallUsd * worth);
        return row;
    }

    Constraint[,] CarriedRows(bool training)
    {
        Constraint[,] rows = new Constraint[Pools.Count, _problem.Hours.Count];
        for (int p = 0; p < Pools.Count; p++)
        {
            for (int h = 0; h < _problem.Hours.Count; h++)
            {
                Constraint row = rows[p, h] = _solver.MakeConstraint(double.NegativeInfinity, 0);
                // Where a whole site is lost, no zone is lost beside it.
                if (training) row.SetCoefficient(Carrying[p], -1);
                else row.SetCoefficient(Units[p], -Pools[p].UpShare(_problem));
                if (!training || !Trains(Pools[p]).Any()) continue;
                Constraint total = _solver.MakeConstraint(double.NegativeInfinity, 0);
                total.SetCoefficient(Units[p], -Pools[p].UpShare(_problem));
                _total.Add((p, h, total));
            }
        }
        return rows;
    }

    IEnumerable<int> Trains(Pool pool)
    {
        PlanDeployment deployment = _problem.Deployments[pool.Deployment];
        for (int j = 0; j < _problem.Training.Count; j++)
        {
            PlanTraining job = _problem.Training[j];
            bool fits = job.AcceleratorId == deployment.AcceleratorId && (job.IsPreemptible ? deployment.Training is null || deployment.Training == job.Name : deployment.Training == job.Name && !pool.IsSpot);
            if (fits && job.AcceleratorHours[_quarter] > 0) yield return j;
        }
    }

    void AddRates(Constraint?[,] demand, Constraint[,] carried, Constraint?[,] ingress, Constraint?[,] egress, IReadOnlyList<int> lost)
    {
        Dictionary<(int, int), Constraint> totals = lost.Count == 0 ? _total.ToDictionary(t => (t.Pool, t.Hour), t => t.Row) : [];
        for (int p = 0; p < Pools.Count; p++)
        {
            Pool pool = Pools[p];
            if (lost.Contains(pool.Site)) continue;
            for (int d = 0; d < _problem.Demands.Count; d++)
            {
                double capacity = Capacity(pool, d);
                if (capacity <= 0) continue;
                for (int h = 0; h < _problem.Hours.Count; h++)
                {
                    PlanDemand asked = _problem.Demands[d];
                    if (demand[d, h] is not { } row || (!asked.IsDeferrable && _problem.Rate(d, _quarter, h) <= 0)) continue;
                    Variable rate = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                    carried[p, h].SetCoefficient(rate, 1 / capacity);
                    if (totals.TryGetValue((p, h), out Constraint? total)) total.SetCoefficient(rate, 1 / capacity);
                    row.SetCoefficient(rate, asked.IsDeferrable ? Millions(h) : 1);
                    if (pool.IsSpot) _spot[d]?.SetCoefficient(rate, Millions(h));
                    ingress[pool.Site, h]?.SetCoefficient(rate, BitsPerByte * asked.GigabytesPerPrompt);
                    egress[pool.Site, h]?.SetCoefficient(rate, BitsPerByte * asked.GigabytesPerAnswer);
                    if (lost.Count > 0) continue;
                    _rates.Add((p, d, h, rate));
                    _solver.Objective().SetCoefficient(rate, Weight(pool, asked, h) + Farther(pool, asked, h));
                }
            }
        }
    }

    Constraint?[,] Ingress() => NetworkRows(Relaxation.Ingress, site => site.IngressGbitPerSecond);

    Constraint?[,] Egress() => NetworkRows(Relaxation.Egress, site => site.EgressGbitPerSecond);

    // Traffic of a site in an hour.
    Constraint?[,] NetworkRows(Relaxation family, Func<PlanSite, double> most)
    {
        Constraint?[,] rows = new Constraint?[_problem.Sites.Count, _problem.Hours.Count];
        for (int s = 0; s < _problem.Sites.Count; s++)
        {
            double gbit = most(_problem.Sites[s]);
            if (double.IsPositiveInfinity(gbit)) continue;
            for (int h = 0; h < _problem.Hours.Count; h++)
            {
                Constraint row = rows[s, h] = _solver.MakeConstraint(double.NegativeInfinity, gbit);
                (string Limit, string Where, string Unit) place = (Choices.Name(family), _problem.Sites[s].Name, "Gbit/s");
                Limits.Add((place.Limit, place.Where, _quarter, place.Unit, row));
                if (!_relaxed.HasFlag(family)) continue;
                Variable excess = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                row.SetCoefficient(excess, -1);
                _solver.Objective().SetCoefficient(excess, SupplyBlock.UsdPerExcess(_problem, gbit));
                Excesses.Add((place.Limit, place.Where, _quarter, place.Unit, excess));
            }
        }
        return rows;
    }

    // Requests of one per second all through a typical hour's time, in millions.
    double Millions(int hour) => _problem.Hours[hour].HoursPerQuarter * SecondsPerHour / 1e6;

    // A relaxed rule of residency or latency lets a site serve as from nearby.
    double Capacity(Pool pool, int demand)
    {
        int bin = _problem.Demands[demand].BinOfSite[pool.Site];
        bool lifted = (bin == PlanDemand.NotResident && _relaxed.HasFlag(Relaxation.Residency)) || (bin == PlanDemand.TooFar && _relaxed.HasFlag(Relaxation.Latency));
        return lifted && !pool.IsSpot ? _problem.Deployments[pool.Deployment].UnitCapacity[_problem.Demands[demand].ClassIndex, 0] : pool.Capacity(_problem, demand);
    }

    // Energy of a unit that runs all through the quarter, beyond idling.
    double RunningWeight(Pool pool)
    {
        FleetObjective objective = _problem.Objective;
        return _problem.RunningKilowatts(pool.Site, pool.Deployment)
            * (objective.UsdWeight * Fleets.Quarter.Hours * _problem.ElectricityUsdPerKwh(pool.Site, pool.Deployment) + objective.UsdPerTonne * _problem.CarbonKgPerKilowatt(pool.Site) / 1000);
    }

    // Energy and egress of one request per second all through a typical hour's time.
    double Weight(Pool pool, PlanDemand demand, int hour)
    {
        PlanSite site = _problem.Sites[pool.Site];
        double requests = _problem.Hours[hour].HoursPerQuarter * SecondsPerHour;
        double kwh = requests * _problem.Deployments[pool.Deployment].KwhPerRequest[demand.ClassIndex] * site.Pue;
        FleetObjective objective = _problem.Objective;
        return objective.UsdWeight * (kwh * _problem.ElectricityUsdPerKwh(pool.Site, pool.Deployment) + requests * demand.GigabytesPerAnswer * site.EgressUsdPerGigabyte) + objective.UsdPerTonne * kwh * site.CarbonKgPerKwh[hour] / 1000;
    }

    // Of sites that cost the same, the nearer one serves.
    double Farther(Pool pool, PlanDemand demand, int hour) => _isDecided && demand.RoundTripSecondsOfSite.Count > 0
        ? NearerUsdPerSecond * demand.RoundTripSecondsOfSite[pool.Site] * _problem.Hours[hour].HoursPerQuarter * SecondsPerHour
        : 0;

    /// <summary>What the solution weighs.</summary>
    public double Weight() => ShortfallPricedUsd + Units.Select((u, p) => u.SolutionValue() * RunningWeight(Pools[p])).Sum() + _rates.Sum(r => r.Rate.SolutionValue() * Weight(Pools[r.Pool], _problem.Demands[r.Demand], r.Hour))
        + _trained.Sum(t => t.Units.SolutionValue() * TrainingWeight(Pools[t.Pool], t.Job, t.Hour));

    void AddTraining()
    {
        for (int j = 0; j < _problem.Training.Count; j++)
        {
            PlanTraining job = _problem.Training[j];
            if (job.AcceleratorHours[_quarter] <= 0) continue;
            // In thousands of accelerator-hours.
            Constraint asked = _training[j] = Demanded(job.AcceleratorHours[_quarter] / 1000, 1e6);
            foreach ((int p, int h, Constraint total) in _total)
            {
                if (!Trains(Pools[p]).Contains(j)) continue;
                Variable trained = _solver.MakeNumVar(0, double.PositiveInfinity, "");
                _trained.Add((p, j, h, trained));
                _solver.Objective().SetCoefficient(trained, TrainingWeight(Pools[p], j, h));
                total.SetCoefficient(trained, 1);
                asked.SetCoefficient(trained, _problem.Deployments[Pools[p].Deployment].AcceleratorsPerUnit * _problem.Hours[h].HoursPerQuarter / 1000);
            }
        }
    }

    // Energy of a unit that trains all through a typical hour's time.
    double TrainingWeight(Pool pool, int job, int hour)
    {
        double kwh = _problem.TrainingKilowatts(job, pool.Site, pool.Deployment) * _problem.Deployments[pool.Deployment].AcceleratorsPerUnit * _problem.Hours[hour].HoursPerQuarter;
        return kwh * (_problem.Objective.UsdWeight * _problem.ElectricityUsdPerKwh(pool.Site, pool.Deployment) + _problem.Objective.UsdPerTonne * _problem.Sites[pool.Site].CarbonKgPerKwh[hour] / 1000);
    }

    /// <summary>What a unit of a pool that is not in the model would earn at the solution's prices beyond what running it takes: the most that it can serve or train in every hour.</summary>
    /// <remarks>Holds for models without the loss of a site.</remarks>
    public double Earns(Pool pool)
    {
        double up = pool.UpShare(_problem), firm = pool.IsSpot || _problem.Deployments[pool.Deployment].Training is not null ? up : Math.Min(up, _problem.FirmShare(pool.Site, pool.Deployment)), earned = 0;
        double accelerators = _problem.Deployments[pool.Deployment].AcceleratorsPerUnit;
        for (int h = 0; h < _problem.Hours.Count; h++)
        {
            double serving = 0, training = 0;
            for (int d = 0; d < _problem.Demands.Count; d++)
            {
                if (_demand[d, h] is not { } row || Capacity(pool, d) is not (> 0 and var capacity)) continue;
                PlanDemand asked = _problem.Demands[d];
                double price = asked.IsDeferrable ? (row.DualValue() + (pool.IsSpot ? _spot[d]?.DualValue() ?? 0 : 0)) * Millions(h) : row.DualValue();
                double network = BitsPerByte * (asked.GigabytesPerPrompt * Price(_ingress, pool, h) + asked.GigabytesPerAnswer * Price(_egress, pool, h));
                serving = Math.Max(serving, capacity * (price - network - Weight(pool, asked, h)));
            }
            foreach (int j in Trains(pool))
                training = Math.Max(training, _training[j]!.DualValue() * accelerators * _problem.Hours[h].HoursPerQuarter / 1000 - TrainingWeight(pool, j, h));
            earned += firm * Math.Max(serving, training) + (up - firm) * training;
        }
        return earned - RunningWeight(pool);
    }

    static double Price(Constraint?[,] rows, Pool pool, int hour) => -(rows[pool.Site, hour]?.DualValue() ?? 0);

    /// <summary>What is served, from the solution.</summary>
    public IEnumerable<Dispatch> Dispatched() => _rates.Select(r => (r, Rate: r.Rate.SolutionValue())).Where(r => r.Rate > 1e-9)
        .Select(r => new Dispatch(_quarter, r.r.Hour, r.r.Demand, Pools[r.r.Pool].Site, Pools[r.r.Pool].Deployment, Pools[r.r.Pool].IsSpot, r.Rate));

    /// <summary>What trains, from the solution.</summary>
    public IEnumerable<Trained> Trains() => _trained.Where(t => t.Units.SolutionValue() > 1e-9).Select(t => (t, Pool: Pools[t.Pool]))
        .Select(t => new Trained(_quarter, t.t.Hour, t.t.Job, t.Pool.Site, t.Pool.Deployment, t.Pool.IsSpot, t.t.Units.SolutionValue() * _problem.Deployments[t.Pool.Deployment].AcceleratorsPerUnit));
}
