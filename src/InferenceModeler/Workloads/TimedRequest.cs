namespace InferenceModeler.Workloads;

/// <summary>One request and when it arrives, in seconds after the start.</summary>
public readonly record struct TimedRequest(double ArrivalSeconds, RequestShape Shape)
{
    /// <summary>Number of its class, or of the stage of a load.</summary>
    public int Class { get; init; }

    /// <summary>What its prompt consists of, from its start to its end, for a prefix cache; a last part may go on to the end of the output. Null: shared with nobody.</summary>
    public IReadOnlyList<PrefixPart>? Parts { get; init; }
}
