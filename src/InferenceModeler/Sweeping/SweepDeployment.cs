using InferenceModeler.Sizing;

namespace InferenceModeler.Sweeping;

/// <summary>A deployment of a sweep.</summary>
/// <param name="Deployment">The recipe.</param>
/// <param name="UsdPerHour">Price of one replica; null where unknown.</param>
public readonly record struct SweepDeployment(Deployment Deployment, double? UsdPerHour);
