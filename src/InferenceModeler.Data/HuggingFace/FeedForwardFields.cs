using InferenceModeler.Models;

namespace InferenceModeler.Data.HuggingFace;

/// <summary>Reads the dense and expert feed-forward layers.</summary>
static class FeedForwardFields
{
    public static ModelArchitecture Read(ConfigFields f, ModelArchitecture m)
    {
        m = m with { GatedMlp = KnownTypes.GatedMlp(f.ModelType) };
        int experts = f.Optional("num_experts", "n_routed_experts", "num_local_experts", "moe_num_experts", "ffn_config.moe_num_experts") ?? 0;
        if (experts <= 1) return m with { DenseLayers = m.Layers, DenseIntermediateSize = DenseWidth(f, m) };

        int moeLayers = ExpertLayers(f, m.Layers);
        int width = f.Optional("moe_intermediate_size", "moe_ffn_hidden_size", "ffn_config.ffn_hidden_size") ?? f.Required("intermediate_size", "ffn_hidden_size");
        m = m with
        {
            MoeLayers = moeLayers,
            DenseLayers = m.Layers - moeLayers,
            DenseIntermediateSize = moeLayers == m.Layers ? 0 : f.Optional("intermediate_size_mlp", "dense_intermediate_size") ?? DenseWidth(f, m),
            Experts = experts,
            ExpertsPerToken = f.Required("num_experts_per_tok", "num_experts_per_token", "top_k_experts", "moe_top_k", "moe_topk", "ffn_config.moe_top_k", "num_selected_experts", "moe_k"),
            ExpertIntermediateSize = width,
            SharedIntermediateSize = SharedWidth(f, width),
        };
        if (f.Optional("routed_expert_hidden_size") is { } latent && latent > 0 && latent != m.HiddenSize)
        {
            int equivalent = (int)Math.Round((double)width * latent / m.HiddenSize);
            f.Warnings.Add($"experts work at width {latent} instead of {m.HiddenSize}: entered as the same weights and work with intermediate size {equivalent}; the projections between are left out");
            m = m with { ExpertIntermediateSize = equivalent };
        }
        return m;
    }

    static int DenseWidth(ConfigFields f, ModelArchitecture m)
    {
        string[] names = ["intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", "d_ff", "ffn_config.ffn_hidden_size"];
        if (f.Optional(names) is { } width) return width;
        if (!KnownTypes.FourfoldMlp(f.ModelType)) return f.Required(names);
        return 4 * m.HiddenSize;
    }

    static int SharedWidth(ConfigFields f, int expertWidth) => f.ModelType switch
    {
        "llama4" => expertWidth,
        "gemma4" => f.Required("intermediate_size"),
        _ => f.Optional("shared_expert_intermediate_size", "shared_intermediate_size", "moe_shared_expert_intermediate_size")
            ?? expertWidth * (f.Optional("n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts") ?? 0),
    };

    static int ExpertLayers(ConfigFields f, int layers)
    {
        if (f.List("moe_layers") is { } named) return named.Length;
        if (f.List("moe_layer_freq") is { } flags) return flags.Take(layers).Count(x => x != "0");
        if (f.List("mlp_layer_types") is { } kinds) return kinds.Take(layers).Count(k => k != "dense");
        int first = f.Optional("first_k_dense_replace", "moe_layer_start_index") ?? 0;
        int step = f.Optional("interleave_moe_layer_step", "decoder_sparse_step", "moe_layer_freq", "moe_layer_interval") ?? 1;
        HashSet<string> dense = [.. f.List("mlp_only_layers") ?? []];
        // Interleaving types place their experts on every step-th layer counted from one; the others on layers whose index divides by the step.
        int offset = f.Has("interleave_moe_layer_step") || f.Has("decoder_sparse_step") ? 1 : 0;
        return Enumerable.Range(0, layers).Count(i => i >= first && (step <= 1 || (i + offset) % step == 0) && !dense.Contains(i.ToString()));
    }
}
