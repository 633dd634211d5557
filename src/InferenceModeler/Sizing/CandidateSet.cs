namespace InferenceModeler.Sizing;

/// <summary>The deployments that fit, and what was rejected before any load was looked at.</summary>
public sealed record CandidateSet(IReadOnlyList<Candidate> Candidates, RejectionLog Rejections);
