using InferenceModeler.Fleets;

namespace InferenceModeler.Planning;

/// <summary>Something to order.</summary>
/// <param name="Quarter">When to order.</param>
/// <param name="Arrives">When it stands.</param>
/// <param name="Site">Where.</param>
/// <param name="Deployment">What it will run first: the deployment with the largest share of the instances of its type when it arrives.</param>
/// <param name="Instance">Type of instance.</param>
/// <param name="Instances">How many.</param>
/// <param name="Accelerators">In all of them.</param>
/// <param name="Purchase">How it is bought.</param>
/// <param name="UsdPerQuarter">Of all of them.</param>
/// <param name="CapitalUsd">Spent with the order.</param>
public sealed record Order(
    Quarter Quarter, Quarter Arrives, string Site, string Deployment, string Instance, int Instances, int Accelerators, string Purchase, double UsdPerQuarter, double CapitalUsd)
{
    /// <summary>Operating cost that is paid once: what it takes to move.</summary>
    public double OnceUsd { get; init; }
}
