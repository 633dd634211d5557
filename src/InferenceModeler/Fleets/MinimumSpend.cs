namespace InferenceModeler.Fleets;

/// <summary>A contract to pay at least so much rent in every quarter, whatever is used.</summary>
/// <param name="Name">As the scenario calls it.</param>
/// <param name="Party">A provider, whose rent counts at every site, or a site.</param>
/// <param name="UsdPerQuarter">Least rent, discounts taken off; egress and what is owned do not count.</param>
/// <param name="From">First quarter.</param>
/// <param name="To">Last quarter, included.</param>
public sealed record MinimumSpend(string Name, string Party, double UsdPerQuarter, Quarter From, Quarter To);
