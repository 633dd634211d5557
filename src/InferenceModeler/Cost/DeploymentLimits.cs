using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>Collects the limits of a deployment (<see cref="ReplicaLimits{T}"/>).</summary>
public static class DeploymentLimits
{
    /// <param name="deployment">A deployment whose memory budget fits.</param>
    /// <param name="budget">That budget.</param>
    /// <param name="usdPerHour">Price of the whole replica; null where unknown.</param>
    public static ReplicaLimits<Precise> Of(Deployment deployment, MemoryBudget budget, double? usdPerHour) => new()
    {
        MaxBatchedTokens = new(deployment.Engine.MaxBatchedTokens),
        MaxSequences = new(deployment.Engine.MaxSequences),
        MaxContextTokens = new(deployment.Model.MaxContextTokens),
        KvFreeBytes = new(budget.KvBytes),
        KvBytesPerToken = new(budget.KvBytesPerToken),
        KvBytesPerWindowToken = new(budget.KvBytesPerWindowToken),
        WindowTokens = new(budget.WindowTokens),
        KvBytesPerSequence = new(budget.KvBytesPerSequence),
        KvBlockTokens = new(deployment.Engine.KvBlockTokens),
        PipelineStages = new(deployment.Layout.Pipeline),
        AttentionRanks = new(deployment.Layout.Data),
        Accelerators = new(deployment.Layout.Accelerators),
        UsdPerHour = new(usdPerHour ?? -1),
    };
}
