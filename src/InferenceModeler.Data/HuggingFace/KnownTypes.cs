namespace InferenceModeler.Data.HuggingFace;

/// <summary>What Hugging Face model types imply without saying it in their files.</summary>
static class KnownTypes
{
    static readonly HashSet<string> s_plainMlp = ["gpt2", "gptj", "gpt_neo", "gpt_neox", "gpt_bigcode", "bloom", "falcon", "RefinedWeb", "RefinedWebModel", "opt", "phi", "starcoder2", "mpt", "nemotron"];

    static readonly HashSet<string> s_tied = ["gpt2", "gpt_neo", "gpt_bigcode", "bloom", "falcon", "RefinedWeb", "RefinedWebModel", "opt", "mpt", "starcoder2", "gemma", "gemma2", "gemma3", "gemma3n", "gemma4", "cohere", "cohere2"];

    static readonly HashSet<string> s_gatedAttention = ["qwen3_next", "qwen3_5", "qwen3_5_moe"];

    static readonly HashSet<string> s_known =
    [
        .. s_plainMlp, .. s_tied, .. s_gatedAttention, "llama", "llama4", "mistral", "mistral3", "ministral3", "mixtral", "qwen2", "qwen2_5_vl", "qwen2_vl", "qwen2_moe", "qwen3", "qwen3_vl",
        "qwen3_moe", "qwen3_vl_moe", "deepseek", "deepseek_v2", "deepseek_v3", "deepseek_v32", "deepseek_v4", "kimi_k2", "kimi_k25", "kimi_linear", "kimi_k3", "phi3", "phi4mm", "phimoe", "gpt_oss", "glm",
        "glm4", "glm4_moe", "glm4_moe_lite", "glm_moe_dsa", "minimax", "minimax_m1", "minimax_m2", "minimax_m3", "minimax_m3_vl", "MiniMaxText01", "mimo", "mimo_v2_flash", "dbrx", "grok-1", "grok", "internlm2",
        "internlm3", "baichuan", "exaone4", "granite", "granitemoe", "olmo", "olmo2", "olmoe", "ernie4_5", "ernie4_5_moe", "smollm3", "seed_oss", "stablelm", "deci", "aquila", "Yi", "hunyuan_v1_moe", "bailing_moe", "lfm2",
    ];

    public static IReadOnlyCollection<string> All => s_known;

    public static bool GatedMlp(string type) => !s_plainMlp.Contains(type);

    public static bool Tied(string type) => s_tied.Contains(type);

    public static bool GatedAttention(string type) => s_gatedAttention.Contains(type);

    /// <summary>Types whose feed-forward width, where the file leaves it out, is four times the hidden size.</summary>
    public static bool FourfoldMlp(string type) => s_plainMlp.Contains(type);

    /// <summary>Types that were trained on 2048 tokens and do not say so.</summary>
    public static bool ShortContext(string type) => type is "falcon" or "RefinedWeb" or "RefinedWebModel" or "bloom" or "mpt";
}
