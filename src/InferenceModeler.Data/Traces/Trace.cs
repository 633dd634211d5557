using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Traces;

/// <summary>What was read from a trace.</summary>
/// <param name="Requests">In order of arrival; seconds since the first, or all 0 without times.</param>
/// <param name="HasTimes">Whether the file told arrival times.</param>
/// <param name="Columns">The columns used.</param>
/// <param name="Warnings">What was put right while reading, one line each.</param>
public sealed record Trace(IReadOnlyList<TimedRequest> Requests, bool HasTimes, TraceFormat Format, TraceColumns Columns, IReadOnlyList<string> Warnings)
{
    /// <summary>Where time first runs backwards in the file; null where it does not.</summary>
    public string? RunsBackwardsAt { get; init; }
}
