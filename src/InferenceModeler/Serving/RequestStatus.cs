namespace InferenceModeler.Serving;

/// <summary>Where a request is; from <see cref="Finished"/> on for good.</summary>
public enum RequestStatus : byte
{
    /// <summary>Has not arrived, or waits for its first admission or for one after a preemption.</summary>
    Waiting,

    /// <summary>Runs; its prompt is computed, or what it had before a preemption.</summary>
    Prefilling,

    /// <summary>Runs, a token a step.</summary>
    Decoding,

    Finished,

    /// <summary>Found the queue full.</summary>
    Rejected,

    TimedOut,
}
