using InferenceModeler.Planning;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A plan in the few figures by which plans are compared.</summary>
/// <param name="TotalUsd">Over the horizon, carbon at its price included.</param>
/// <param name="CarbonUsd">Of it, the price of the carbon.</param>
/// <param name="OptimalityGap">How far the plan may be from the least possible.</param>
/// <param name="Accelerators">In the last quarter.</param>
/// <param name="PeakMegawatts">Of the quarter with most.</param>
/// <param name="TonnesCo2">Over the horizon.</param>
/// <param name="UnservedShare">Of the requests of the horizon.</param>
/// <param name="Binding">The limits that bind, in the order of the plan.</param>
sealed record PlanFigures(double TotalUsd, double CarbonUsd, double OptimalityGap, double Accelerators, double PeakMegawatts, double TonnesCo2, double UnservedShare, IReadOnlyList<string> Binding)
{
    public static PlanFigures? Of(SolvedPlan solved) => solved.Plan is not { } plan ? null : new(plan.CostUsd + Carbon(solved, plan), Carbon(solved, plan), plan.OptimalityGap, plan.Quarters[^1].Accelerators, plan.Quarters.Max(q => q.Megawatts),
        plan.Quarters.Sum(q => q.TonnesCo2), Unserved(plan), [.. plan.Binding.Select(Name)]);

    // Where dollars are minimised, the weight of carbon is its price.
    static double Carbon(SolvedPlan solved, Plan plan) => solved.ObjectiveUnit == "$" ? solved.Scenario.Objective.UsdPerTonne * plan.Quarters.Sum(q => q.TonnesCo2) : 0;

    public object Minus(PlanFigures other) => new
    {
        totalUsd = TotalUsd - other.TotalUsd,
        accelerators = Accelerators - other.Accelerators,
        peakMegawatts = PeakMegawatts - other.PeakMegawatts,
        tonnesCo2 = TonnesCo2 - other.TonnesCo2,
        unservedShare = UnservedShare - other.UnservedShare,
    };

    // Below a millionth a lack is rounding.
    public static double Unserved(Plan plan) => plan.Quarters.Sum(q => q.DemandedRequests) is > 0 and var asked && plan.Quarters.Sum(q => q.UnservedRequests) / asked is > 1e-6 and var share ? share : 0;

    static string Name(BindingLimit b) => $"{b.Limit} {b.Where}";
}
