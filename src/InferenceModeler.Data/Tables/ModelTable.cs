using InferenceModeler.Models;

namespace InferenceModeler.Data.Tables;

static class ModelTable
{
    const double Billion = 1e9;
    const int MostWidth = 10_000_000;

    public static readonly string[] Columns =
    [
        "id", "family", "year", "layers", "hidden_size", "vocabulary_size", "max_context_tokens", "tied_embeddings", "attention", "query_heads", "key_value_heads",
        "head_size", "value_head_size", "query_lora_rank", "key_value_lora_rank", "nope_head_size", "rope_head_size", "output_lora_rank", "output_groups",
        "gated_attention", "shared_key_value", "cache_compression", "window_layers", "window_tokens", "window_key_value_heads", "window_head_size", "linear_layers",
        "linear_key_heads", "linear_value_heads", "linear_head_size", "sparse_top_tokens", "index_heads", "index_head_size", "gated_mlp", "dense_layers",
        "dense_intermediate_size", "moe_layers", "experts", "experts_per_token", "expert_intermediate_size", "shared_intermediate_size", "native_format",
        "published_parameters_billion", "published_active_parameters_billion", "other_tower_parameters_billion", "aliases", "source", "date", "confidence", "doubts",
    ];

    public static List<ModelArchitecture> Read(CsvTable table) => [.. table.Rows.Select(Read)];

    static ModelArchitecture Read(CsvRow row)
    {
        int Count(string column) => row.OptionalWhole(column, 0, MostWidth) ?? 0;
        row.OptionalWhole("year", 2015, 2100);
        ModelArchitecture model = new()
        {
            Id = row.Text("id"),
            Aliases = row.List("aliases"),
            Family = row.Text("family"),
            Layers = row.Whole("layers", 1, 10_000),
            HiddenSize = row.Whole("hidden_size", 1, MostWidth),
            VocabularySize = row.Whole("vocabulary_size", 1, MostWidth),
            MaxContextTokens = row.Whole("max_context_tokens", 1, 1_000_000_000),
            TiedEmbeddings = row.Flag("tied_embeddings"),
            Attention = row.Choice("attention", Words.Attentions),
            QueryHeads = row.Whole("query_heads", 1, MostWidth),
            KeyValueHeads = row.Whole("key_value_heads", 1, MostWidth),
            HeadSize = row.Whole("head_size", 1, MostWidth),
            ValueHeadSize = row.Whole("value_head_size", 1, MostWidth),
            QueryLoraRank = Count("query_lora_rank"),
            KeyValueLoraRank = Count("key_value_lora_rank"),
            NopeHeadSize = Count("nope_head_size"),
            RopeHeadSize = Count("rope_head_size"),
            OutputLoraRank = Count("output_lora_rank"),
            OutputGroups = Count("output_groups"),
            GatedAttention = row.Flag("gated_attention"),
            SharedKeyValue = row.Flag("shared_key_value"),
            CacheCompression = row.OptionalNumber("cache_compression", 1, 1e4) ?? 1,
            WindowLayers = Count("window_layers"),
            WindowTokens = Count("window_tokens"),
            WindowKeyValueHeads = Count("window_key_value_heads"),
            WindowHeadSize = Count("window_head_size"),
            LinearLayers = Count("linear_layers"),
            LinearKeyHeads = Count("linear_key_heads"),
            LinearValueHeads = Count("linear_value_heads"),
            LinearHeadSize = Count("linear_head_size"),
            SparseTopTokens = Count("sparse_top_tokens"),
            IndexHeads = Count("index_heads"),
            IndexHeadSize = Count("index_head_size"),
            GatedMlp = row.Optional("gated_mlp").Length == 0 || row.Flag("gated_mlp"),
            DenseLayers = Count("dense_layers"),
            DenseIntermediateSize = Count("dense_intermediate_size"),
            MoeLayers = Count("moe_layers"),
            Experts = Count("experts"),
            ExpertsPerToken = Count("experts_per_token"),
            ExpertIntermediateSize = Count("expert_intermediate_size"),
            SharedIntermediateSize = Count("shared_intermediate_size"),
            NativeFormat = row.Choice("native_format", Words.Formats),
            PublishedParameters = row.OptionalNumber("published_parameters_billion", 1e-3, 1e6) * Billion,
            PublishedActiveParameters = row.OptionalNumber("published_active_parameters_billion", 1e-3, 1e6) * Billion,
            OtherTowerParameters = (row.OptionalNumber("other_tower_parameters_billion", 0, 1e6) ?? 0) * Billion,
            Provenance = Words.Provenance(row),
        };
        if (ModelShape.Contradiction(model) is { } broken) throw row.Bad(Columns.Contains(broken.Field) ? broken.Field : "id", broken.Rule, "make the fields of the row agree");
        return model;
    }
}
