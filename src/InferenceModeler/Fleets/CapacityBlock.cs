namespace InferenceModeler.Fleets;

/// <summary>Capacity that is sold for certain quarters only, and paid for all of them.</summary>
/// <param name="From">The quarter in which it starts.</param>
/// <param name="Quarters">Its length, at least 1.</param>
/// <param name="Instances">The most that can be had; null for any number.</param>
public sealed record CapacityBlock(Quarter From, int Quarters, int? Instances);
