using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Data.Measurements;

/// <summary>
/// Reads the result files of benchmark tools as they are: <c>vllm bench serve --save-result</c>, SGLang's <c>bench_serving</c>, GuideLLM, inference-perf, AIPerf and
/// GenAI-Perf (JSON, and the latter two's CSV).
/// </summary>
public static partial class BenchmarkFiles
{
    // Of all requests: fewer hardly change the figures.
    const double FewFailures = 0.02;

    static readonly byte[] s_blanks = [.. " \t\r\n"u8];

    /// <summary>The points of a file; null where no such tool wrote it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What its points name it.</param>
    /// <param name="facts">What it does not tell.</param>
    /// <param name="note">Told where more than a few requests failed.</param>
    /// <exception cref="InputException">The tool is known, but neither its file nor <paramref name="facts"/> tells something that is needed.</exception>
    public static IReadOnlyList<MeasuredPoint>? TryRead(string path, string name, BenchmarkFacts facts, Action<string> note)
    {
        if (!File.Exists(path)) return null;
        List<BenchmarkRun> runs = FirstCharacter(path) switch
        {
            '{' or '[' => OfJson(path),
            'M' => AiPerfResults.OfCsv(File.ReadAllLines(path)) is { } run ? [run] : [],
            _ => [],
        };
        if (runs.Count == 0) return null;
        MeasuredPoint[] points = [.. runs.SelectMany((run, i) => run.Points(path, name, i + 1, facts))];
        double failed = runs.Sum(r => r.Failed);
        if (runs.Any(r => r.Failed > FewFailures * (r.Finished + r.Failed)))
            note($"{path}: {failed:0} of {runs.Sum(r => r.Finished) + failed:0} requests failed; its figures are those of the others");
        return points;
    }

    static char FirstCharacter(string path)
    {
        using StreamReader reader = new(path);
        int first = reader.Read();
        while (first >= 0 && char.IsWhiteSpace((char)first)) first = reader.Read();
        return first < 0 ? '\0' : (char)first;
    }

    /// <summary>The runs of one result, of several after one another (as <c>--append-result</c> writes them) or of a list; none where the first is no result.</summary>
    static List<BenchmarkRun> OfJson(string path)
    {
        List<BenchmarkRun> runs = [];
        int results = 0;
        try
        {
            foreach (JsonElement root in Roots(path))
            {
                results++;
                IReadOnlyList<BenchmarkRun>? read = VllmResults.Of(root) ?? InferencePerfResults.Of(root) ?? AiPerfResults.OfJson(root) ?? GuideLlmResults.Of(root);
                if (read is not null) runs.AddRange(read);
                else if (runs.Count == 0) return runs;
                else throw new InputException($"{path}: result {results} is of no tool that is known, but those before it are; remove it");
            }
        }
        catch (JsonException)
        {
            if (runs.Count > 0) throw new InputException($"{path}: what follows result {results} is not whole JSON; remove it");
        }
        return runs;
    }

    static IEnumerable<JsonElement> Roots(string path)
    {
        ReadOnlyMemory<byte> text = File.ReadAllBytes(path);
        if (text.Span.StartsWith("\uFEFF"u8)) text = text[3..];
        for (text = text.TrimStart(s_blanks); text.Length > 0; text = text.TrimStart(s_blanks))
        {
            using JsonDocument document = First(ref text);
            foreach (JsonElement root in document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement]) yield return root;
        }
    }

    static JsonDocument First(ref ReadOnlyMemory<byte> text)
    {
        try
        {
            return Strict(ref text);
        }
        catch (JsonException)
        {
            text = Encoding.UTF8.GetBytes(StringOrNoNumber().Replace(Encoding.UTF8.GetString(text.Span), match => match.Value[0] == '"' ? match.Value : "null"));
            return Strict(ref text);
        }
    }

    // Python writes Infinity and NaN, which JSON does not have.
    [GeneratedRegex(@"""(?>(?:[^""\\]+|\\.)*)""|-?Infinity|NaN", RegexOptions.Singleline)]
    private static partial Regex StringOrNoNumber();

    static JsonDocument Strict(ref ReadOnlyMemory<byte> text)
    {
        Utf8JsonReader reader = new(text.Span, new JsonReaderOptions { AllowMultipleValues = true });
        JsonDocument document = JsonDocument.ParseValue(ref reader);
        text = text[(int)reader.BytesConsumed..];
        return document;
    }
}
