using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Tests.Data;

public class HuggingFaceConfigTests
{
    static readonly Catalog s_catalog = CatalogFiles.Load();

    /// <summary>Fields of published files, shortened to those that shape the network, beside the catalog row that was made from another source.</summary>
    public static TheoryData<string, string> Published => new()
    {
        { "meta-llama/Llama-3.1-8B", """{"model_type":"llama","hidden_size":4096,"intermediate_size":14336,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"max_position_embeddings":131072,"vocab_size":128256,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}""" },
        { "mistralai/Mistral-7B-v0.1", """{"model_type":"mistral","hidden_size":4096,"intermediate_size":14336,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"max_position_embeddings":32768,"sliding_window":4096,"vocab_size":32000,"torch_dtype":"bfloat16"}""" },
        { "mistralai/Mixtral-8x7B-v0.1", """{"model_type":"mixtral","hidden_size":4096,"intermediate_size":14336,"num_attention_heads":32,"num_experts_per_tok":2,"num_hidden_layers":32,"num_key_value_heads":8,"num_local_experts":8,"max_position_embeddings":32768,"sliding_window":null,"vocab_size":32000,"torch_dtype":"bfloat16"}""" },
        { "Qwen/Qwen2.5-7B", """{"model_type":"qwen2","hidden_size":3584,"intermediate_size":18944,"max_window_layers":28,"num_attention_heads":28,"num_hidden_layers":28,"num_key_value_heads":4,"max_position_embeddings":131072,"sliding_window":131072,"use_sliding_window":false,"vocab_size":152064,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}""" },
        { "Qwen/Qwen3-8B", """{"model_type":"qwen3","head_dim":128,"hidden_size":4096,"intermediate_size":12288,"max_window_layers":36,"num_attention_heads":32,"num_hidden_layers":36,"num_key_value_heads":8,"max_position_embeddings":40960,"sliding_window":null,"use_sliding_window":false,"vocab_size":151936,"torch_dtype":"bfloat16"}""" },
        { "Qwen/Qwen3-30B-A3B", """{"model_type":"qwen3_moe","decoder_sparse_step":1,"head_dim":128,"hidden_size":2048,"intermediate_size":6144,"mlp_only_layers":[],"moe_intermediate_size":768,"num_attention_heads":32,"num_experts":128,"num_experts_per_tok":8,"num_hidden_layers":48,"num_key_value_heads":4,"max_position_embeddings":40960,"vocab_size":151936,"torch_dtype":"bfloat16"}""" },
        { "Qwen/Qwen3.5-397B-A17B", """{"model_type":"qwen3_5_moe","tie_word_embeddings":false,"text_config":{"model_type":"qwen3_5_moe_text","attn_output_gate":true,"dtype":"bfloat16","full_attention_interval":4,"head_dim":256,"hidden_size":4096,"linear_key_head_dim":128,"linear_num_key_heads":16,"linear_num_value_heads":64,"linear_value_head_dim":128,"max_position_embeddings":262144,"mlp_only_layers":[],"moe_intermediate_size":1024,"num_attention_heads":32,"num_experts":512,"num_experts_per_tok":10,"num_hidden_layers":60,"num_key_value_heads":2,"shared_expert_intermediate_size":1024,"vocab_size":248320},"vision_config":{"hidden_size":1152}}""" },
        { "deepseek-ai/DeepSeek-V2-Lite", """{"model_type":"deepseek_v2","first_k_dense_replace":1,"hidden_size":2048,"intermediate_size":10944,"kv_lora_rank":512,"moe_intermediate_size":1408,"moe_layer_freq":1,"n_routed_experts":64,"n_shared_experts":2,"num_attention_heads":16,"num_experts_per_tok":6,"num_hidden_layers":27,"num_key_value_heads":16,"max_position_embeddings":163840,"q_lora_rank":null,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":102400,"torch_dtype":"bfloat16"}""" },
        { "deepseek-ai/DeepSeek-V3", """{"model_type":"deepseek_v3","first_k_dense_replace":3,"hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,"moe_intermediate_size":2048,"moe_layer_freq":1,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":128,"num_experts_per_tok":8,"num_hidden_layers":61,"num_key_value_heads":128,"max_position_embeddings":163840,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":129280,"torch_dtype":"bfloat16","quantization_config":{"quant_method":"fp8","fmt":"e4m3","weight_block_size":[128,128]}}""" },
        { "deepseek-ai/DeepSeek-V3.2", """{"model_type":"deepseek_v32","first_k_dense_replace":3,"hidden_size":7168,"index_head_dim":128,"index_n_heads":64,"index_topk":2048,"intermediate_size":18432,"kv_lora_rank":512,"moe_intermediate_size":2048,"moe_layer_freq":1,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":128,"num_experts_per_tok":8,"num_hidden_layers":61,"num_key_value_heads":128,"max_position_embeddings":163840,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":129280,"torch_dtype":"bfloat16","quantization_config":{"quant_method":"fp8"}}""" },
        { "moonshotai/Kimi-K2-Instruct", """{"model_type":"kimi_k2","first_k_dense_replace":1,"hidden_size":7168,"intermediate_size":18432,"kv_lora_rank":512,"moe_intermediate_size":2048,"moe_layer_freq":1,"n_routed_experts":384,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":8,"num_hidden_layers":61,"num_key_value_heads":64,"max_position_embeddings":131072,"q_lora_rank":1536,"qk_nope_head_dim":128,"qk_rope_head_dim":64,"v_head_dim":128,"vocab_size":163840,"torch_dtype":"bfloat16","quantization_config":{"quant_method":"fp8"}}""" },
        { "zai-org/GLM-5", """{"model_type":"glm_moe_dsa","num_hidden_layers":78,"hidden_size":6144,"num_attention_heads":64,"num_key_value_heads":64,"head_dim":64,"intermediate_size":12288,"vocab_size":154880,"max_position_embeddings":202752,"n_routed_experts":256,"n_shared_experts":1,"num_experts_per_tok":8,"moe_intermediate_size":2048,"moe_layer_freq":1,"first_k_dense_replace":3,"kv_lora_rank":512,"q_lora_rank":2048,"qk_nope_head_dim":192,"qk_rope_head_dim":64,"v_head_dim":256,"index_topk":2048,"index_n_heads":32,"index_head_dim":128,"torch_dtype":"bfloat16"}""" },
        { "google/gemma-2-9b", """{"model_type":"gemma2","head_dim":256,"hidden_size":3584,"intermediate_size":14336,"num_attention_heads":16,"num_hidden_layers":42,"num_key_value_heads":8,"max_position_embeddings":8192,"sliding_window":4096,"vocab_size":256000,"torch_dtype":"bfloat16"}""" },
        { "google/gemma-3-27b-it", """{"model_type":"gemma3","torch_dtype":"bfloat16","text_config":{"model_type":"gemma3_text","head_dim":128,"hidden_size":5376,"intermediate_size":21504,"num_attention_heads":32,"num_hidden_layers":62,"num_key_value_heads":16,"max_position_embeddings":131072,"sliding_window":1024,"sliding_window_pattern":6,"vocab_size":262208},"vision_config":{"hidden_size":1152}}""" },
        { "google/gemma-4-26B-A4B", """{"model_type":"gemma4","dtype":"bfloat16","text_config":{"model_type":"gemma4_text","attention_k_eq_v":true,"enable_moe_block":true,"global_head_dim":512,"head_dim":256,"hidden_size":2816,"intermediate_size":2112,"moe_intermediate_size":704,"num_attention_heads":16,"num_experts":128,"num_global_key_value_heads":2,"num_hidden_layers":30,"num_key_value_heads":8,"max_position_embeddings":262144,"sliding_window":1024,"tie_word_embeddings":true,"top_k_experts":8,"vocab_size":262144}}""" },
        { "microsoft/Phi-3-mini-128k-instruct", """{"model_type":"phi3","hidden_size":3072,"intermediate_size":8192,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":32,"max_position_embeddings":131072,"sliding_window":262144,"tie_word_embeddings":false,"vocab_size":32064,"torch_dtype":"bfloat16"}""" },
        { "microsoft/Phi-3.5-MoE-instruct", """{"model_type":"phimoe","hidden_size":4096,"intermediate_size":6400,"num_attention_heads":32,"num_experts_per_tok":2,"num_hidden_layers":32,"num_key_value_heads":8,"num_local_experts":16,"max_position_embeddings":131072,"sliding_window":131072,"tie_word_embeddings":false,"vocab_size":32064,"torch_dtype":"bfloat16"}""" },
        { "openai/gpt-oss-120b", """{"model_type":"gpt_oss","head_dim":64,"hidden_size":2880,"intermediate_size":2880,"num_attention_heads":64,"num_experts_per_tok":4,"num_hidden_layers":36,"num_key_value_heads":8,"num_local_experts":128,"max_position_embeddings":131072,"sliding_window":128,"tie_word_embeddings":false,"vocab_size":201088,"quantization_config":{"quant_method":"mxfp4","modules_to_not_convert":["model.layers.*.self_attn"]}}""" },
        { "zai-org/GLM-4.5", """{"model_type":"glm4_moe","first_k_dense_replace":3,"head_dim":128,"hidden_size":5120,"intermediate_size":12288,"moe_intermediate_size":1536,"n_routed_experts":160,"n_shared_experts":1,"num_attention_heads":96,"num_experts_per_tok":8,"num_hidden_layers":92,"num_key_value_heads":8,"max_position_embeddings":131072,"tie_word_embeddings":false,"vocab_size":151552,"torch_dtype":"bfloat16"}""" },
        { "MiniMaxAI/MiniMax-M2.5", """{"model_type":"minimax_m2","head_dim":128,"hidden_size":3072,"intermediate_size":1536,"num_attention_heads":48,"num_experts_per_tok":8,"num_hidden_layers":62,"num_key_value_heads":8,"num_local_experts":256,"max_position_embeddings":196608,"shared_intermediate_size":0,"tie_word_embeddings":false,"vocab_size":200064,"quantization_config":{"quant_method":"fp8"}}""" },
        { "tiiuae/falcon-7b", """{"model_type":"falcon","hidden_size":4544,"multi_query":true,"new_decoder_architecture":false,"num_attention_heads":71,"num_hidden_layers":32,"num_kv_heads":71,"vocab_size":65024,"torch_dtype":"bfloat16"}""" },
        { "tiiuae/falcon-40b", """{"model_type":"falcon","hidden_size":8192,"multi_query":true,"new_decoder_architecture":true,"num_attention_heads":128,"num_hidden_layers":60,"num_kv_heads":8,"vocab_size":65024,"torch_dtype":"bfloat16"}""" },
        { "bigscience/bloom", """{"model_type":"bloom","hidden_size":14336,"n_head":112,"n_layer":70,"seq_length":2048,"vocab_size":250880,"torch_dtype":"bfloat16"}""" },
        { "facebook/opt-6.7b", """{"model_type":"opt","ffn_dim":16384,"hidden_size":4096,"num_attention_heads":32,"num_hidden_layers":32,"max_position_embeddings":2048,"vocab_size":50272,"torch_dtype":"float16"}""" },
        { "EleutherAI/gpt-j-6b", """{"model_type":"gptj","n_embd":4096,"n_head":16,"n_inner":null,"n_layer":28,"n_positions":2048,"tie_word_embeddings":false,"vocab_size":50400,"torch_dtype":"bfloat16"}""" },
        { "CohereForAI/c4ai-command-r-plus", """{"model_type":"cohere","hidden_size":12288,"intermediate_size":33792,"num_attention_heads":96,"num_hidden_layers":64,"num_key_value_heads":8,"max_position_embeddings":131072,"vocab_size":256000,"torch_dtype":"float16"}""" },
        { "CohereForAI/c4ai-command-a-03-2025", """{"model_type":"cohere2","hidden_size":12288,"head_dim":128,"intermediate_size":36864,"num_attention_heads":96,"num_hidden_layers":64,"num_key_value_heads":8,"max_position_embeddings":262144,"sliding_window":4096,"sliding_window_pattern":4,"vocab_size":256000,"torch_dtype":"bfloat16"}""" },
        { "databricks/dbrx-base", """{"model_type":"dbrx","attn_config":{"kv_n_heads":8},"d_model":6144,"ffn_config":{"ffn_hidden_size":10752,"moe_num_experts":16,"moe_top_k":4},"max_seq_len":32768,"n_heads":48,"n_layers":40,"tie_word_embeddings":false,"vocab_size":100352,"torch_dtype":"bfloat16"}""" },
        { "xai-org/grok-1", """{"model_type":"grok-1","hidden_size":6144,"intermediate_size":32768,"num_attention_heads":48,"num_experts":8,"num_experts_per_tok":2,"num_hidden_layers":64,"num_key_value_heads":8,"max_position_embeddings":8192,"tie_word_embeddings":true,"vocab_size":131072,"torch_dtype":"bfloat16"}""" },
        { "meta-llama/Llama-4-Maverick-17B-128E-Instruct", """{"model_type":"llama4","torch_dtype":"bfloat16","text_config":{"model_type":"llama4_text","attention_chunk_size":8192,"head_dim":128,"hidden_size":5120,"interleave_moe_layer_step":2,"intermediate_size":8192,"intermediate_size_mlp":16384,"max_position_embeddings":1048576,"num_attention_heads":40,"num_experts_per_tok":1,"num_hidden_layers":48,"num_key_value_heads":8,"num_local_experts":128,"tie_word_embeddings":false,"vocab_size":202048}}""" },
        { "XiaomiMiMo/MiMo-V2-Flash", """{"model_type":"mimo_v2_flash","head_dim":192,"v_head_dim":128,"hidden_size":4096,"intermediate_size":16384,"hybrid_layer_pattern":[0,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0,1,1,1,1,1,0],"moe_intermediate_size":2048,"moe_layer_freq":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"n_routed_experts":256,"n_shared_experts":null,"num_attention_heads":64,"num_experts_per_tok":8,"num_hidden_layers":48,"num_key_value_heads":4,"swa_num_key_value_heads":8,"max_position_embeddings":262144,"sliding_window":128,"tie_word_embeddings":false,"vocab_size":152576,"quantization_config":{"quant_method":"fp8"}}""" },
        { "Deci/DeciLM-7B", """{"model_type":"deci","hidden_size":4096,"intermediate_size":14336,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads_per_layer":[4,4,4,4,4,2,2,1,2,2,1,2,2,2,2,1,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2],"max_position_embeddings":8192,"vocab_size":32000,"torch_dtype":"bfloat16"}""" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void A_published_config_reads_as_the_shape_of_its_catalog_row(string id, string json)
    {
        ModelArchitecture row = s_catalog.FindModel(id).Architecture, read = HuggingFaceConfig.Parse(json, "config.json").Architecture;
        Assert.Equal(Shape(row), Shape(read));
    }

    [Fact]
    public void Deepseek_v4_compresses_its_cache_as_its_ratios_say()
    {
        string ratios = "0,0," + string.Concat(Enumerable.Repeat("4,128,", 20)) + "4,0";
        string json = $$"""{"model_type":"deepseek_v4","compress_ratios":[{{ratios}}],"expert_dtype":"fp4","head_dim":512,"hidden_size":4096,"index_head_dim":128,"index_n_heads":64,"index_topk":512,"max_position_embeddings":1048576,"moe_intermediate_size":2048,"n_routed_experts":256,"n_shared_experts":1,"num_attention_heads":64,"num_experts_per_tok":6,"num_hidden_layers":43,"num_key_value_heads":1,"o_groups":8,"o_lora_rank":1024,"q_lora_rank":1024,"qk_rope_head_dim":64,"sliding_window":128,"vocab_size":129280,"torch_dtype":"bfloat16"}""";
        ModelArchitecture read = HuggingFaceConfig.Parse(json, "config.json").Architecture, row = s_catalog.FindModel("DeepSeek-V4-Flash").Architecture;
        // 21 layers keep (512 + 128) / 4 and 20 keep 512 / 128 elements per token, instead of 2 × 512 each.
        Assert.Equal(1024 / ((21 * 160 + 20 * 4) / 41.0), read.CacheCompression, 1e-9);
        Assert.Equal(row.CacheCompression, read.CacheCompression, 0.1);
        Assert.Equal(Shape(row) with { CacheCompression = 1 }, Shape(read) with { CacheCompression = 1 });
    }

    [Fact]
    public void An_unknown_type_whose_fields_suffice_works_with_a_warning()
    {
        HuggingFaceModel read = HuggingFaceConfig.Parse("""{"model_type":"brandnew","hidden_size":64,"intermediate_size":256,"num_attention_heads":4,"num_hidden_layers":2,"max_position_embeddings":128,"vocab_size":1000,"torch_dtype":"bfloat16"}""", "x.json");
        Assert.Contains("brandnew", Assert.Single(read.Warnings), StringComparison.Ordinal);
        Assert.Equal(16, read.Architecture.HeadSize);
        Assert.Equal(4, read.Architecture.KeyValueHeads);
    }

    [Theory]
    [InlineData("""{"model_type":"brandnew","hidden_size":64}""", "x.json: model_type \"brandnew\": missing num_hidden_layers, vocab_size, max_position_embeddings, num_attention_heads, intermediate_size")]
    [InlineData("{\n  \"hidden_size\": 64,\n  \"vocab_size\" 5\n}", "x.json: not JSON: line 3, position 16")]
    [InlineData("[1]", "x.json: must be a JSON object")]
    [InlineData("", "x.json: not JSON: line 1")]
    [InlineData("""{"model_type":"llama","hidden_size":"wide"}""", "x.json: hidden_size is \"wide\": must be a whole number")]
    [InlineData("""{"model_type":"llama","hidden_size":64,"intermediate_size":256,"num_attention_heads":4,"num_key_value_heads":3,"num_hidden_layers":2,"max_position_embeddings":128,"vocab_size":1000}""", "x.json: key_value_heads must divide query_heads 4")]
    [InlineData("""{"model_type":"llama","hidden_size":64,"intermediate_size":256,"num_attention_heads":0,"num_hidden_layers":2,"max_position_embeddings":128,"vocab_size":1000}""", "x.json: num_attention_heads is 0")]
    [InlineData("""{"model_type":"llama","hidden_size":64,"intermediate_size":256,"num_attention_heads":4,"num_hidden_layers":2000000000,"max_position_embeddings":128,"vocab_size":1000}""", "x.json: num_hidden_layers is 2000000000")]
    public void Bad_files_are_told_in_one_line(string json, string start) =>
        Assert.StartsWith(start, Assert.Throws<InputException>(() => HuggingFaceConfig.Parse(json, "x.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"quant_method":"awq","bits":4}""", NumberFormat.Int4)]
    [InlineData("""{"quant_method":"gptq","bits":8}""", NumberFormat.Int8)]
    [InlineData("""{"quant_method":"fp8"}""", NumberFormat.Fp8)]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"group_0":{"weights":{"num_bits":8,"type":"float"}}}}""", NumberFormat.Fp8)]
    [InlineData("""{"quant_method":"compressed-tensors","config_groups":{"group_0":{"weights":{"num_bits":4,"type":"int"}}}}""", NumberFormat.Int4)]
    [InlineData("""{"quant_method":"modelopt","quant_algo":"NVFP4"}""", NumberFormat.Fp4)]
    [InlineData("""{"quant_method":"modelopt","quant_algo":"FP8"}""", NumberFormat.Fp8)]
    [InlineData("""{"quant_method":"bitsandbytes","load_in_4bit": true}""", NumberFormat.Int4)]
    public void The_quantization_config_gives_the_native_format(string quantization, NumberFormat format)
    {
        string json = $$"""{"model_type":"llama","hidden_size":64,"intermediate_size":256,"num_attention_heads":4,"num_hidden_layers":2,"max_position_embeddings":128,"vocab_size":1000,"torch_dtype":"bfloat16","quantization_config":{{quantization}}}""";
        Assert.Equal(format, HuggingFaceConfig.Parse(json, "x.json").Architecture.NativeFormat);
    }

    [Fact]
    public void A_file_and_its_folder_are_read_alike_and_a_missing_one_is_told()
    {
        string folder = Directory.CreateTempSubdirectory("hf-config-").FullName;
        try
        {
            string file = Path.Combine(folder, "config.json");
            File.WriteAllText(file, """{"model_type":"llama","hidden_size":64,"intermediate_size":256,"num_attention_heads":4,"num_hidden_layers":2,"max_position_embeddings":128,"vocab_size":1000,"torch_dtype":"bfloat16"}""");
            Assert.True(HuggingFaceConfig.IsPath(file) && HuggingFaceConfig.IsPath(folder));
            Assert.Equal(Shape(HuggingFaceConfig.Read(file).Architecture), Shape(HuggingFaceConfig.Read(folder).Architecture));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
        Assert.Contains("no such file", Assert.Throws<InputException>(() => HuggingFaceConfig.Read("absent/config.json")).Message, StringComparison.Ordinal);
    }

    /// <summary>An architecture without what a config.json does not hold.</summary>
    static ModelArchitecture Shape(ModelArchitecture m) => m with
    {
        Id = "",
        Family = "",
        Aliases = Array.Empty<string>(),
        PublishedParameters = null,
        PublishedActiveParameters = null,
        OtherTowerParameters = 0,
        Provenance = new Provenance("", "", Confidence.Low, ""),
    };
}
