using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>The row of a deployment in a sweep: prepared times, then limits.</summary>
public static class SweepRow
{
    public const int Fields = PreparedDeployment<Scalar>.Count + ReplicaLimits<Scalar>.Count;

    public static void Write(in PreparedDeployment<Precise> prepared, in ReplicaLimits<Precise> limits, Span<float> row)
    {
        PreparedDeploymentRow.Write(in prepared, row[..PreparedDeployment<Precise>.Count]);
        ReplicaLimitsRow.Write(in limits, row[PreparedDeployment<Precise>.Count..Fields]);
    }
}
