using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>How one accelerator's part of the matrices looks under a layout: heads, widths and weights per layer, in elements.</summary>
/// <remarks>Key/value heads are replicated when there are fewer of them than ranks; latent projections are replicated on every rank.</remarks>
public sealed record RankShape
{
    public required double QueryHeads { get; init; }
    public required double KeyValueHeads { get; init; }

    /// <summary>Weights of one layer's attention projections on a rank, replicated parts included.</summary>
    public required double AttentionWeights { get; init; }

    public required double LinearWeights { get; init; }
    public required double LinearValueHeads { get; init; }
    public required double DenseWeights { get; init; }
    public required double SharedWeights { get; init; }

    /// <summary>Weights of one expert on a rank.</summary>
    public required double ExpertWeights { get; init; }

    /// <summary>Ranks among which one expert is split.</summary>
    public required double ExpertTensor { get; init; }

    /// <summary>Attention-data-parallel ranks whose tokens meet in the same experts; 1 without expert parallelism.</summary>
    public required int LockStepRanks { get; init; }

    public static RankShape Of(Deployment deployment)
    {
        (ModelArchitecture m, Layout layout) = (deployment.Model, deployment.Layout);
        double t = layout.Tensor;
        double d = m.HiddenSize;
        double queryHeads = Math.Ceiling(m.QueryHeads / t);
        double kvHeads = Math.Max(1, Math.Ceiling(m.KeyValueHeads / t));
        double linearKeyHeads = Math.Ceiling(m.LinearKeyHeads / t), linearValueHeads = Math.Ceiling(m.LinearValueHeads / t);
        int matrices = m.GatedMlp ? 3 : 2;
        int lockStep = layout.Expert > 1 ? layout.Data : 1;
        double expertTensor = t * lockStep / Math.Max(1, layout.Expert);
        return new()
        {
            QueryHeads = queryHeads,
            KeyValueHeads = kvHeads,
            AttentionWeights = m.Attention == AttentionKind.Latent ? Latent(m, queryHeads) : Grouped(m, queryHeads, kvHeads),
            LinearWeights = d * m.LinearHeadSize * (2 * linearKeyHeads + 3 * linearValueHeads) + 2 * d * linearValueHeads,
            LinearValueHeads = linearValueHeads,
            DenseWeights = matrices * d * m.DenseIntermediateSize / t,
            SharedWeights = matrices * d * m.SharedIntermediateSize / t,
            ExpertWeights = matrices * d * m.ExpertIntermediateSize / expertTensor,
            ExpertTensor = expertTensor,
            LockStepRanks = lockStep,
        };
    }

    static double Grouped(ModelArchitecture m, double queryHeads, double kvHeads) =>
        m.HiddenSize * (queryHeads * m.HeadSize * (m.GatedAttention ? 2 : 1) + kvHeads * (m.HeadSize + m.ValueHeadSize) + queryHeads * m.ValueHeadSize);

    static double Latent(ModelArchitecture m, double queryHeads)
    {
        double head = m.NopeHeadSize + m.RopeHeadSize;
        double query = m.QueryLoraRank > 0 ? m.QueryLoraRank * (m.HiddenSize + queryHeads * head) : m.HiddenSize * queryHeads * head;
        double latent = m.HiddenSize * (m.KeyValueLoraRank + m.RopeHeadSize) + m.KeyValueLoraRank * queryHeads * (m.NopeHeadSize + m.ValueHeadSize);
        return query + latent + queryHeads * m.ValueHeadSize * m.HiddenSize;
    }
}
