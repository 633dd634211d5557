using System.Text.Json;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Data.Measurements;

/// <summary>
/// Reads the result files of benchmark tools as they are: <c>vllm bench serve --save-result</c>, GuideLLM, inference-perf, AIPerf and GenAI-Perf (JSON, and the latter
/// two's CSV).
/// </summary>
public static class BenchmarkFiles
{
    /// <summary>The points of a file; null where no such tool wrote it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What its points name it.</param>
    /// <param name="facts">What it does not tell.</param>
    /// <exception cref="InputException">The tool is known, but neither its file nor <paramref name="facts"/> tells something that is needed.</exception>
    public static IReadOnlyList<MeasuredPoint>? TryRead(string path, string name, BenchmarkFacts facts)
    {
        if (!File.Exists(path)) return null;
        IReadOnlyList<BenchmarkRun> runs = FirstCharacter(path) switch
        {
            '{' => OfJson(path),
            'M' => AiPerfResults.OfCsv(File.ReadAllLines(path)) is { } run ? [run] : [],
            _ => [],
        };
        return runs.Count == 0 ? null : [.. runs.SelectMany((run, i) => run.Points(path, name, i + 1, facts))];
    }

    static char FirstCharacter(string path)
    {
        using StreamReader reader = new(path);
        int first = reader.Read();
        while (first >= 0 && char.IsWhiteSpace((char)first)) first = reader.Read();
        return first < 0 ? '\0' : (char)first;
    }

    static IReadOnlyList<BenchmarkRun> OfJson(string path)
    {
        JsonDocument document;
        try
        {
            using FileStream stream = File.OpenRead(path);
            document = JsonDocument.Parse(stream);
        }
        catch (JsonException)
        {
            // One object a line is a table of measured points.
            return [];
        }
        using (document)
        {
            JsonElement root = document.RootElement;
            return VllmResults.Of(root) ?? InferencePerfResults.Of(root) ?? AiPerfResults.OfJson(root) ?? GuideLlmResults.Of(root) ?? [];
        }
    }
}
