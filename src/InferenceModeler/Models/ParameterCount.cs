namespace InferenceModeler.Models;

/// <summary>Parameters of an architecture.</summary>
/// <param name="Total">All weights of the language tower.</param>
/// <param name="Active">Weights that one token passes through: all but the experts it is not routed to. The embedding table counts in full.</param>
public readonly record struct ParameterCount(double Total, double Active)
{
    /// <summary>
    /// Counts matrices and the norms of every layer. Biases, norms of queries and keys, convolutions, learned positions and multi-token-prediction layers are left
    /// out: together below 0.3% of any published model, the extra prediction layers apart, which published totals leave out too.
    /// </summary>
    public static ParameterCount Of(ModelArchitecture m)
    {
        double attention = m.FullLayers * FullAttention(m) + m.WindowLayers * WindowAttention(m) + m.LinearLayers * LinearAttention(m);
        double matrices = m.GatedMlp ? 3 : 2;
        double expert = matrices * m.HiddenSize * m.ExpertIntermediateSize;
        double router = (double)m.HiddenSize * m.Experts;
        double dense = m.DenseLayers * matrices * m.HiddenSize * m.DenseIntermediateSize;
        double shared = m.MoeLayers * (matrices * m.HiddenSize * m.SharedIntermediateSize + router);
        double embeddings = (m.TiedEmbeddings ? 1.0 : 2.0) * m.VocabularySize * m.HiddenSize;
        double norms = (2.0 * m.Layers + 1) * m.HiddenSize;
        double always = attention + dense + shared + embeddings + norms;
        return new(always + m.MoeLayers * m.Experts * expert, always + m.MoeLayers * m.ExpertsPerToken * expert);
    }

    static double FullAttention(ModelArchitecture m) => m.Attention == AttentionKind.Latent
        ? LatentAttention(m) + Index(m)
        : GroupedAttention(m, m.KeyValueHeads, m.HeadSize, m.ValueHeadSize, m.SharedKeyValue) + Index(m);

    static double WindowAttention(ModelArchitecture m)
    {
        int keyValueHeads = m.WindowKeyValueHeads > 0 ? m.WindowKeyValueHeads : m.KeyValueHeads;
        return m.WindowHeadSize > 0
            ? GroupedAttention(m, keyValueHeads, m.WindowHeadSize, m.WindowHeadSize, false)
            : GroupedAttention(m, keyValueHeads, m.HeadSize, m.ValueHeadSize, m.SharedKeyValue);
    }

    static double GroupedAttention(ModelArchitecture m, double keyValueHeads, double headSize, double valueHeadSize, bool sharedKeyValue)
    {
        double queryWidth = m.QueryHeads * headSize * (m.GatedAttention ? 2 : 1);
        double query = m.QueryLoraRank > 0 ? m.QueryLoraRank * (m.HiddenSize + queryWidth) : m.HiddenSize * queryWidth;
        double keyValue = m.HiddenSize * keyValueHeads * (sharedKeyValue ? headSize : headSize + valueHeadSize);
        return query + keyValue + Output(m, m.QueryHeads * valueHeadSize);
    }

    static double LatentAttention(ModelArchitecture m)
    {
        double queryWidth = (double)m.QueryHeads * (m.NopeHeadSize + m.RopeHeadSize);
        double query = m.QueryLoraRank > 0 ? m.QueryLoraRank * (m.HiddenSize + queryWidth) : m.HiddenSize * queryWidth;
        double down = (double)m.HiddenSize * (m.KeyValueLoraRank + m.RopeHeadSize);
        double up = (double)m.KeyValueLoraRank * m.QueryHeads * (m.NopeHeadSize + m.ValueHeadSize);
        return query + down + up + Output(m, (double)m.QueryHeads * m.ValueHeadSize);
    }

    /// <summary>One matrix, or groups of heads that each shrink to a rank before a common matrix (DeepSeek-V4).</summary>
    static double Output(ModelArchitecture m, double width) => m.OutputLoraRank > 0
        ? m.OutputLoraRank * (width + (double)m.OutputGroups * m.HiddenSize)
        : width * m.HiddenSize;

    /// <summary>The index of sparse attention: its queries (from the query latent where there is one), one key and the weights of its heads.</summary>
    static double Index(ModelArchitecture m) => (m.QueryLoraRank > 0 ? m.QueryLoraRank : m.HiddenSize) * (double)m.IndexHeads * m.IndexHeadSize
        + (double)m.HiddenSize * (m.IndexHeadSize + m.IndexHeads);

    /// <summary>Queries, keys, values, the output gate, two numbers per value head and the output projection (gated DeltaNet).</summary>
    static double LinearAttention(ModelArchitecture m)
    {
        double keys = (double)m.LinearKeyHeads * m.LinearHeadSize, values = (double)m.LinearValueHeads * m.LinearHeadSize;
        return m.HiddenSize * (2 * keys + 2 * values + 2.0 * m.LinearValueHeads) + values * m.HiddenSize;
    }
}
