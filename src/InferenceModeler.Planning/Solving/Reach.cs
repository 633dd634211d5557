using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>How many instances of a type can stand at a site in a quarter, whatever else stands there.</summary>
static class Reach
{
    public static double Most(PlanProblem problem, SupplyKey key, int quarter)
    {
        PlanOffer[] offers = [.. problem.Offers.Where(key.IsOffered)];
        double held = offers.Where(o => o.Held is not null && o.HeldUntil >= quarter).Sum(o => (double)o.Held!.Value);
        if (quarter > 0) held += offers.Where(o => o.MovedFrom is not null && o.HeldUntil >= quarter).DistinctBy(o => o.MovedFrom).Sum(o => o.Most);
        if (FirstOrder(offers) > quarter) return held;
        PlanSite site = problem.Sites[key.Site];
        PlanOffer any = offers[0];
        double most = Math.Floor(site.Kilowatts[quarter] / any.Kilowatts + 1e-9);
        foreach (string limited in site.Limited)
            if (any.Counted(limited) is > 0 and var each) most = Math.Min(most, Math.Floor(Most(problem, key.Site, limited, quarter) / each + 1e-9));
        if (offers.All(o => o.Held is not null || o.MovedFrom is not null || o.Arrives is not null))
            most = Math.Min(most, held + offers.Where(o => o.Arrives is { } start && start <= quarter && quarter < start + o.TermQuarters).Sum(o => o.Most));
        if (offers.All(o => o.Hall is not null))
            most = Math.Min(most, offers.DistinctBy(o => o.Hall).Sum(o => Math.Floor(Math.Min(site.Halls[o.Hall!.Value].Racks[quarter] / o.Racks, site.Halls[o.Hall.Value].Kilowatts / o.Kilowatts) + 1e-9)));
        return most;
    }

    /// <summary>Whether what stands of a type of instance in a quarter can come from other sites only, which then have less.</summary>
    public static bool IsShared(PlanProblem problem, SupplyKey key, int quarter) =>
        quarter > 0 && problem.Offers.Any(o => o.Instance == key.Instance && o.MovedFrom is not null) && FirstOrder([.. problem.Offers.Where(key.IsOffered)]) > quarter;

    // The first quarter in which anything that is ordered arrives; what moves is not.
    static int FirstOrder(IReadOnlyList<PlanOffer> offers) => offers.Where(o => o.Held is null && o.MovedFrom is null).Select(o => o.LeadQuarters).DefaultIfEmpty(int.MaxValue).Min();

    /// <summary>Accelerators or instances of one kind that quota and stock let stand at a site in a quarter.</summary>
    public static double Most(PlanProblem problem, int site, string limited, int quarter)
    {
        double most = problem.Sites[site].Quota.GetValueOrDefault(limited, double.PositiveInfinity);
        if (!problem.Sites[site].StockPerQuarter.TryGetValue(limited, out double stock)) return most;
        PlanOffer[] offers = [.. problem.Offers.Where(o => o.Site == site && o.Counted(limited) > 0)];
        int first = FirstOrder(offers);
        double moved = offers.Where(o => o.MovedFrom is not null).DistinctBy(o => o.MovedFrom).Sum(o => o.Most * o.Counted(limited));
        double reached = offers.Sum(o => (double)(o.Held ?? 0) * o.Counted(limited)) + moved + (first > quarter ? 0 : stock * (quarter - first + 1));
        return Math.Min(most, reached);
    }
}
