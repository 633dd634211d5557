using InferenceModeler.Models;

namespace InferenceModeler.Data;

/// <summary>Rules between the fields of an architecture, wherever it was read from.</summary>
static class ModelShape
{
    /// <summary>The first broken rule and the field, named as the catalog's column, to blame; null where all hold.</summary>
    public static (string Field, string Rule)? Contradiction(ModelArchitecture m)
    {
        if (m.DenseLayers + m.MoeLayers != m.Layers) return ("dense_layers", $"and moe_layers {m.MoeLayers} must sum to layers {m.Layers}");
        if (m.WindowLayers + m.LinearLayers > m.Layers) return ("window_layers", $"and linear_layers {m.LinearLayers} must not exceed layers {m.Layers}");
        if (m.Attention == AttentionKind.Grouped && m.QueryHeads % m.KeyValueHeads != 0) return ("key_value_heads", $"must divide query_heads {m.QueryHeads}");
        if (m.Attention == AttentionKind.Latent && (m.KeyValueLoraRank == 0 || m.NopeHeadSize == 0 || m.RopeHeadSize == 0))
        {
            return ("key_value_lora_rank", "and nope_head_size and rope_head_size must be given with latent attention");
        }
        if (m.DenseLayers > 0 && m.DenseIntermediateSize == 0) return ("dense_intermediate_size", $"must be given: {m.DenseLayers} layers are dense");
        if (m.MoeLayers > 0 && (m.Experts == 0 || m.ExpertIntermediateSize == 0)) return ("experts", "and expert_intermediate_size must be given with expert layers");
        if (m.MoeLayers > 0 && (m.ExpertsPerToken == 0 || m.ExpertsPerToken > m.Experts)) return ("experts_per_token", $"must be between 1 and experts {m.Experts}");
        if (m.WindowLayers > 0 && m.WindowTokens == 0) return ("window_tokens", "must be given with window layers");
        if (m.LinearLayers > 0 && (m.LinearKeyHeads == 0 || m.LinearValueHeads == 0 || m.LinearHeadSize == 0))
        {
            return ("linear_key_heads", "and linear_value_heads and linear_head_size must be given with linear layers");
        }
        if (m.OutputLoraRank > 0 && (m.OutputGroups == 0 || m.QueryHeads % m.OutputGroups != 0)) return ("output_groups", $"must divide query_heads {m.QueryHeads}");
        return null;
    }
}
