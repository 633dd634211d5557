using InferenceModeler.Serving;

namespace InferenceModeler.Data.Tables;

static class EngineTable
{
    const double GiB = 1024.0 * 1024 * 1024;
    const int MostTokens = 10_000_000;

    public static readonly string[] Columns =
    [
        "engine", "max_batched_tokens", "max_sequences", "small_memory_below_gib", "small_max_batched_tokens", "small_max_sequences", "small_families",
        "memory_fraction", "memory_fraction_of", "kv_block_tokens", "other_memory_gib", "aliases", "source", "date", "confidence", "doubts",
    ];

    public static readonly string[] SupportColumns = ["engine", "family", "weights", "kv_cache", "source", "doubts"];

    public static List<ServingEngine> Read(CsvTable table) => [.. table.Rows.Select(row => new ServingEngine
    {
        Id = row.Text("engine"),
        Aliases = row.List("aliases"),
        MaxBatchedTokens = row.Whole("max_batched_tokens", 1, MostTokens),
        MaxSequences = row.Whole("max_sequences", 1, MostTokens),
        Small = row.OptionalNumber("small_memory_below_gib", 0, 1e5) is { } below
            ? new SmallAcceleratorLimits(below * GiB, row.List("small_families"), row.Whole("small_max_batched_tokens", 1, MostTokens), row.Whole("small_max_sequences", 1, MostTokens))
            : null,
        MemoryFraction = row.Number("memory_fraction", 0.01, 1),
        MemoryFractionRule = row.Choice("memory_fraction_of", Words.MemoryFractions),
        KvBlockTokens = row.Whole("kv_block_tokens", 1, MostTokens),
        OtherMemoryBytes = row.Number("other_memory_gib", 0, 1000) * GiB,
        Source = row.Text("source"),
        Date = row.Optional("date"),
        Confidence = row.Choice("confidence", Words.Confidences),
        Doubts = row.Optional("doubts"),
    })];

    public static List<SupportRule> ReadSupport(CsvTable table, IReadOnlyCollection<string> engines, IReadOnlyCollection<string> families) => [.. table.Rows.Select(row => new SupportRule(
        row.Reference("engine", engines, "an engine"),
        row.Reference("family", families, "a family of accelerators"),
        row.Choice("weights", Words.Formats),
        row.Choices("kv_cache", Words.Formats) is { Count: > 0 } formats ? formats : throw row.Bad("kv_cache", "must not be blank", "give formats with ; between them"),
        row.Text("source"),
        row.Optional("doubts")))];
}
