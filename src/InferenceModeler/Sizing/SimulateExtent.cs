namespace InferenceModeler.Sizing;

/// <summary>How many of the ranked deployments are simulated.</summary>
public enum SimulateExtent
{
    /// <summary>At most five: <see cref="CapacitySimulations.Chosen"/>.</summary>
    Best,

    /// <summary>All that are listed one per accelerator, layout and precision.</summary>
    Full,

    /// <summary>None: the closed form alone.</summary>
    None,
}
