using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Sizing;

/// <summary>
/// How replicas sit in whole instances: several in one, or one across several. A unit is the smallest set of instances that holds a whole number of replicas
/// and is bought together.
/// </summary>
/// <param name="ReplicasPerUnit">At least 1.</param>
/// <param name="InstancesPerUnit">At least 1; above 1 only where one replica spans instances.</param>
public readonly record struct Packing(int ReplicasPerUnit, int InstancesPerUnit)
{
    /// <summary>
    /// Packs a layout into instances; null where it cannot be. Tensor and expert groups stay inside a scale-up domain; pipeline stages may lie in different
    /// instances when each stage fills whole ones and the instances have a network.
    /// </summary>
    public static Packing? Of(Layout layout, Instance instance)
    {
        int accelerators = layout.Accelerators;
        if (accelerators <= instance.Accelerators) return new(instance.Accelerators / accelerators, 1);
        bool rackScale = accelerators <= instance.ScaleUpDomainAccelerators && accelerators % instance.Accelerators == 0;
        bool stagesFillInstances = layout.Pipeline > 1 && instance.NetworkBytesPerSecond > 0 && Group(layout) <= Math.Max(instance.Accelerators, instance.ScaleUpDomainAccelerators)
            && Group(layout) % instance.Accelerators == 0;
        return rackScale || stagesFillInstances ? new(1, accelerators / instance.Accelerators) : null;
    }

    // What exchanges data in every layer.
    static int Group(Layout layout) => layout.Tensor * layout.Data;

    /// <summary>Price of the share of a unit that one replica takes.</summary>
    public double UsdPerHour(double instanceUsdPerHour) => instanceUsdPerHour * InstancesPerUnit / ReplicasPerUnit;
}
