using System.Text.Json;
using InferenceModeler.Data.HuggingFace;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Data;

/// <summary>Reads an architecture from a Hugging Face <c>config.json</c>, offline.</summary>
public static class HuggingFaceConfig
{
    static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>True where a model's name is meant as a path: it ends in <c>.json</c> or is a folder that holds a <c>config.json</c>.</summary>
    public static bool IsPath(string model) => model.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(model, "config.json"));

    /// <summary>Reads the file, or the <c>config.json</c> of the folder, at <paramref name="path"/>.</summary>
    /// <exception cref="InputException">No file, broken JSON (with line and position), a field of the wrong type, fields missing, or fields that contradict each other.</exception>
    public static HuggingFaceModel Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        if (!File.Exists(file)) throw new InputException($"model {path}: no such file: give the path of a config.json, or a catalog name");
        return Parse(File.ReadAllText(file), file);
    }

    /// <summary>Reads text that came from <paramref name="path"/>.</summary>
    public static HuggingFaceModel Parse(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, s_options);
            return Read(new ConfigFields(path, document.RootElement), path);
        }
        catch (JsonException broken)
        {
            throw new InputException($"{path}: not JSON: line {broken.LineNumber + 1}, position {broken.BytePositionInLine + 1}: mend the file");
        }
    }

    static HuggingFaceModel Read(ConfigFields f, string path)
    {
        string type = f.ModelType;
        if (!KnownTypes.All.Contains(type)) f.Warnings.Add($"model_type \"{type}\" is not known: read by its fields alone");
        ModelArchitecture model = new()
        {
            Id = path,
            Family = type.Length > 0 ? type : "unknown",
            Layers = f.Required("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
            HiddenSize = f.Required("hidden_size", "n_embd", "d_model", "n_embed"),
            VocabularySize = f.Required("vocab_size", "padded_vocab_size"),
            MaxContextTokens = Context(f),
            TiedEmbeddings = f.Flag("tie_word_embeddings") ?? KnownTypes.Tied(type),
            Attention = AttentionKind.Grouped,
            QueryHeads = 0,
            KeyValueHeads = 0,
            HeadSize = 0,
            ValueHeadSize = 0,
            NativeFormat = FormatFields.Read(f),
            Provenance = new Provenance(path, "", Confidence.Medium, ""),
        };
        if (model.Layers > ConfigFields.MostLayers) throw new InputException($"{path}: num_hidden_layers is {model.Layers}: must be at most {ConfigFields.MostLayers}");
        model = FeedForwardFields.Read(f, AttentionFields.Read(f, model));
        if (f.Missing.Count > 0)
        {
            throw new InputException($"{path}: model_type \"{type}\": missing {string.Join(", ", f.Missing.Distinct())}: add the fields, or name a catalog model");
        }
        if (Zero(model) is { } zero) throw new InputException($"{path}: {zero} is 0: must be at least 1");
        if (ModelShape.Contradiction(model) is { } broken) throw new InputException($"{path}: {broken.Field} {broken.Rule}: make the fields agree");
        return new(model with { Provenance = model.Provenance with { Doubts = string.Join("; ", f.Warnings) } }, f.Warnings);
    }

    static int Context(ConfigFields f)
    {
        string[] names = ["max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "max_sequence_length", "model_max_length"];
        if (f.Optional(names) is { } tokens) return tokens;
        if (!KnownTypes.ShortContext(f.ModelType)) return f.Required(names);
        f.Warnings.Add("no maximum context: 2048 tokens assumed, as this type was trained");
        return 2048;
    }

    static string? Zero(ModelArchitecture m) =>
        m.Layers == 0 ? "num_hidden_layers" : m.HiddenSize == 0 ? "hidden_size" : m.VocabularySize == 0 ? "vocab_size" : m.MaxContextTokens == 0 ? "max_position_embeddings"
        : m.QueryHeads == 0 ? "num_attention_heads" : m.KeyValueHeads == 0 ? "num_key_value_heads" : m.HeadSize == 0 ? "head_dim" : null;
}
