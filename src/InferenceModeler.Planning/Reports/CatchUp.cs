using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Reports;

/// <summary>When the build-out catches up with demand, and how much capital a dollar of revenue takes then.</summary>
/// <param name="From">First quarter from which on all demand is served; null where the last one goes short.</param>
/// <param name="CapitalIntensity">Capital spent in that quarter and those before it, at most four, ÷ their revenue, scaled to a year where they are fewer; null without prices or without that quarter.</param>
/// <param name="UnservedShare">Of all requests of the horizon.</param>
public sealed record CatchUp(Quarter? From, double? CapitalIntensity, double UnservedShare)
{
    /// <summary>Share of a quarter's requests that may go short in an hour or two without being behind.</summary>
    public const double Negligible = 1e-3;

    const int QuartersPerYear = 4;

    public static CatchUp Of(Plan plan, PlanCosts costs)
    {
        int last = plan.Quarters.Count - 1;
        while (last >= 0 && plan.Quarters[last].UnservedRequests <= Negligible * plan.Quarters[last].DemandedRequests) last--;
        int from = last + 1;
        double demanded = plan.Quarters.Sum(q => q.DemandedRequests), unserved = demanded > 0 ? plan.Quarters.Sum(q => q.UnservedRequests) / demanded : 0;
        if (from >= plan.Quarters.Count) return new(null, null, unserved);
        QuarterFigures[] year = [.. plan.Quarters.Skip(Math.Max(0, from - QuartersPerYear + 1)).Take(Math.Min(from + 1, QuartersPerYear))];
        // Revenue follows the requests: lengths and prices are the same in all quarters.
        double served = plan.Quarters.Sum(q => q.ServedRequests);
        double? revenue = costs.RevenueUsd is { } all && served > 0 ? all * year.Sum(q => q.ServedRequests) / served * QuartersPerYear / year.Length : null;
        return new(plan.Quarters[from].Quarter, revenue > 0 ? year.Sum(q => q.CapexUsd) / revenue : null, unserved);
    }
}
