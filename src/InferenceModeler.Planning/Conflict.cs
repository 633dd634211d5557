namespace InferenceModeler.Planning;

/// <summary>A family of limits that stands in the way: with it lifted, and all others kept, there is a plan.</summary>
/// <param name="Limit">stock, quota, power, racks, capital, lead-time, zone-loss, residency, latency, spot-share, ingress, egress, site-loss, region-loss, or several joined by +.</param>
/// <param name="Detail">What lifting it takes, in words.</param>
/// <param name="CostUsd">Objective of the relaxed plan without it.</param>
public sealed record Conflict(string Limit, string Detail, double CostUsd)
{
    /// <summary>Whether the plan is of whole instances; else it is a bound, of fractions.</summary>
    public bool IsWhole { get; init; }
}
