using InferenceModeler.Hardware;

namespace InferenceModeler.Models;

/// <summary>How keys and values are kept.</summary>
public enum AttentionKind
{
    /// <summary>Per-head keys and values: multi-head, grouped-query and multi-query attention.</summary>
    Grouped,

    /// <summary>One compressed latent per token (DeepSeek's multi-head latent attention).</summary>
    Latent,
}

/// <summary>
/// The network's shape. Counts are whole numbers; a part that a model lacks has count 0. Layers divide by attention into full, window and linear ones, and by
/// feed-forward into dense and expert ones.
/// </summary>
public sealed record ModelArchitecture
{
    /// <summary>Hugging Face id, or the path of the <c>config.json</c> it was read from.</summary>
    public required string Id { get; init; }

    /// <summary>Other names of the same architecture, without an organisation where they have none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required string Family { get; init; }
    public required int Layers { get; init; }
    public required int HiddenSize { get; init; }
    public required int VocabularySize { get; init; }
    public required int MaxContextTokens { get; init; }
    public bool TiedEmbeddings { get; init; }

    // Attention
    public required AttentionKind Attention { get; init; }
    public required int QueryHeads { get; init; }
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a query/key head (grouped attention).</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width of a value head; equals <see cref="HeadSize"/> in most models.</summary>
    public required int ValueHeadSize { get; init; }

    public int QueryLoraRank { get; init; }
    public int KeyValueLoraRank { get; init; }
    public int NopeHeadSize { get; init; }
    public int RopeHeadSize { get; init; }

    /// <summary>Rank and groups of a factored output projection (DeepSeek-V4); 0 where it is one matrix.</summary>
    public int OutputLoraRank { get; init; }

    public int OutputGroups { get; init; }

    /// <summary>True where one projection serves as key and value in the layers with full attention.</summary>
    public bool SharedKeyValue { get; init; }

    /// <summary>What full-attention layers would cache (keys and values of every token) ÷ what they do cache on average; 1 unless the model compresses its cache.</summary>
    public double CacheCompression { get; init; } = 1;

    /// <summary>True where the query projection also yields an output gate (Qwen3-Next and Qwen3.5).</summary>
    public bool GatedAttention { get; init; }

    /// <summary>Layers whose attention sees only the last <see cref="WindowTokens"/> tokens.</summary>
    public int WindowLayers { get; init; }

    public int WindowTokens { get; init; }

    /// <summary>Key-value heads of the window layers; 0 where they are like those of the full layers.</summary>
    public int WindowKeyValueHeads { get; init; }

    /// <summary>Width of every head of the window layers; 0 where it is like that of the full layers.</summary>
    public int WindowHeadSize { get; init; }

    /// <summary>Layers with a constant-size recurrent state instead of a KV cache.</summary>
    public int LinearLayers { get; init; }

    public int LinearKeyHeads { get; init; }
    public int LinearValueHeads { get; init; }
    public int LinearHeadSize { get; init; }

    /// <summary>Tokens that sparse attention reads at most (0: no sparse attention); the index itself is read in full.</summary>
    public int SparseTopTokens { get; init; }

    public int IndexHeads { get; init; }
    public int IndexHeadSize { get; init; }

    // Feed-forward
    /// <summary>True for gate, up and down matrices; false for up and down only.</summary>
    public bool GatedMlp { get; init; } = true;

    public int DenseLayers { get; init; }
    public int DenseIntermediateSize { get; init; }
    public int MoeLayers { get; init; }
    public int Experts { get; init; }
    public int ExpertsPerToken { get; init; }
    public int ExpertIntermediateSize { get; init; }

    /// <summary>Total width of what every token passes through beside its experts (shared experts, or a dense branch).</summary>
    public int SharedIntermediateSize { get; init; }

    /// <summary>Format of the published weights (of the experts, where they differ from the rest).</summary>
    public required NumberFormat NativeFormat { get; init; }

    /// <summary>Published total and active parameters; null where none was found.</summary>
    public double? PublishedParameters { get; init; }

    public double? PublishedActiveParameters { get; init; }

    /// <summary>Parameters of towers that the published total includes and this shape does not (vision), or of parts left out of it.</summary>
    public double OtherTowerParameters { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>Layers with full attention.</summary>
    public int FullLayers => Layers - WindowLayers - LinearLayers;

    public bool IsMixtureOfExperts => MoeLayers > 0;
}
