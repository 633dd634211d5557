using System.Globalization;
using InferenceModeler.Data.Parquet;
using InferenceModeler.Serving;

namespace InferenceModeler.Data.Simulations;

/// <summary>Writes simulated requests, one a row, in the format that a file name asks for.</summary>
public static class RequestFile
{
    /// <summary>Of a file, which is written whole: they lie in memory until then.</summary>
    public const int MostRequests = 10_000_000;

    static readonly (string Name, Func<SimulatedRequest, int> Of)[] s_counts =
    [
        ("seed", r => r.Seed), ("queue", r => r.Queue), ("class", r => r.Class), ("stage", r => r.Stage), ("prompt_tokens", r => r.PromptTokens), ("output_tokens", r => r.OutputTokens), ("cached_prompt_tokens", r => r.CachedPromptTokens),
    ];

    static readonly (string Name, Func<SimulatedRequest, double?> Of)[] s_seconds =
    [
        ("arrival_seconds", r => r.ArrivalSeconds), ("admitted_seconds", r => r.AdmittedSeconds), ("first_token_seconds", r => r.FirstTokenSeconds), ("finished_seconds", r => r.FinishedSeconds),
    ];

    /// <exception cref="InputException">Neither .parquet nor .csv.</exception>
    public static void CheckName(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".parquet" or ".csv")) throw new InputException($"--per-request {path}: must end in .parquet or .csv");
    }

    /// <summary>Writes the file, whole or not at all. What has not happened yet is missing.</summary>
    public static void Write(string path, IReadOnlyList<SimulatedRequest> requests)
    {
        CheckName(path);
        bool isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        WholeFile.Write(path, stream =>
        {
            if (isCsv) WriteCsv(stream, requests);
            else WriteParquet(stream, requests);
        });
    }

    static void WriteParquet(Stream stream, IReadOnlyList<SimulatedRequest> requests)
    {
        ParquetColumn.Counts[] counts = [.. s_counts.Select(c => new ParquetColumn.Counts(c.Name))];
        ParquetColumn.Doubles[] seconds = [.. s_seconds.Select(c => new ParquetColumn.Doubles(c.Name))];
        ParquetColumn.Texts status = new("status");
        using ParquetWriter writer = new(stream, [.. counts, .. seconds, status]);
        foreach (SimulatedRequest request in requests)
        {
            for (int i = 0; i < counts.Length; i++) counts[i].Add(s_counts[i].Of(request));
            for (int i = 0; i < seconds.Length; i++) seconds[i].Add(s_seconds[i].Of(request) ?? double.NaN);
            status.Add(request.Status);
            writer.EndRow();
        }
    }

    static void WriteCsv(Stream stream, IReadOnlyList<SimulatedRequest> requests)
    {
        using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', s_counts.Select(c => c.Name).Concat(s_seconds.Select(c => c.Name)).Append("status")));
        foreach (SimulatedRequest r in requests)
            writer.WriteLine(string.Join(',', s_counts.Select(c => c.Of(r).ToString(CultureInfo.InvariantCulture)).Concat(s_seconds.Select(c => c.Of(r)?.ToString("F6", CultureInfo.InvariantCulture) ?? "")).Append(r.Status)));
    }
}
