namespace InferenceModeler.Serving;

/// <summary>Means of a pool over a stretch of time.</summary>
/// <param name="FromSeconds">Since the first counted arrival.</param>
/// <param name="ToSeconds">Likewise.</param>
/// <param name="DecodeSequences">Of all queues.</param>
/// <param name="WaitingRequests">At the end of the stretch, in all queues.</param>
/// <param name="KvOccupancy">Share of the blocks that are held.</param>
/// <param name="PowerWatts">Of all accelerators of the pool.</param>
public readonly record struct TimelinePoint(double FromSeconds, double ToSeconds, double DecodeSequences, double WaitingRequests, double KvOccupancy, double PowerWatts);
