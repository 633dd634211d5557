using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>Counts the work of a deployment's step per accelerator (<see cref="StepFacts{T}"/>).</summary>
public static class DeploymentFacts
{
    const double ActivationBytes = 2;

    public static StepFacts<Precise> Of(Deployment deployment)
    {
        RankShape rank = RankShape.Of(deployment);
        StepFacts<Precise> facts = default;
        Matrices(deployment, rank, ref facts);
        Experts(deployment, rank, ref facts);
        Attention(deployment, rank, ref facts);
        Communication(deployment, rank, ref facts);
        ModelArchitecture m = deployment.Model;
        facts.Layers = new(m.Layers);
        facts.MoeLayers = new(m.MoeLayers);
        facts.SharedLayers = new(m.SharedIntermediateSize > 0 ? m.MoeLayers : 0);
        return facts;
    }

    static void Matrices(Deployment deployment, RankShape rank, ref StepFacts<Precise> facts)
    {
        (ModelArchitecture m, double t) = (deployment.Model, deployment.Layout.Tensor);
        double bytes = deployment.Precision.Weights.BytesPerElement();
        double projection = m.FullLayers * rank.AttentionWeights + m.WindowLayers * rank.WindowWeights + m.LinearLayers * rank.LinearWeights;
        facts.ProjectionFlopPerToken = new(2 * projection);
        facts.ProjectionBytes = new(projection * WeightFormats.ProjectionBytesPerWeight(m, deployment.Precision.Weights));
        facts.FeedForwardFlopPerToken = new(2 * m.DenseLayers * rank.DenseWeights);
        facts.FeedForwardBytes = new(m.DenseLayers * rank.DenseWeights * bytes);
        facts.SharedFlopPerToken = new(2 * m.MoeLayers * rank.SharedWeights);
        facts.SharedBytes = new(m.MoeLayers * rank.SharedWeights * bytes);

        // The output head is left at 16 bit by quantised checkpoints.
        double head = (double)m.VocabularySize * m.HiddenSize / t;
        facts.HeadFlopPerRow = new(2 * head);
        facts.HeadBytes = new(2 * head);

        // Norms read and write the hidden state and the residual twice per layer, rotary embedding the heads, activations three vectors of the width.
        double heads = rank.QueryHeads * m.HeadSize + 2 * rank.KeyValueHeads * m.HeadSize;
        double activated = m.DenseLayers * m.DenseIntermediateSize / t
            + m.MoeLayers * (m.SharedIntermediateSize / t + m.ExpertsPerToken * m.ExpertIntermediateSize / t);
        facts.ElementwiseBytesPerToken = new(ActivationBytes * (m.Layers * (8.0 * m.HiddenSize + 2 * heads) + 3 * activated));
    }

    static void Experts(Deployment deployment, RankShape rank, ref StepFacts<Precise> facts)
    {
        (ModelArchitecture m, Layout layout) = (deployment.Model, deployment.Layout);
        facts.ExpertTokenFactor = new(rank.LockStepRanks);
        facts.LockStep = new(rank.LockStepRanks > 1 ? 1 : 0);
        facts.ExpertRankShare = new(layout.Expert > 1 ? 1 : 0);
        if (!m.IsMixtureOfExperts) return;

        double matrices = m.GatedMlp ? 3 : 2;
        facts.ExpertFlopPerToken = new(2 * matrices * m.MoeLayers * m.ExpertsPerToken * (double)m.HiddenSize * m.ExpertIntermediateSize / layout.Tensor);
        facts.ExpertBytesPerExpert = new(m.MoeLayers * rank.ExpertWeights * deployment.Precision.Weights.BytesPerElement());
        facts.ResidentExperts = new((double)m.Experts / Math.Max(1, layout.Expert));
        facts.Log2ExpertMiss = new(Math.Max(Math.Log2(1 - (double)m.ExpertsPerToken / m.Experts), -Polynomials.MaxExponent));
    }

