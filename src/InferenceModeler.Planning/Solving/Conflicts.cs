using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Where limits contradict each other: lifts one family after another, then pairs, and reads off what giving way takes.</summary>
static class Conflicts
{
    const double Noticed = 1e-6, WideGap = 0.05, WholeGap = 0.005, SecondsEach = 20, WholeShare = 0.5;

    static readonly Relaxation[] s_families = [.. Enum.GetValues<Relaxation>().Where(r => r != Relaxation.None)];

    /// <summary>What lifted limits take of a plan of whole instances; where that was not found in time, or the problem is too large for it, what they take of one of fractions at least.</summary>
    public static IReadOnlyList<Conflict> Of(PlanProblem problem, IReadOnlyList<Pool> pools, bool whole, Deadline deadline, Action<string>? progress, CancellationToken cancellation)
    {
        Deadline ofWhole = new(deadline.Left * WholeShare);
        IReadOnlyList<Conflict> found = whole ? Of(problem, pools, ofWhole, progress, cancellation, integer: true) : [];
        if (found.Count > 0 && !ofWhole.IsReached) return found;
        IReadOnlyList<Conflict> fractions = Of(problem, pools, deadline, progress, cancellation);
        return [.. found.Concat(fractions.Where(c => found.All(f => f.Limit != c.Limit))).OrderBy(c => c.CostUsd)];
    }

    /// <param name="problem">What.</param>
    /// <param name="pools">All pools.</param>
    /// <param name="deadline">The clock; what it cuts off is not told.</param>
    /// <param name="progress">Told which limit is lifted.</param>
    /// <param name="cancellation">Stops between two.</param>
    /// <param name="integer">Whether to lift them for plans of whole instances; else what it takes and costs is at least that of a plan of fractions.</param>
    /// <returns>Cheapest first; empty where even two families together do not help, or the clock came first.</summary>
    public static IReadOnlyList<Conflict> Of(PlanProblem problem, IReadOnlyList<Pool> pools, Deadline deadline, Action<string>? progress, CancellationToken cancellation, bool integer = false)
    {
        List<Conflict> found = [];
        void Try(Relaxation relaxed)
        {
            cancellation.ThrowIfCancellationRequested();
            if (deadline.IsOver) return;
            progress?.Invoke($"without {Name(relaxed)}");
            // Whole units have one solver only.
            foreach (bool sturdy in integer ? [false] : new[] { false, true })
            {
                using HorizonModel model = new(problem, pools, integer, shortfallUsd: 0, relaxed, sturdy);
                Solver.ResultStatus status = model.Solve(new() { Gap = integer ? WholeGap : WideGap }, new(Math.Min(SecondsEach, deadline.Left ?? SecondsEach)));
                if (status.HasSolution()) found.Add(new(Name(relaxed), Detail(problem, model, relaxed, integer ? "" : "at least "), model.CostOfPlan) { IsWhole = integer });
                if (status.HasSolution() || status == Solver.ResultStatus.INFEASIBLE || deadline.IsOver) return;
            }
        }
        Relaxation[] families = [.. s_families.Where(family => Limits(problem, family))];
        foreach (Relaxation family in families) Try(family);
        if (found.Count == 0)
            for (int i = 0; i < families.Length; i++)
                for (int j = i + 1; j < families.Length; j++) Try(families[i] | families[j]);
        return [.. found.OrderBy(c => c.CostUsd)];
    }

    // Whether there is anything to lift.
    static bool Limits(PlanProblem problem, Relaxation family) => family switch
    {
        Relaxation.Stock => problem.Sites.Any(s => s.StockPerQuarter.Count > 0),
        Relaxation.Quota => problem.Sites.Any(s => s.Quota.Count > 0),
        Relaxation.Racks => problem.Sites.Any(s => s.Halls.Count > 0),
        Relaxation.Capital => problem.Rules.CapitalUsdPerQuarter is not null,
        Relaxation.LeadTime => problem.Offers.Any(o => o.LeadQuarters > 0),
        Relaxation.ZoneLoss => problem.Rules.SurvivesZoneLoss,
        Relaxation.SiteLoss => problem.Rules.SurvivesSiteLoss,
        Relaxation.RegionLoss => problem.Rules.SurvivesRegionLoss,
        Relaxation.Residency => problem.Demands.Any(d => d.BinOfSite.Contains(PlanDemand.NotResident)),
        Relaxation.Latency => problem.Demands.Any(d => d.BinOfSite.Contains(PlanDemand.TooFar)),
        Relaxation.SpotShare => problem.Rules.SpotShare < 1,
        Relaxation.Ingress => problem.Sites.Any(s => !double.IsPositiveInfinity(s.IngressGbitPerSecond)),
        Relaxation.Egress => problem.Sites.Any(s => !double.IsPositiveInfinity(s.EgressGbitPerSecond)),
        _ => true,
    };

