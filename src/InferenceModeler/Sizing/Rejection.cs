namespace InferenceModeler.Sizing;

/// <summary>How many were rejected for one reason, and which came nearest to passing.</summary>
public sealed record Rejection(RejectionReason Reason, int Count, string NearestMiss);
