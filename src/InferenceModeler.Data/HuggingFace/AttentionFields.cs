using InferenceModeler.Models;

namespace InferenceModeler.Data.HuggingFace;

/// <summary>Reads which layers attend how.</summary>
static class AttentionFields
{
    static readonly string[] s_windowKinds = ["sliding_attention", "chunked_attention", "local_attention", "sliding_window"];
    static readonly string[] s_linearKinds = ["linear_attention", "kda", "mamba"];

    public static ModelArchitecture Read(ConfigFields f, ModelArchitecture m)
    {
        m = Heads(f, m);
        m = Linear(f, m);
        m = Windows(f, m);
        return m with
        {
            GatedAttention = f.Flag("attn_output_gate") ?? KnownTypes.GatedAttention(f.ModelType),
            SparseTopTokens = f.Optional("index_topk") ?? 0,
            IndexHeads = f.Optional("index_n_heads") ?? 0,
            IndexHeadSize = f.Optional("index_head_dim") ?? 0,
        };
    }

    static ModelArchitecture Heads(ConfigFields f, ModelArchitecture m)
    {
        int heads = f.Required("num_attention_heads", "n_head", "n_heads", "num_heads");
        int keyValue = f.Optional("num_key_value_heads", "n_head_kv", "num_kv_heads", "attn_config.kv_n_heads", "num_attention_groups", "multi_query_group_num") ?? heads;
        // Falcon-7B has one key-value head and says so by a flag alone; the later Falcon decoder names its heads.
        if (f.Flag("multi_query") == true && f.Flag("new_decoder_architecture") != true) keyValue = 1;
        int head = f.Optional("head_dim", "attention_head_dim", "kv_channels") ?? (heads > 0 ? m.HiddenSize / heads : 0);
        m = m with { QueryHeads = heads, KeyValueHeads = keyValue, HeadSize = head, ValueHeadSize = f.Optional("v_head_dim") ?? head, QueryLoraRank = f.Optional("q_lora_rank") ?? 0 };
        if (f.Has("kv_lora_rank"))
        {
            m = m with { Attention = AttentionKind.Latent, KeyValueLoraRank = f.Required("kv_lora_rank"), NopeHeadSize = f.Required("qk_nope_head_dim"), RopeHeadSize = f.Required("qk_rope_head_dim") };
            return m with { HeadSize = m.NopeHeadSize + m.RopeHeadSize, ValueHeadSize = f.Required("v_head_dim"), KeyValueHeads = heads };
        }
        if (heads > 0 && f.Counts("num_key_value_heads_per_layer") is { Length: > 0 } counts)
        {
            int near = Enumerable.Range(1, heads).Where(k => heads % k == 0).MinBy(k => Math.Abs(k - counts.Average()));
            f.Warnings.Add($"key-value heads differ by layer: {near} taken for all (mean {counts.Average():F2})");
            m = m with { KeyValueHeads = near };
        }
        if (f.Counts("compress_ratios") is { } ratios) m = Compressed(f, m, ratios);
        return m;
    }

    /// <summary>DeepSeek-V4: one projection is key and value; every layer caches one entry per ratio tokens, layers of ratio 0 a window alone.</summary>
    static ModelArchitecture Compressed(ConfigFields f, ModelArchitecture m, int[] ratios)
    {
        int[] perLayer = [.. ratios.Take(m.Layers)];
        int[] compressed = [.. perLayer.Where(r => r > 0)];
        int index = f.Optional("index_head_dim") ?? 0;
        double kept = compressed.Length == 0 ? 2.0 * m.HeadSize : compressed.Average(r => (m.HeadSize + (r < 16 ? index : 0)) / (double)r);
        return m with
        {
            SharedKeyValue = true,
            OutputLoraRank = f.Optional("o_lora_rank") ?? 0,
            OutputGroups = f.Optional("o_groups") ?? 0,
            CacheCompression = Math.Max(1, 2.0 * m.HeadSize / kept),
            WindowLayers = perLayer.Length - compressed.Length,
        };
    }

    static ModelArchitecture Linear(ConfigFields f, ModelArchitecture m)
    {
        int layers = f.List("layer_types")?.Count(t => s_linearKinds.Contains(t))
            ?? f.List("linear_attn_config.kda_layers")?.Length
            ?? f.List("attn_type_list")?.Count(t => t == "0")
            ?? (f.Has("linear_num_value_heads") && f.Optional("full_attention_interval") is > 0 and { } every ? m.Layers - m.Layers / every : 0);
        if (layers == 0) return m;
        int heads = f.Optional("linear_attn_config.num_heads") ?? m.QueryHeads;
        int size = f.Optional("linear_key_head_dim", "linear_attn_config.head_dim") ?? m.HeadSize;
        if (f.Optional("linear_value_head_dim") is { } value && value != size) f.Warnings.Add($"linear value heads are {value} wide and key heads {size}: {size} taken for both");
        return m with { LinearLayers = layers, LinearKeyHeads = f.Optional("linear_num_key_heads") ?? heads, LinearValueHeads = f.Optional("linear_num_value_heads") ?? heads, LinearHeadSize = size };
    }

    static ModelArchitecture Windows(ConfigFields f, ModelArchitecture m)
    {
        int tokens = f.Optional("sliding_window", "sliding_window_size", "attention_chunk_size") ?? 0;
        if (tokens == 0 || tokens >= m.MaxContextTokens || f.Flag("use_sliding_window") == false) return m with { WindowLayers = 0 };
        int layers = f.List("layer_types")?.Count(t => s_windowKinds.Contains(t))
            ?? f.List("hybrid_layer_pattern")?.Count(t => t == "1")
            ?? f.List("no_rope_layers")?.Count(t => t == "1")
            ?? (f.Has("compress_ratios") ? m.WindowLayers : ByPattern(f, m.Layers));
        if (layers == 0) return m with { WindowLayers = 0 };
        m = m with { WindowLayers = layers, WindowTokens = tokens };
        if (f.Optional("swa_num_key_value_heads") is { } heads) m = m with { WindowKeyValueHeads = heads };
        // Gemma 4 names the head of its window layers first and that of its full layers apart.
        return f.Optional("global_head_dim") is { } global
            ? m with
            {
                WindowKeyValueHeads = m.KeyValueHeads,
                WindowHeadSize = m.HeadSize,
                HeadSize = global,
                ValueHeadSize = global,
                KeyValueHeads = f.Optional("num_global_key_value_heads") ?? m.KeyValueHeads,
                SharedKeyValue = f.Flag("attention_k_eq_v") ?? false,
            }
            : m;
    }

    /// <summary>Windows of types that tell their pattern by one number, or not at all.</summary>
    static int ByPattern(ConfigFields f, int layers) => f.ModelType switch
    {
        "gemma2" or "gpt_oss" => (layers + 1) / 2,
        "gemma3" or "gemma4" => layers - layers / (f.Optional("sliding_window_pattern", "_sliding_window_pattern") ?? 6),
        "cohere2" or "llama4" => layers - layers / (f.Optional("sliding_window_pattern", "_sliding_window_pattern") ?? 4),
        "qwen2" or "qwen2_moe" or "qwen3" or "qwen3_moe" when f.Flag("use_sliding_window") != true => 0,
        "qwen2" or "qwen2_moe" or "qwen3" or "qwen3_moe" => layers - Math.Min(layers, f.Optional("max_window_layers") ?? 0),
        _ => layers,
    };
}
