using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Reports;

/// <summary>Instances of one type at one site, bought in one way, over the quarters of a plan.</summary>
/// <param name="Site">Name of the site.</param>
/// <param name="Offer">How they are bought.</param>
/// <param name="Instances">That stand, by quarter.</param>
/// <param name="Deployments">What runs on instances of this type there, most first.</param>
/// <param name="Moved">Of what is held, instances that go to other sites.</param>
public sealed record SiteFleet(string Site, PlanOffer Offer, IReadOnlyList<double> Instances, IReadOnlyList<string> Deployments, int Moved)
{
    public bool IsHeld => Offer.Held is not null;

    /// <summary>Of what is held, instances that stand in the last quarter, and those that are neither there any more nor have moved: retired, or given back.</summary>
    public int Kept => IsHeld ? (int)Math.Round(Instances[^1]) : 0;

    public int GivenUp => (Offer.Held ?? 0) - Kept - Moved;

    /// <summary>First quarter (index) in which fewer stand than are held; null where all are kept.</summary>
    public int? RetiredFrom => Offer.Held is { } held && Instances.Select((n, q) => (n, q)).FirstOrDefault(x => x.n < held, (0, -1)) is { Item2: >= 0 } less ? less.Item2 : null;

    // Moved to another site, by the quarters in which more stands there.
    static int Arrived(Plan plan, int held) => (int)Math.Round(Enumerable.Range(0, plan.Problem.Offers.Count).Where(i => plan.Problem.Offers[i].MovedFrom == held)
        .Sum(i => plan.Standing.Where(s => s.Offer == i).Select(s => s.Instances).DefaultIfEmpty(0).Max()));

    /// <summary>In order of site, instance and purchase.</summary>
    public static IReadOnlyList<SiteFleet> Of(Plan plan)
    {
        PlanProblem problem = plan.Problem;
        List<SiteFleet> fleets = [];
        for (int i = 0; i < problem.Offers.Count; i++)
        {
            PlanOffer offer = problem.Offers[i];
            double[] instances = new double[problem.Quarters];
            foreach (Standing standing in plan.Standing.Where(s => s.Offer == i)) instances[standing.Quarter] += standing.Instances;
            if (offer.Held is null && instances.All(n => n == 0)) continue;
            string[] runs = [.. plan.Assignments.Where(a => a.Site == offer.Site && a.IsSpot == offer.IsSpot && problem.Deployments[a.Deployment].Instance == offer.Instance)
                .GroupBy(a => a.Deployment).OrderByDescending(g => g.Sum(a => a.Units)).ThenBy(g => g.Key).Select(g => problem.Deployments[g.Key].Name)];
            fleets.Add(new(problem.Sites[offer.Site].Name, offer, instances, runs, Arrived(plan, i)));
        }
        return [.. fleets.OrderBy(f => f.Offer.Site).ThenBy(f => f.Offer.Instance, StringComparer.Ordinal).ThenBy(f => f.Offer.Held is null).ThenBy(f => f.Offer.Purchase, StringComparer.Ordinal)];
    }
}
