namespace InferenceModeler.Hardware;

/// <summary>A measured round-trip time between two regions.</summary>
public sealed record RoundTrip(string FromProvider, string FromRegion, string ToProvider, string ToRegion, double Seconds, string Metric, string Source, string Date = "");
