using System.Globalization;
using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>The exports of AIPerf and of GenAI-Perf before it: one run, milliseconds, as JSON (<c>profile_export_aiperf.json</c>) or CSV.</summary>
static class AiPerfResults
{
    const double SecondsPerMillisecond = 1e-3;

    static readonly (string Field, string Title, string Metric)[] s_latencies =
    [
        ("time_to_first_token", "Time To First Token (ms)", "ttft_s"), ("inter_token_latency", "Inter Token Latency (ms)", "tpot_s"), ("request_latency", "Request Latency (ms)", "e2e_s"),
    ];

    static readonly (string Column, string Statistic)[] s_statistics = [("avg", "mean"), ("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99")];

    public static IReadOnlyList<BenchmarkRun>? OfJson(JsonElement root)
    {
        if (root.NumberAt("request_latency", "avg") is null || root.At("output_token_throughput") is null) return null;
        JsonElement? models = root.At("input_config", "endpoint", "model_names") ?? root.At("input_config", "model_names");
        BenchmarkRun run = new()
        {
            Tool = "AIPerf",
            Model = models is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0].GetString() : null,
            Concurrency = root.NumberAt("input_config", "loadgen", "concurrency") ?? root.NumberAt("input_config", "perf_analyzer", "stimulus", "concurrency"),
            RequestsPerSecond = root.NumberAt("input_config", "loadgen", "request_rate") ?? root.NumberAt("input_config", "perf_analyzer", "stimulus", "request_rate"),
            PromptTokens = root.NumberAt("input_sequence_length", "avg"),
            OutputTokens = root.NumberAt("output_sequence_length", "avg"),
            Finished = root.NumberAt("request_count", "avg") ?? 0,
            Failed = root.NumberAt("error_request_count", "avg") ?? 0,
        };
        foreach ((string field, _, string metric) in s_latencies)
        {
            double unit = root.TextAt(field, "unit") == "sec" ? 1 : SecondsPerMillisecond;
            foreach ((string column, string statistic) in s_statistics) run.Add(metric, statistic, root.NumberAt(field, column) * unit);
        }
        run.Add("output_tokens_per_s", "mean", root.NumberAt("output_token_throughput", "avg"));
        run.Add("total_tokens_per_s", "mean", root.NumberAt("total_token_throughput", "avg"));
        return [run];
    }

    /// <summary>Two tables after one another: <c>Metric,avg,min,…</c> and <c>Metric,Value</c>. Null where the lines are something else.</summary>
    public static BenchmarkRun? OfCsv(IReadOnlyList<string> lines)
    {
        Dictionary<(string Metric, string Column), double> cells = [];
        List<string> columns = [];
        foreach (string line in lines)
        {
            List<string> fields = Fields(line);
            if (fields is ["Metric", ..]) columns = fields;
            else if (fields.Count > 1)
                for (int i = 1; i < Math.Min(fields.Count, columns.Count); i++)
                    if (double.TryParse(fields[i], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double value)) cells[(Key(fields[0]), columns[i])] = value;
        }
        double? Cell(string metric, string column) => cells.TryGetValue((Key(metric), column), out double value) ? value : null;
        if (Cell("Request Latency (ms)", "avg") is null) return null;
        double? Throughput(string name) => Cell($"{name} (tokens/sec)", "Value") ?? Cell($"{name} (per sec)", "Value") ?? Cell($"{name} (tokens/sec)", "avg");
        BenchmarkRun run = new()
        {
            Tool = "AIPerf",
            PromptTokens = Cell("Input Sequence Length (tokens)", "avg") ?? Cell("Input Sequence Length", "avg"),
            OutputTokens = Cell("Output Sequence Length (tokens)", "avg") ?? Cell("Output Sequence Length", "avg"),
            Finished = Cell("Request Count", "Value") ?? Cell("Request Count", "avg") ?? 0,
            Failed = Cell("Error Request Count", "Value") ?? Cell("Error Request Count", "avg") ?? 0,
        };
        foreach ((_, string title, string metric) in s_latencies)
            foreach ((string column, string statistic) in s_statistics) run.Add(metric, statistic, Cell(title, column) * SecondsPerMillisecond);
        run.Add("output_tokens_per_s", "mean", Throughput("Output Token Throughput"));
        run.Add("total_tokens_per_s", "mean", Throughput("Total Token Throughput"));
        return run;
    }

    // AIPerf and GenAI-Perf write a title in different cases.
    static string Key(string title) => title.Trim().ToUpperInvariant();

    // Numbers with thousands are quoted.
    static List<string> Fields(string line)
    {
        List<string> fields = [""];
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) fields.Add("");
            else fields[^1] += c;
        }
        return fields;
    }
}
