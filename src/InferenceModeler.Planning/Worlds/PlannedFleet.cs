using InferenceModeler.Planning.Problems;
using InferenceModeler.Worlds;

namespace InferenceModeler.Planning.Worlds;

/// <summary>A plan as worlds see it.</summary>
/// <remarks>
/// Work is counted in the unit-seconds that a request keeps where the plan serves it; a deployment at a site then carries, per unit, the work of the
/// requests that the plan gives it. What a world sends elsewhere than the plan does is converted at the same ratio, which is exact where deployments
/// differ by one factor for all classes. Instances that the plan has beyond its replicas (training, spares) keep their power.
/// </remarks>
public sealed class PlannedFleet
{
    const double UnlimitedKw = 1e9, SecondsPerHour = 3600;

    readonly Plan _plan;
    readonly PlanProblem _problem;
    readonly double[] _work;
    readonly Func<int, int> _kindOf;

    PlannedFleet(Plan plan, PlannedCapacities? capacities)
    {
        _plan = plan;
        _kindOf = deployment => capacities?.KindOf(deployment) ?? 0;
        _problem = plan.Problem;
        _work = [.. Enumerable.Range(0, _problem.Demands.Count).Select(WorkPerRequest)];
    }

    /// <param name="plan">What to try.</param>
    /// <param name="capacities">Of its deployments; null where all have the same.</param>
    /// <exception cref="InputException">Nothing serves in the plan, or more kinds of demand or replicas than worlds tell apart.</exception>
    public static WorldFleet Of(Plan plan, PlannedCapacities? capacities = null) => new PlannedFleet(plan, capacities).Build();

    /// <summary>A plan as worlds see it in which other demand is asked, and another capacity is there, than the plan was made for: the same sites, deployments, classes and users, other rates and margin.</summary>
    /// <exception cref="InputException">As of <see cref="Of(Plan)"/>.</exception>
    public static WorldFleet Of(Plan plan, PlanProblem asked, PlannedCapacities? capacities = null)
    {
        double Ratio(Dispatch d)
        {
            PlanDemand planned = plan.Problem.Demands[d.Demand], real = asked.Demands[d.Demand];
            int hour = plan.Problem.Hours[d.Hour].HourOfWeek;
            (double before, double now) = planned.IsDeferrable ? (planned.RequestsPerQuarter(d.Quarter), real.RequestsPerQuarter(d.Quarter)) : (planned.WeekRates[d.Quarter, hour], real.WeekRates[d.Quarter, hour]);
            return before > 0 ? now / before : 0;
        }
        Plan carrying = plan with { Problem = plan.Problem with { Deployments = asked.Deployments } };
        WorldFleet own = Of(carrying, capacities);
        return Of(carrying with { Problem = carrying.Problem with { Demands = asked.Demands }, Dispatch = [.. plan.Dispatch.Select(d => d with { RequestsPerSecond = d.RequestsPerSecond * Ratio(d) })] }, capacities) with { FixedUsd = own.FixedUsd, OrderedUsd = own.OrderedUsd, RentedUsd = own.RentedUsd, Spends = own.Spends };
    }

    /// <summary>Unit-seconds that a request of a demand takes where the plan serves it; where it is not served, where it takes least.</summary>
    double WorkPerRequest(int demand)
    {
        double requests = 0, work = 0;
        foreach (Dispatch served in _plan.Dispatch.Where(d => d.Demand == demand && d.RequestsPerSecond > 0))
        {
            double weight = served.RequestsPerSecond * _problem.Hours[served.Hour].HoursPerQuarter;
            requests += weight;
            work += weight / Capacity(demand, served.Site, served.Deployment);
        }
        if (requests > 0) return work / requests;
        double most = (from site in Enumerable.Range(0, _problem.Sites.Count)
                       from deployment in Enumerable.Range(0, _problem.Deployments.Count)
                       select Capacity(demand, site, deployment)).DefaultIfEmpty(0).Max();
        return most > 0 ? 1 / most : 1;
    }

    /// <summary>Requests per second of a demand that a unit carries; 0 where it may not serve it.</summary>
    double Capacity(int demand, int site, int deployment)
    {
        PlanDemand asked = _problem.Demands[demand];
        return asked.BinOfSite[site] < 0 ? 0 : _problem.Deployments[deployment].UnitCapacity[asked.ClassIndex, asked.BinOfSite[site]];
    }

