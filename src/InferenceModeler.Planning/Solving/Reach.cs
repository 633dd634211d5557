using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>How many instances of a type can stand at a site in a quarter, whatever else stands there.</summary>
static class Reach
{
    public static double Most(PlanProblem problem, SupplyKey key, int quarter)
    {
        PlanOffer[] offers = [.. problem.Offers.Where(key.IsOffered)];
        double held = offers.Where(o => o.Held is not null && o.HeldUntil >= quarter).Sum(o => (double)o.Held!.Value);
        int first = offers.Where(o => o.Held is null).Select(o => o.LeadQuarters).DefaultIfEmpty(int.MaxValue).Min();
        if (first > quarter) return held;
        PlanSite site = problem.Sites[key.Site];
        PlanOffer any = offers[0];
        double most = Math.Floor(site.Kilowatts[quarter] / any.Kilowatts + 1e-9);
        if (site.Quota.TryGetValue(any.AcceleratorId, out double quota)) most = Math.Min(most, Math.Floor(quota / any.Accelerators + 1e-9));
        if (site.StockPerQuarter.TryGetValue(any.AcceleratorId, out double stock))
        {
            double before = problem.Offers.Where(o => o.Site == key.Site && o.AcceleratorId == any.AcceleratorId).Sum(o => (double)(o.Held ?? 0) * o.Accelerators);
            most = Math.Min(most, Math.Floor((before + stock * (quarter - first + 1)) / any.Accelerators + 1e-9));
        }
        if (offers.All(o => o.IsOwned) && any.Racks > 0) most = Math.Min(most, Math.Floor(site.Racks / any.Racks + 1e-9));
        return most;
    }
}
