namespace InferenceModeler.Serving;

/// <summary>An engine's own defaults for accelerators with less memory than <paramref name="BelowMemoryBytes"/> or of these families.</summary>
public sealed record SmallAcceleratorLimits(double BelowMemoryBytes, IReadOnlyList<string> Families, int MaxBatchedTokens, int MaxSequences);