    WorldFleet Build()
    {
        Replicas[] all = [.. _plan.Assignments.Where(a => a.Units > 0).GroupBy(a => (a.Site, a.Deployment, a.IsSpot)).Select(Read)];
        if (all.Length == 0) throw new InputException("nothing serves in this plan: worlds need a fleet");
        // Places that fewer may use first, so that they leave the others to those who have no choice; then the cheapest to run.
        var sites = all.GroupBy(r => r.Site)
            .Select(g => (Site: g.Key, Supplies: g.OrderBy(r => r.Serves.Count).ThenBy(r => r.BusyKwPerWork).ThenBy(r => r.Deployment).ToArray()))
            .OrderBy(s => s.Supplies.Average(r => r.Serves.Count))
            .ThenBy(s => s.Supplies.Min(r => (r.BusyKwPerWork - r.IdleKwPerWork) * _problem.ElectricityUsdPerKwh(s.Site, r.Deployment))).ThenBy(s => s.Site).ToArray();
        HashSet<(int, int)>[] places = [.. _problem.Demands.Select(_ => new HashSet<(int, int)>())];
        for (int site = 0; site < sites.Length; site++)
            for (int supply = 0; supply < sites[site].Supplies.Length; supply++)
                foreach (int demand in sites[site].Supplies[supply].Serves) places[demand].Add((site, supply));
        Dictionary<(int Site, int Deployment, bool IsSpot), (int, int)> position = [];
        for (int site = 0; site < sites.Length; site++)
            for (int supply = 0; supply < sites[site].Supplies.Length; supply++)
                position[(sites[site].Site, sites[site].Supplies[supply].Deployment, sites[site].Supplies[supply].IsSpot)] = (site, supply);
        double[] ordered = Orders(late: true), rented = Orders(late: false);
        // What more contracts ask for does not vary.
        WorldSpend[] spends = [.. _problem.MinimumSpends.OrderByDescending(m => m.LeastUsd.Sum()).Take(WorldRow.Spends).Select(Spend)];
        PlannedTraffic traffic = new(_plan, _work);
        WorldFleet fleet = new()
        {
            Sites = [.. sites.Select(s => new WorldSite(_problem.Sites[s.Site].Name, _problem.Sites[s.Site].Zones, LimitKw(s.Site, s.Supplies, _problem.Sites[s.Site].Kilowatts),
                _problem.Sites[s.Site].ElectricityUsdPerKwh, [.. s.Supplies.Select(r => new WorldSupply(r.Existing, r.Ordered, r.BusyKwPerWork, r.IdleKwPerWork, _kindOf(r.Deployment))
                {
                    FirmShare = r.FirmShare,
                    WorkRatio = r.WorkRatio,
                    WorkRatioWithoutSite = r.WorkRatioWithoutSite,
                    MostUpShare = r.IsSpot ? _problem.SpotUpShare(r.Site, r.Deployment) : 1,
                    Instances = r.Instances,
                    IsSpot = r.IsSpot,
                    NetworkWork = traffic.NetworkWork(r.Site, r.Deployment, r.IsSpot, r.Serves),
                    UsdPerKwh = _problem.ElectricityUsdPerKwh(r.Site, r.Deployment),
                })])
            {
                LateLimitKw = [.. _problem.Sites[s.Site].LateKilowatts.Select(late => LimitKw(s.Site, s.Supplies, late))],
                Connection = s.Site,
                Region = _problem.Sites[s.Site].Region,
            })],
            Demands = WorldDemand.Merge(_problem.Demands.Select((d, i) => new WorldDemand(d.Name, places[i], Work(i), d.IsDeferrable) { Planned = Given(i, position) })),
            HoursPerQuarter = [.. _problem.Hours.Select(h => h.HoursPerQuarter)],
            FixedUsd = new double[_problem.Quarters],
            OrderedUsd = ordered,
            UpShare = _problem.UpShare,
            InstanceAvailability = _problem.Rules.InstanceAvailability,
        };
        // Rents contain what owned servers draw idling: orders are what energy leaves of the plan's cost, at most, and the rest does not vary.
        IReadOnlyList<double> energy = fleet.EnergyUsdAsPlanned();
        double Unspent(int q) => spends.Sum(s => Math.Max(0, s.NeedUsd[q] - s.RentUsd[q]));
        double[] rest = [.. _plan.Quarters.Select((q, i) => Math.Max(0, q.CostUsd - energy[i] - Unspent(i)))];
        double[] rents = [.. rented.Zip(rest, Math.Min)], orders = [.. ordered.Select((usd, q) => Math.Min(usd, rest[q] - rents[q]))];
        return fleet with { OrderedUsd = orders, RentedUsd = rents, Spends = spends, FixedUsd = [.. rest.Select((usd, q) => usd - rents[q] - orders[q])] };
    }

