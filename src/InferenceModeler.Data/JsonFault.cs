using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace InferenceModeler.Data;

/// <summary>Says in the words of a file, not of this program, why its JSON could not be read.</summary>
static partial class JsonFault
{
    /// <summary><c>FILE: line 3: entries[0].points: has a value of the wrong type</c>.</summary>
    /// <param name="file">What to call it.</param>
    /// <param name="fault">What the reader said.</param>
    /// <param name="context">The types that were read.</param>
    public static InputException In(string file, JsonException fault, JsonSerializerContext context) =>
        Told(fault.Message, context) is { } told
            ? new($"{file}: line {fault.LineNumber + 1}: {Place(fault.Path)}{told}")
            : new($"{file}: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: not JSON: {Broken(fault.Message)}; mend the file");

    static string Place(string? path) => path is null or "$" ? "" : $"{path.TrimStart('$', '.')}: ";

    // The reader's own words, less where it stands.
    static string Broken(string message) => message.Contains("Expected depth to be zero", StringComparison.Ordinal) || message.Contains("end of data", StringComparison.Ordinal) ? "it ends before all brackets are closed"
        : message.Contains("does not contain any JSON tokens", StringComparison.Ordinal) ? "the file is empty"
        : Sentence().Match(message).Value;

    // Null where it is not JSON at all.
    static string? Told(string message, JsonSerializerContext context)
    {
        if (Unknown().Match(message) is { Success: true } unknown)
            return $"unknown field; {Names.NearestText(unknown.Groups[1].Value, Fields(context, unknown.Groups[2].Value))}";
        if (Missing().Match(message) is { Success: true } missing) return $"misses {missing.Groups[1].Value.Replace("'", "", StringComparison.Ordinal)}";
        if (message.Contains("allow null", StringComparison.Ordinal) || message.Contains("allow setting null", StringComparison.Ordinal)) return "must not be null";
        return message.Contains("could not be converted", StringComparison.Ordinal) ? "has a value of the wrong type" : null;
    }

    static IEnumerable<string> Fields(JsonSerializerContext context, string type) =>
        context.GetType().Assembly.GetType(type) is { } known && context.GetTypeInfo(known) is JsonTypeInfo info ? info.Properties.Select(p => p.Name) : [];

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped to any .NET member contained in type '(.*?)'")]
    private static partial Regex Unknown();

    [GeneratedRegex("^.*?(?=\\. |\\.$|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex("was missing required properties including: (.*?)\\.( Path:|$)")]
    private static partial Regex Missing();
}
