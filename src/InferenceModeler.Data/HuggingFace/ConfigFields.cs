using System.Text.Json;

namespace InferenceModeler.Data.HuggingFace;

/// <summary>The fields of a config: those of the text tower first, then the outer ones. Null counts as absent. Collects what was asked for and missing.</summary>
sealed class ConfigFields
{
    static readonly string[] s_towers = ["text_config", "language_config", "llm_config"];

    readonly string _path;
    readonly List<JsonElement> _scopes = [];

    /// <summary>Layers beyond this are a damaged file.</summary>
    public const int MostLayers = 10_000;

    public ConfigFields(string path, JsonElement root)
    {
        _path = path;
        if (root.ValueKind != JsonValueKind.Object) throw new InputException($"{path}: must be a JSON object with the fields of a Hugging Face config.json");
        JsonElement outer = root.TryGetProperty("thinker_config", out JsonElement thinker) && thinker.ValueKind == JsonValueKind.Object ? thinker : root;
        foreach (string tower in s_towers)
        {
            if (outer.TryGetProperty(tower, out JsonElement text) && text.ValueKind == JsonValueKind.Object) _scopes.Add(text);
        }
        _scopes.Add(outer);
        ModelType = String("model_type") ?? "";
    }

    /// <summary>The text tower's type without a <c>_text</c> ending; blank where the file names none.</summary>
    public string ModelType { get => field; private set => field = value.EndsWith("_text", StringComparison.Ordinal) ? value[..^5] : value; }

    public List<string> Missing { get; } = [];

    public List<string> Warnings { get; } = [];

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The first of these names that the file has; 0 and a note in <see cref="Missing"/> where it has none.</summary>
    public int Required(params string[] names)
    {
        if (Optional(names) is { } value) return value;
        Missing.Add(names[0]);
        return 0;
    }

    /// <summary>A count of at least 0 under the first of these names; <c>a.b</c> is field b of object a.</summary>
    public int? Optional(params string[] names)
    {
        foreach (string name in names)
        {
            if (Find(name) is not { } element) continue;
            if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double value) && value >= 0 && value <= int.MaxValue && value == Math.Floor(value)) return (int)value;
            throw new InputException($"{_path}: {name} is {Shown(element)}: must be a whole number of at least 0");
        }
        return null;
    }

    public bool? Flag(string name) => Find(name) is not { } element ? null : element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new InputException($"{_path}: {name} is {Shown(element)}: must be true or false"),
    };

    public string? String(params string[] names) =>
        names.Select(Find).FirstOrDefault(e => e?.ValueKind == JsonValueKind.String)?.GetString();

    /// <summary>The elements of a list as text (numbers as written); null where the field is absent or no list.</summary>
    public string[]? List(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText())] : null;

    /// <summary>The counts of a list; null where the field is absent.</summary>
    public int[]? Counts(string name) => List(name)?.Select(text => int.TryParse(text, out int count) && count >= 0
        ? count
        : throw new InputException($"{_path}: {name} holds {text}: must hold whole numbers of at least 0")).ToArray();

    public JsonElement? Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } o ? o : null;

    JsonElement? Find(string name)
    {
        foreach (JsonElement scope in _scopes)
        {
            JsonElement at = scope;
            bool found = true;
            foreach (string part in name.Split('.')) found = found && at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out at);
            if (found && at.ValueKind != JsonValueKind.Null) return at;
        }
        return null;
    }

    static string Shown(JsonElement element) => element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText();
}
