namespace InferenceModeler.Serving;

/// <summary>Whether a pool keeps up with its arrivals; <see cref="ServingVerdicts"/> tells.</summary>
public enum ServingVerdict
{
    /// <summary>The 95% interval of the backlog's slope holds 0, and at the end less than one second of arrivals waits.</summary>
    Stable,

    /// <summary>Between the two: it queues, but may recover.</summary>
    Backlogged,

    /// <summary>More arrives than the upper end of the 95% interval of what the pool finishes while it is busy.</summary>
    Overloaded,
}
