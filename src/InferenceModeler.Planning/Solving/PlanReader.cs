using InferenceModeler.Planning.Problems;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Solving;

/// <summary>Turns what the solvers found into a plan.</summary>
static class PlanReader
{
    const double Noticed = 1e-6;

    public static Plan Read(PlanProblem problem, IReadOnlyList<Pool> pools, Incumbent best, HorizonModel relaxed, double leastCost, double bound, string basis, bool timeLimited)
    {
        double most = Enumerable.Range(0, problem.Quarters).Max(q => problem.Offers.Select((o, i) => best.Standing[i, q] * o.Accelerators).Sum());
        if (most > Placement.MostAccelerators)
            throw new InputException($"the demand needs {most:N0} accelerators at once, more than the {Placement.MostAccelerators:N0} that were ever made; ask for less, or grow it less");
        double demand = best.Served.Sum(s => s.DemandUsd);
        List<Assignment> assignments = [];
        for (int q = 0; q < problem.Quarters; q++)
            for (int p = 0; p < pools.Count; p++)
                if (best.Units[q][p] > 0)
                    assignments.Add(new(q, pools[p].Site, pools[p].Deployment, pools[p].IsSpot, best.Units[q][p], ServiceBlock.Fullest(best.Units[q][p], problem.Zones(pools[p].Site, pools[p].Deployment))));
        List<Standing> standing = [];
        for (int q = 0; q < problem.Quarters; q++)
            for (int i = 0; i < problem.Offers.Count; i++)
                if (best.Standing[i, q] > 0) standing.Add(new(q, i, best.Standing[i, q]));
        return new()
        {
            Problem = problem,
            Orders = Orders(problem, best, assignments),
            Standing = standing,
            Assignments = assignments,
            Dispatch = best.Dispatch,
            Trained = best.Trained,
            Quarters = [.. Enumerable.Range(0, problem.Quarters).Select(q => Figures.Of(problem, q, best, assignments))],
            Binding = Binding(problem, relaxed, best, assignments),
            Owed = Owed(problem, best),
            Objective = best.Cost,
            Bound = leastCost,
            UnservedShare = demand > 0 ? best.ShortfallUsd / demand : 0,
            LeastUnservedShare = demand > 0 ? Math.Max(0, best.ShortfallUsd - (best.Objective - bound)) / demand : 0,
            BoundBasis = basis,
            IsTimeLimited = timeLimited,
        };
    }

    // What can be given back is ordered where more of it stands than the quarter before.
    static List<Order> Orders(PlanProblem problem, Incumbent best, List<Assignment> assignments)
    {
        List<Order> orders = [];
        for (int q = 0; q < problem.Quarters; q++)
        {
            for (int i = 0; i < problem.Offers.Count; i++)
            {
                PlanOffer offer = problem.Offers[i];
                if (offer.Held is not null) continue;
                double more = best.Orders[i, q];
                if (offer.TermQuarters == 1 && !offer.IsBlock && q > 0) more -= Enumerable.Range(0, problem.Offers.Count).Where(j => IsSame(problem.Offers[j], offer)).Sum(j => best.Standing[j, q - 1]);
                int instances = (int)Math.Round(more);
                if (instances <= 0) continue;
                int first = assignments.Where(a => a.Quarter == q && a.Site == offer.Site && a.IsSpot == offer.IsSpot && problem.Deployments[a.Deployment].Instance == offer.Instance)
                    .OrderByDescending(a => a.Units).Select(a => a.Deployment).FirstOrDefault(-1);
                orders.Add(new(problem.First + (q - offer.LeadQuarters), problem.First + q, problem.Sites[offer.Site].Name, first < 0 ? "spare" : problem.Deployments[first].Name, offer.Instance, instances,
                    instances * offer.Accelerators, offer.Purchase, instances * offer.UsdPerQuarter, instances * offer.CapitalUsd)
                {
                    OnceUsd = instances * offer.OnceUsd,
                });
            }
        }
        foreach ((int s, int h, int arrives) in best.Halls)
        {
            PlanHall hall = problem.Sites[s].Halls[h];
            orders.Add(new(problem.First + (arrives - hall.Order!.LeadQuarters), problem.First + arrives, problem.Sites[s].Name, "own servers", hall.Name, 1, 0, "hall", hall.Order.ChargeUsdPerQuarter, hall.Order.CapitalUsd));
        }
        return [.. orders.OrderBy(o => o.Quarter.Index).ThenBy(o => o.Arrives.Index).ThenBy(o => o.Site, StringComparer.Ordinal).ThenBy(o => o.Instance, StringComparer.Ordinal).ThenBy(o => o.Purchase, StringComparer.Ordinal)];
    }

