namespace InferenceModeler.Planning.Problems;

/// <summary>Sites that are lost together, while all others stand.</summary>
/// <param name="Limit">site-loss or region-loss.</param>
/// <param name="Where">Name of the site or the region.</param>
/// <param name="Sites">Indices.</param>
public sealed record PlanLoss(string Limit, string Where, IReadOnlyList<int> Sites)
{
    /// <summary>Each of the regions, which contain the sites, or each of the sites.</summary>
    public static IReadOnlyList<PlanLoss> Of(PlanProblem problem, bool sites, bool regions)
    {
        IEnumerable<int> all = Enumerable.Range(0, problem.Sites.Count);
        if (regions) return [.. all.GroupBy(s => problem.Sites[s].Region).Select(g => new PlanLoss("region-loss", g.Key, [.. g]))];
        return sites ? [.. all.Select(s => new PlanLoss("site-loss", problem.Sites[s].Name, [s]))] : [];
    }
}
