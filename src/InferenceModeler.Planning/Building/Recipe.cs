using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>A deployment on one type of instance, and what a replica of it carries.</summary>
/// <param name="Plan">The deployment.</param>
/// <param name="Type">The instances.</param>
/// <param name="Packing">How replicas sit in them.</param>
/// <param name="RequestsPerSecond">Of a replica within the limits, nothing taken off, by class and round-trip bin; 0 where it cannot.</param>
/// <param name="Nearest">By class, at the nearest bin from which it is served; null for classes of other models.</param>
sealed record Recipe(PlannedDeployment Plan, InstanceType Type, Packing Packing, double[,] RequestsPerSecond, IReadOnlyList<ReplicaCapacity?> Nearest)
{
    /// <summary>What replicas carry per instance.</summary>
    public double PerInstance(int classIndex, int bin) => RequestsPerSecond[classIndex, bin] * Packing.ReplicasPerUnit / Packing.InstancesPerUnit;
}
