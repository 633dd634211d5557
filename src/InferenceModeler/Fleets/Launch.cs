namespace InferenceModeler.Fleets;

/// <summary>A step of demand: from <paramref name="From"/> on, this much more in the peak hour. It does not grow.</summary>
public sealed record Launch(Quarter From, double PeakRequestsPerSecond);