    // A rent or a life that the horizon cuts off goes on after it.
    static Owed Owed(PlanProblem problem, Incumbent best)
    {
        double rent = 0, charges = 0;
        for (int i = 0; i < problem.Offers.Count; i++)
        {
            PlanOffer offer = problem.Offers[i];
            // Instances × quarters.
            double left = offer.Held is null ? Enumerable.Range(0, problem.Quarters).Sum(q => best.Orders[i, q] * offer.QuartersAfter(q, problem.Quarters))
                : best.Standing[i, problem.Quarters - 1] * offer.QuartersHeldAfter(problem.Quarters);
            if (offer.IsOwned) charges += left * offer.OwedUsdPerQuarter;
            else rent += left * offer.OwedUsdPerQuarter;
        }
        charges += best.Halls.Sum(h => problem.Sites[h.Site].Halls[h.Hall].Order is { } order ? order.ChargeUsdPerQuarter * order.QuartersAfter(h.Arrives, problem.Quarters) : 0);
        return new(rent, charges);
    }

    static bool IsSame(PlanOffer a, PlanOffer b) => a.Site == b.Site && a.Instance == b.Instance && a.Purchase == b.Purchase;

    static List<BindingLimit> Binding(PlanProblem problem, HorizonModel relaxed, Incumbent best, List<Assignment> assignments)
    {
        List<BindingLimit> binding = [];
        foreach (var place in relaxed.Supply.Limits.Concat(relaxed.Service.SelectMany(s => s.Limits)).Where(l => -l.Row.DualValue() > Noticed).GroupBy(l => (l.Limit, l.Where, l.Unit)))
            binding.Add(new(place.Key.Limit, place.Key.Where, problem.First + place.Min(l => l.Quarter), place.Sum(l => -l.Row.DualValue()), place.Key.Unit));
        foreach ((string where, int quarter, double worth) in relaxed.LeadTimes()) binding.Add(new("lead-time", where, problem.First + quarter, worth, "instance in time"));
        int First(IReadOnlyList<int> sites, Func<ServiceBlock, bool> binds) => Enumerable.Range(0, problem.Quarters).FirstOrDefault(q => assignments.Any(a => sites.Contains(a.Site) && a.Quarter == q) && binds(relaxed.Service[q]), -1);
        for (int s = 0; s < problem.Sites.Count; s++)
            if (First([s], service => service.ZoneRows.Any(z => z.Site == s && -z.Row.DualValue() > Noticed)) is >= 0 and var zone) binding.Add(new("zone-loss", problem.Sites[s].Name, problem.First + zone, 0, ""));
        foreach (PlanLoss loss in relaxed.Service[0].LossRows.Select(r => r.Loss).DistinctBy(l => l.Where))
            if (First(loss.Sites, service => service.LossRows.Any(r => r.Loss.Where == loss.Where && r.Row.DualValue() > Noticed)) is >= 0 and var quarter) binding.Add(new(loss.Limit, loss.Where, problem.First + quarter, 0, ""));
        foreach (var pool in assignments.GroupBy(a => a.Deployment).OrderBy(g => g.Key))
        {
            PlanDeployment deployment = problem.Deployments[pool.Key];
            foreach (int c in best.Dispatch.Where(d => d.Deployment == pool.Key).Select(d => problem.Demands[d.Demand].ClassIndex).Distinct().Order())
                if (c < deployment.Bounds.Count && deployment.Bounds[c].Length > 0)
                    binding.Add(new(deployment.Bounds[c], $"{deployment.Name}, {problem.Demands.First(d => d.ClassIndex == c).Class}", problem.First + pool.Min(a => a.Quarter), 0, ""));
        }
        return [.. binding.OrderBy(b => b.Worth <= 0).ThenBy(b => b.First.Index).ThenByDescending(b => b.Worth).ThenBy(b => b.Limit, StringComparer.Ordinal).ThenBy(b => b.Where, StringComparer.Ordinal).DistinctBy(b => (b.Limit, b.Where))];
    }
}
