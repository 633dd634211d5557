using InferenceModeler.Sizing;

namespace InferenceModeler.Fleets;

/// <summary>How cautious the capacity of a replica is.</summary>
/// <param name="Simulate">
/// Which deployments count at the simulator's lower confidence bound, at the round trip of the nearest users, scaled like the closed form to the others: those that plans
/// use (best), all that an optimum may use (full) or none. What is not simulated counts at the closed form.
/// </param>
/// <param name="Margin">Share taken off for the error of the step time, 0..1.</param>
public readonly record struct CapacityRule(SimulateExtent Simulate, double Margin)
{
    /// <summary>Half of the 90th percentile of the step time's error on measured rows (docs/accuracy.md): the stated prior until coefficients come with their covariance.</summary>
    public const double PriorMargin = 0.15;
}
