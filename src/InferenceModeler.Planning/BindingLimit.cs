using InferenceModeler.Fleets;

namespace InferenceModeler.Planning;

/// <summary>A limit that keeps the plan from being cheaper.</summary>
/// <param name="Limit">stock, quota, power, racks, capital, lead-time, minimum-spend, spot-share, ingress, egress, zone-loss, site-loss, region-loss, kv-memory, ttft, tpot, …</param>
/// <param name="Where">Site, and accelerator where it is one's.</param>
/// <param name="First">First quarter in which it binds.</param>
/// <param name="Worth">What one more unit of it (of a minimum spend: one less) would save over the horizon (objective); 0 where it has no price.</param>
/// <param name="Unit">Of what: accelerator, kW, rack, $.</param>
public sealed record BindingLimit(string Limit, string Where, Quarter First, double Worth, string Unit);
