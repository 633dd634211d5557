using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cost;

/// <summary>What fills the memory of the fullest accelerator of a deployment, bytes.</summary>
public sealed record MemoryBudget
{
    public required double TotalBytes { get; init; }

    /// <summary>What the engine may use under its memory fraction.</summary>
    public required double UsableBytes { get; init; }

    public required double WeightBytes { get; init; }
    public required double ActivationBytes { get; init; }

    /// <summary>Runtime, graphs and communication buffers.</summary>
    public required double OtherBytes { get; init; }

    /// <summary>Left for keys and values; negative where the weights do not fit.</summary>
    public required double KvBytes { get; init; }

    public required double KvBytesPerToken { get; init; }
    public required double KvBytesPerWindowToken { get; init; }
    public required double WindowTokens { get; init; }
    public required double KvBytesPerSequence { get; init; }

    public bool Fits => KvBytes > 0;

    /// <summary>Tokens that fit at full length in every layer, all sequences together.</summary>
    public double KvTokens => Math.Max(0, Math.Floor(KvBytes / (KvBytesPerToken + KvBytesPerWindowToken)));

    public static MemoryBudget Of(Deployment deployment)
    {
        (ModelArchitecture m, ServingEngine engine, Layout layout) = (deployment.Model, deployment.Engine, deployment.Layout);
        StepFacts<Precise> facts = DeploymentFacts.Of(deployment);
        double stage = Math.Ceiling((double)m.Layers / layout.Pipeline) / m.Layers;
        double expertBytes = facts.ExpertBytesPerExpert.Value * facts.ResidentExperts.Value;
        double layers = facts.ProjectionBytes.Value + facts.FeedForwardBytes.Value + facts.SharedBytes.Value + expertBytes;
        double table = facts.HeadBytes.Value;
        double tables = layout.Pipeline > 1 || m.TiedEmbeddings ? table : 2 * table;
        double weights = layers * stage + tables;
        double activations = ActivationBytesOf(deployment);
        double other = engine.OtherMemoryBytes;
        double total = deployment.Accelerator.MemoryBytes;
        double taken = weights + activations + other;
        double kv = engine.MemoryFractionRule == MemoryFractionRule.OfTotal
            ? engine.MemoryFraction * total - taken
            : engine.MemoryFraction * (total - taken);
        return new()
        {
            TotalBytes = total,
            UsableBytes = kv + taken,
            WeightBytes = weights,
            ActivationBytes = activations,
            OtherBytes = other,
            KvBytes = kv,
            KvBytesPerToken = stage * StoredBytesPerToken(facts, m),
            KvBytesPerWindowToken = m.SparseTopTokens > 0 ? 0 : stage * facts.KvBytesPerLimitedToken.Value,
            WindowTokens = facts.LimitTokens.Value,
            KvBytesPerSequence = stage * facts.StateBytesPerSequence.Value / 2,
        };
    }

    // Sparse attention reads few tokens but stores all.
    static double StoredBytesPerToken(StepFacts<Precise> facts, ModelArchitecture m) =>
        facts.KvBytesPerContextToken.Value + (m.SparseTopTokens > 0 ? facts.KvBytesPerLimitedToken.Value / m.CacheCompression : 0);

    // Activation workspace of the largest step, 2·T·d·c bytes with c falling with the tensor degree: AIConfigurator's memory model (dense 10/6/5/5,
    // mixture of experts 22/13/10/10 at 1/2/4/8 ranks).
    static double ActivationBytesOf(Deployment deployment)
    {
        double multiple = (deployment.Model.IsMixtureOfExperts, deployment.Layout.Tensor) switch
        {
            (false, 1) => 10,
            (false, < 4) => 6,
            (false, _) => 5,
            (true, 1) => 22,
            (true, < 4) => 13,
            (true, _) => 10,
        };
        return 2.0 * deployment.Engine.MaxBatchedTokens * deployment.Model.HiddenSize * multiple;
    }
}
