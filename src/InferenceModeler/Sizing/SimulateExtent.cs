namespace InferenceModeler.Sizing;

/// <summary>How many of the ranked deployments are simulated.</summary>
public enum SimulateExtent
{
    /// <summary>The best, until nothing cheaper is in sight: <see cref="SimulatedRanking"/>.</summary>
    Best,

    /// <summary>All that are listed one per accelerator, layout and precision.</summary>
    Full,

    /// <summary>None: the closed form alone.</summary>
    None,
}
