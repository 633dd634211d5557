using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>How one accelerator's part of the matrices looks under a layout: heads, widths and weights per layer, in elements.</summary>
/// <remarks>Key/value heads are replicated when there are fewer of them than ranks; latent projections are replicated on every rank.</remarks>
public sealed record RankShape
{
    public required double QueryHeads { get; init; }
    public required double KeyValueHeads { get; init; }
    public required double WindowKeyValueHeads { get; init; }

    /// <summary>Weights of one layer's attention projections on a rank, replicated parts included.</summary>
    public required double AttentionWeights { get; init; }

    public required double WindowWeights { get; init; }

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
        double windowKvHeads = m.WindowKeyValueHeads > 0 ? Math.Max(1, Math.Ceiling(m.WindowKeyValueHeads / t)) : kvHeads;
        int windowHead = WindowHeadSize(m);
        double linearKeyHeads = Math.Ceiling(m.LinearKeyHeads / t), linearValueHeads = Math.Ceiling(m.LinearValueHeads / t);
        int matrices = m.GatedMlp ? 3 : 2;
        int lockStep = layout.Expert > 1 ? layout.Data : 1;
        double expertTensor = t * lockStep / Math.Max(1, layout.Expert);
        return new()
        {
            QueryHeads = queryHeads,
            KeyValueHeads = kvHeads,
            WindowKeyValueHeads = windowKvHeads,
            AttentionWeights = m.Attention == AttentionKind.Latent
                ? Latent(m, queryHeads)
                : Grouped(m, t, queryHeads, kvHeads * (m.SharedKeyValue ? m.HeadSize : m.HeadSize + m.ValueHeadSize), m.HeadSize, m.ValueHeadSize),
            WindowWeights = m.Attention == AttentionKind.Latent
                ? Latent(m, queryHeads)
                : Grouped(m, t, queryHeads, windowKvHeads * (windowHead + WindowValueHeadSize(m)), windowHead, WindowValueHeadSize(m)),
            LinearWeights = d * m.LinearHeadSize * (2 * linearKeyHeads + 3 * linearValueHeads) + 2 * d * linearValueHeads,
            LinearValueHeads = linearValueHeads,
            DenseWeights = matrices * d * m.DenseIntermediateSize / t,
            SharedWeights = matrices * d * m.SharedIntermediateSize / t,
            ExpertWeights = matrices * d * m.ExpertIntermediateSize / expertTensor,
            ExpertTensor = expertTensor,
            LockStepRanks = lockStep,
        };
    }

    /// <summary>Width of the window layers' query and key heads.</summary>
    public static int WindowHeadSize(ModelArchitecture m) => m.WindowHeadSize > 0 ? m.WindowHeadSize : m.HeadSize;

    /// <summary>Width of the window layers' value heads.</summary>
    public static int WindowValueHeadSize(ModelArchitecture m) => m.WindowHeadSize > 0 ? m.WindowHeadSize : m.ValueHeadSize;

    static double Grouped(ModelArchitecture m, double ranks, double queryHeads, double keyValueWidth, int head, int valueHead)
    {
        double queryWidth = queryHeads * head * (m.GatedAttention ? 2 : 1);
        double query = m.QueryLoraRank > 0 ? m.QueryLoraRank * (m.HiddenSize + queryWidth) : m.HiddenSize * queryWidth;
        double output = m.OutputLoraRank > 0
            ? m.OutputLoraRank * (queryHeads * valueHead + (double)m.OutputGroups * m.HiddenSize / ranks)
            : queryHeads * valueHead * m.HiddenSize;
        return query + m.HiddenSize * keyValueWidth + output;
    }

    static double Latent(ModelArchitecture m, double queryHeads)
    {
        double head = m.NopeHeadSize + m.RopeHeadSize;
        double query = m.QueryLoraRank > 0 ? m.QueryLoraRank * (m.HiddenSize + queryHeads * head) : m.HiddenSize * queryHeads * head;
        double latent = m.HiddenSize * (m.KeyValueLoraRank + m.RopeHeadSize) + m.KeyValueLoraRank * queryHeads * (m.NopeHeadSize + m.ValueHeadSize);
        return query + latent + queryHeads * m.ValueHeadSize * m.HiddenSize;
    }
}
