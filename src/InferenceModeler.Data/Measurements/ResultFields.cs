using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>Looks for fields in a tool's result file; null where there is none or it is of another kind.</summary>
static class ResultFields
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement next)) return null;
            element = next;
        }
        return element;
    }

    public static double? NumberAt(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } found ? found.GetDouble() : null;

    public static string? TextAt(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.String } found && found.GetString() is { Length: > 0 } text ? text : null;
}
