namespace InferenceModeler.Workloads;

/// <summary>One request and when it arrives, in seconds after the start.</summary>
public readonly record struct TimedRequest(double ArrivalSeconds, RequestShape Shape);
