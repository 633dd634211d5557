namespace InferenceModeler.Hardware;

/// <summary>A round trip and where it comes from.</summary>
public readonly record struct RoundTripTime(double Seconds, bool IsMeasured, string Source);
