namespace InferenceModeler.Fleets;

/// <summary>Where the capacity of a replica comes from.</summary>
public enum CapacityBasis
{
    /// <summary>The closed form, less a margin.</summary>
    ClosedForm,

    /// <summary>The simulator's lower confidence bound at the round trip of the nearest users; scaled like the closed form to the others.</summary>
    Simulated,
}

/// <summary>How cautious the capacity of a replica is.</summary>
/// <param name="Basis">Closed form or simulator.</param>
/// <param name="Margin">Share taken off for the error of the step time, 0..1.</param>
public readonly record struct CapacityRule(CapacityBasis Basis, double Margin)
{
    /// <summary>Half of the 90th percentile of the step time's error on measured rows (docs/accuracy.md): the stated prior until coefficients come with their covariance.</summary>
    public const double PriorMargin = 0.15;
}