    static string Name(Relaxation relaxed) => string.Join("+", s_families.Where(f => relaxed.HasFlag(f)).Select(Choices.Name));

    static string Detail(PlanProblem problem, HorizonModel model, Relaxation relaxed, string bound)
    {
        List<string> parts = [];
        foreach (var place in model.Supply.Excesses.Concat(model.Service.SelectMany(s => s.Excesses)).Where(e => e.Excess.SolutionValue() > Noticed).GroupBy(e => (e.Limit, e.Where, e.Unit)))
        {
            var most = place.MaxBy(e => e.Excess.SolutionValue());
            string amount = $"{most.Excess.SolutionValue():#,0.##}";
            parts.Add($"{place.Key.Limit} of {place.Key.Where}: {bound}{amount} {place.Key.Unit}{(amount != "1" && place.Key.Unit is "accelerator" or "instance" or "rack" ? "s" : "")} more in {problem.First + most.Quarter}");
        }
        if (relaxed.HasFlag(Relaxation.LeadTime)) parts.Add("orders would have to arrive in the quarter they are placed in");
        if (relaxed.HasFlag(Relaxation.ZoneLoss)) parts.Add($"a lost zone would not be survived ({string.Join(", ", problem.Sites.Select((s, i) => Zones(problem, s, i)))})");
        if (relaxed.HasFlag(Relaxation.SiteLoss)) parts.Add($"a lost site would not be survived ({string.Join(", ", problem.Demands.Where(d => !d.IsDeferrable).Select(d => $"{d.Name}: {d.BinOfSite.Count(bin => bin >= 0)} of {problem.Sites.Count} sites may serve"))})");
        if (relaxed.HasFlag(Relaxation.RegionLoss)) parts.Add($"a lost region would not be survived ({string.Join(", ", problem.Demands.Where(d => !d.IsDeferrable).Select(d => $"{d.Name}: {Regions(problem.Sites.Where((_, s) => d.BinOfSite[s] >= 0))} of {Regions(problem.Sites)} regions may serve"))})");
        if (relaxed.HasFlag(Relaxation.SpotShare)) parts.Add($"spot would serve more than {100 * problem.Rules.SpotShare:0.##}% of what may wait");
        if (relaxed.HasFlag(Relaxation.Residency)) parts.Add($"served against their residency: {Barred(problem, PlanDemand.NotResident)}");
        if (relaxed.HasFlag(Relaxation.Latency)) parts.Add($"served from too far for the first token: {Barred(problem, PlanDemand.TooFar)}");
        return string.Join("; ", parts);
    }

    static int Regions(IEnumerable<PlanSite> sites) => sites.DistinctBy(s => s.Region).Count();

    static string Zones(PlanProblem problem, PlanSite site, int index)
    {
        string[] fewer = [.. problem.Offers.Where(o => o.Site == index).Select(o => o.Instance).Distinct()
            .Where(i => site.ZonesOf.GetValueOrDefault(i, site.Zones) < site.Zones).Select(i => $", {i} in {site.ZonesOf[i]}")];
        return $"{site.Name}: {site.Zones} zone{(site.Zones == 1 ? "" : "s")}{string.Concat(fewer)}";
    }

    static string Barred(PlanProblem problem, int reason)
    {
        string[] barred = [.. problem.Demands.Where(d => d.BinOfSite.Contains(reason))
            .Select(d => $"{d.Name} at {string.Join(", ", Enumerable.Range(0, problem.Sites.Count).Where(s => d.BinOfSite[s] == reason).Select(s => problem.Sites[s].Name))}")];
        return string.Join("; ", barred);
    }
}
