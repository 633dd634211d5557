using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>GuideLLM's report: one benchmark per load. Its inter-token latency is our TPOT; its own "time per output token" divides the whole request.</summary>
static class GuideLlmResults
{
    static readonly (string Field, double Unit, string Metric)[] s_latencies = [("time_to_first_token_ms", 1e-3, "ttft_s"), ("inter_token_latency_ms", 1e-3, "tpot_s"), ("request_latency", 1, "e2e_s")];

    public static IReadOnlyList<BenchmarkRun>? Of(JsonElement root)
    {
        if (root.At("benchmarks") is not { ValueKind: JsonValueKind.Array } benchmarks) return null;
        return [.. benchmarks.EnumerateArray().Where(b => b.At("metrics", "time_to_first_token_ms", "successful") is not null).Select(b => Run(root, b))];
    }

    static BenchmarkRun Run(JsonElement root, JsonElement benchmark)
    {
        JsonElement metrics = benchmark.At("metrics")!.Value;
        // The place and the names of the load differ between versions.
        JsonElement? strategy = benchmark.At("config", "strategy") ?? benchmark.At("args", "strategy");
        string? kind = strategy?.TextAt("type_") ?? strategy?.TextAt("kind");
        double? streams = strategy?.NumberAt("streams") ?? strategy?.NumberAt("max_concurrency"), rate = strategy?.NumberAt("rate");
        double? Mean(string field) => metrics.NumberAt(field, "successful", "mean");
        BenchmarkRun run = new()
        {
            Tool = "GuideLLM",
            Model = benchmark.TextAt("worker", "backend_model") ?? root.TextAt("args", "model") ?? benchmark.TextAt("config", "backend", "model"),
            Concurrency = kind switch { "synchronous" => 1, "concurrent" => streams, "throughput" => Mean("request_concurrency"), _ => null },
            RequestsPerSecond = kind is "constant" or "poisson" ? rate : null,
            PromptTokens = Mean("prompt_token_count"),
            OutputTokens = Mean("output_token_count"),
            Finished = metrics.NumberAt("request_totals", "successful") ?? 0,
            Failed = metrics.NumberAt("request_totals", "errored") ?? 0,
        };
        foreach ((string field, double unit, string metric) in s_latencies)
        {
            run.Add(metric, "mean", Mean(field) * unit);
            run.Add(metric, "p50", metrics.NumberAt(field, "successful", "median") * unit);
            foreach (string percentile in (string[])["p90", "p95", "p99"]) run.Add(metric, percentile, metrics.NumberAt(field, "successful", "percentiles", percentile) * unit);
        }
        run.Add("output_tokens_per_s", "mean", Mean("output_tokens_per_second"));
        run.Add("total_tokens_per_s", "mean", Mean("tokens_per_second"));
        return run;
    }
}
