namespace InferenceModeler.Sizing;

/// <summary>From accelerators to the meter.</summary>
/// <param name="ServerPowerFactor">Power of a server ÷ power of its accelerators, at least 1.</param>
/// <param name="Pue">Facility power ÷ IT power where a region's own is unknown, at least 1.</param>
public sealed record FacilityFacts(double ServerPowerFactor, double Pue);
