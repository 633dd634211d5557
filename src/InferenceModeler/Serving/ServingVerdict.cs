namespace InferenceModeler.Serving;

/// <summary>Whether a pool keeps up with its arrivals.</summary>
public enum ServingVerdict
{
    /// <summary>The queue does not grow, and at the end less than one second of arrivals waits.</summary>
    Stable,

    /// <summary>Neither: it queues, but may recover.</summary>
    Backlogged,

    /// <summary>More arrives than the pool finishes while it is busy.</summary>
    Overloaded,
}
