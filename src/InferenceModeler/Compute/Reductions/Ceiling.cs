namespace InferenceModeler.Compute.Reductions;

/// <summary>An output column and the most it may be.</summary>
public readonly record struct Ceiling(int Column, float Most);