    // What contracts of a least rent ask for: prices of what is held are settled, those of what is ordered may differ.
    WorldSpend Spend(PlanSpend spend)
    {
        double[] need = [.. spend.LeastUsd], rent = new double[_problem.Quarters];
        foreach (Standing standing in _plan.Standing.Where(s => spend.Offers.Contains(s.Offer)))
        {
            PlanOffer offer = _problem.Offers[standing.Offer];
            if (offer.Held is null) rent[standing.Quarter] += standing.Instances * offer.UsdPerQuarter;
            else need[standing.Quarter] -= standing.Instances * offer.UsdPerQuarter;
        }
        return new([.. need.Select(usd => Math.Max(0, usd))], rent);
    }

    /// <summary>What the plan orders that may come late, or that may not: dollars by quarter, in the quarters in which it stands.</summary>
    double[] Orders(bool late)
    {
        double[] usd = new double[_problem.Quarters];
        foreach (Standing standing in _plan.Standing)
            if (_problem.Offers[standing.Offer] is { Held: null, MovedFrom: null } offer && offer.MayComeLate == late) usd[standing.Quarter] += standing.Instances * offer.UsdPerQuarter;
        return usd;
    }

    /// <summary>What is asked, by quarter and hour: what may wait when the plan serves it, and all else too where nothing goes short.</summary>
    IReadOnlyList<double>[] Work(int demand)
    {
        double[][] work = [.. Enumerable.Range(0, _problem.Quarters).Select(_ => new double[_problem.Hours.Count])];
        if (_problem.Rules.MayFallShort && !_problem.Demands[demand].IsDeferrable)
        {
            for (int quarter = 0; quarter < work.Length; quarter++)
                for (int hour = 0; hour < work[quarter].Length; hour++) work[quarter][hour] = _problem.Rate(demand, quarter, hour) * _work[demand];
            return work;
        }
        foreach (Dispatch served in _plan.Dispatch.Where(d => d.Demand == demand)) work[served.Quarter][served.Hour] += served.RequestsPerSecond * _work[demand];
        return work;
    }

    /// <summary>What the plan serves of a demand where.</summary>
    Dictionary<(int Site, int Supply), IReadOnlyList<IReadOnlyList<double>>> Given(int demand, Dictionary<(int, int, bool), (int, int)> position)
    {
        Dictionary<(int, int), double[][]> given = [];
        foreach (Dispatch served in _plan.Dispatch.Where(d => d.Demand == demand && d.RequestsPerSecond > 0))
        {
            if (!position.TryGetValue((served.Site, served.Deployment, served.IsSpot), out (int, int) place)) continue;
            if (!given.TryGetValue(place, out double[][]? work)) given[place] = work = [.. Enumerable.Range(0, _problem.Quarters).Select(_ => new double[_problem.Hours.Count])];
            work[served.Quarter][served.Hour] += served.RequestsPerSecond * _work[demand];
        }
        return given.ToDictionary(g => g.Key, g => (IReadOnlyList<IReadOnlyList<double>>)g.Value);
    }

    // What the site's power leaves to what serves.
    double[] LimitKw(int site, Replicas[] supplies, IReadOnlyList<double> kilowatts)
    {
        double[] others = new double[_problem.Quarters];
        foreach (Standing standing in _plan.Standing)
            if (_problem.Offers[standing.Offer] is { } offer && offer.Site == site) others[standing.Quarter] += standing.Instances * offer.Kilowatts;
        foreach (Replicas replicas in supplies)
            for (int quarter = 0; quarter < others.Length; quarter++) others[quarter] -= (replicas.Existing[quarter] + replicas.Ordered[quarter]) * replicas.BusyKwPerWork;
        return [.. others.Select((kw, quarter) => Math.Min(UnlimitedKw, Math.Max(0, kilowatts[quarter] - Math.Max(0, kw))))];
    }