    static void Attention(Deployment deployment, RankShape rank, ref StepFacts<Precise> facts)
    {
        ModelArchitecture m = deployment.Model;
        double kv = deployment.Precision.KvCache.BytesPerElement();
        bool latent = m.Attention == AttentionKind.Latent;
        int heads = m.HeadSize + m.ValueHeadSize, windowHeads = RankShape.WindowHeadSize(m) + RankShape.WindowValueHeadSize(m);
        double latentBytes = (m.KeyValueLoraRank + m.RopeHeadSize) * kv;
        double fullBytes = latent ? latentBytes : rank.KeyValueHeads * (m.SharedKeyValue ? m.HeadSize : heads) * kv;
        double windowBytes = latent ? latentBytes : rank.WindowKeyValueHeads * windowHeads * kv;
        double decodeFlop = 2 * rank.QueryHeads * (latent ? 2 * m.KeyValueLoraRank + m.RopeHeadSize : heads);
        double prefillFlop = 2 * rank.QueryHeads * (latent ? m.NopeHeadSize + m.RopeHeadSize + m.ValueHeadSize : heads);
        double windowFlop = latent ? decodeFlop : 2 * rank.QueryHeads * windowHeads;

        // Sparse attention reads its best tokens only, but its index (one 8-bit key per token) in full. A compressed cache holds one entry for several tokens.
        bool sparse = m.SparseTopTokens > 0;
        double seen = m.FullLayers / m.CacheCompression;
        double full = sparse ? 0 : seen, limited = sparse ? m.FullLayers : m.WindowLayers;
        double limitedBytes = sparse ? fullBytes : windowBytes;
        double indexBytes = sparse ? seen * m.IndexHeadSize : 0;
        double indexFlop = sparse ? 2.0 * seen * m.IndexHeads * m.IndexHeadSize : 0;

        facts.KvBytesPerContextToken = new(full * fullBytes + indexBytes);
        facts.KvBytesPerLimitedToken = new(limited * limitedBytes);
        facts.QueriesPerKey = new(latent ? 1 : rank.QueryHeads / rank.KeyValueHeads);
        facts.LimitTokens = new(sparse ? m.SparseTopTokens : m.WindowLayers > 0 ? m.WindowTokens : m.MaxContextTokens);
        facts.DecodeFlopPerContextToken = new(full * decodeFlop + indexFlop);
        facts.DecodeFlopPerLimitedToken = new(limited * (sparse ? decodeFlop : windowFlop));
        facts.PrefillFlopPerPair = new(full * prefillFlop + indexFlop);
        facts.PrefillFlopPerLimitedPair = new(limited * (sparse ? prefillFlop : windowFlop));

        // Linear attention reads and writes one 32-bit state per value head and sequence; its chunked form costs about six products per state element.
        double state = m.LinearLayers * rank.LinearValueHeads * m.LinearHeadSize * m.LinearHeadSize;
        facts.StateBytesPerSequence = new(2 * StateElementBytes * state);
        facts.StateFlopPerToken = new(6 * state);
    }

    /// <summary>Bytes of an element of a recurrent state: engines keep it at 32 bit.</summary>
    public const double StateElementBytes = 4;

    static void Communication(Deployment deployment, RankShape rank, ref StepFacts<Precise> facts)
    {
        (ModelArchitecture m, Layout layout) = (deployment.Model, deployment.Layout);
        int feedForwardReductions = rank.LockStepRanks > 1 ? m.Layers - m.MoeLayers : m.Layers;
        bool tensor = layout.Tensor > 1;
        facts.AllReduces = new(tensor ? m.Layers + feedForwardReductions : 0);
        facts.AllReduceBytesPerToken = new(m.HiddenSize * ActivationBytes);
        facts.AllReduceRanks = new(layout.Tensor);

        // With attention data parallelism tokens travel to their experts at 8 bit and come back at 16.
        bool exchange = rank.LockStepRanks > 1 && m.IsMixtureOfExperts;
        int ranks = Math.Max(1, layout.Expert);
        facts.AllToAlls = new(exchange ? m.MoeLayers : 0);
        facts.AllToAllBytesPerToken = new(exchange ? m.HiddenSize * 3.0 * Math.Min(m.ExpertsPerToken, ranks) * (ranks - 1) / ranks / layout.Tensor : 0);
        facts.PipelineHops = new(layout.Pipeline - 1);
        facts.PipelineBytesPerToken = new(m.HiddenSize * ActivationBytes);
    }
}