    Replicas Read(IGrouping<(int Site, int Deployment, bool IsSpot), Assignment> group)
    {
        (int site, int deployment, bool isSpot) = group.Key;
        PlanDeployment recipe = _problem.Deployments[deployment];
        double work = 0, units = 0;
        double[,] workIn = new double[_problem.Quarters, _problem.Hours.Count], unitsIn = new double[_problem.Quarters, _problem.Hours.Count];
        foreach (Dispatch served in _plan.Dispatch.Where(d => d.Site == site && d.Deployment == deployment && d.IsSpot == isSpot && d.RequestsPerSecond > 0))
        {
            double weight = served.RequestsPerSecond * _problem.Hours[served.Hour].HoursPerQuarter, workOf = weight * _work[served.Demand], unitsOf = weight / Capacity(served.Demand, site, deployment);
            work += workOf;
            units += unitsOf;
            workIn[served.Quarter, served.Hour] += workOf;
            unitsIn[served.Quarter, served.Hour] += unitsOf;
        }
        int[] serves = [.. Enumerable.Range(0, _problem.Demands.Count).Where(d => Capacity(d, site, deployment) > 0 && (!isSpot || _problem.Demands[d].IsDeferrable))];
        double workPerUnit = units > 0 ? work / units : serves.Length > 0 ? serves.Average(d => _work[d] * Capacity(d, site, deployment)) : 1;
        double[][] Ratios(Func<int, int, double> perUnit) =>
            [.. Enumerable.Range(0, _problem.Quarters).Select(q => Enumerable.Range(0, _problem.Hours.Count).Select(h => perUnit(q, h) / workPerUnit).ToArray())];
        // Of all that might come here, as it is asked for.
        double Asked(int quarter, int hour)
        {
            double asked = 0, taken = 0;
            foreach (int d in serves)
            {
                double rate = _problem.Rate(d, quarter, hour);
                asked += rate * _work[d];
                taken += rate / Capacity(d, site, deployment);
            }
            return taken > 0 ? asked / taken : workPerUnit;
        }
        int[] offers = [.. Enumerable.Range(0, _problem.Offers.Count).Where(o => _problem.Offers[o].Site == site && _problem.Offers[o].Instance == recipe.Instance && _problem.Offers[o].IsSpot == isSpot)];
        double[] existing = new double[_problem.Quarters], ordered = new double[_problem.Quarters], firm = new double[_problem.Quarters], instances = new double[_problem.Quarters];
        foreach (Assignment assigned in group)
        {
            Standing[] standing = [.. _plan.Standing.Where(s => s.Quarter == assigned.Quarter && offers.Contains(s.Offer))];
            double all = standing.Sum(s => s.Instances), held = standing.Where(s => !_problem.Offers[s.Offer].MayComeLate).Sum(s => s.Instances);
            double heldShare = all > 0 ? held / all : 0, carried = assigned.Units * workPerUnit;
            existing[assigned.Quarter] += carried * heldShare;
            ordered[assigned.Quarter] += carried * (1 - heldShare);
            firm[assigned.Quarter] = isSpot ? 1 : 1 - assigned.UnitsOfFullestZone / assigned.Units;
            instances[assigned.Quarter] = assigned.Units * recipe.InstancesPerUnit;
        }
        double Kw(Func<PlanOffer, double> of) => Math.Max(1e-6, recipe.InstancesPerUnit * offers.Select(o => of(_problem.Offers[o])).DefaultIfEmpty(0).Max() / workPerUnit);
        return new(site, deployment, isSpot, existing, ordered, firm, Ratios((q, h) => unitsIn[q, h] > 0 ? workIn[q, h] / unitsIn[q, h] : Asked(q, h)), Ratios(Asked), instances, Kw(o => o.Kilowatts), Kw(o => Math.Min(o.Kilowatts, o.IdleKilowatts + _problem.RunningKilowatts(site, deployment) / recipe.InstancesPerUnit)), serves);
    }

    sealed record Replicas(int Site, int Deployment, bool IsSpot, double[] Existing, double[] Ordered, double[] FirmShare, double[][] WorkRatio, double[][] WorkRatioWithoutSite, double[] Instances, double BusyKwPerWork, double IdleKwPerWork, IReadOnlyList<int> Serves);
}
