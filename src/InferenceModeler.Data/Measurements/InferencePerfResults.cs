using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>A stage file of inference-perf (<c>stage_0_lifecycle_metrics.json</c>): one run, seconds. It tells neither model nor engine.</summary>
static class InferencePerfResults
{
    static readonly (string Field, string Metric)[] s_latencies = [("time_to_first_token", "ttft_s"), ("time_per_output_token", "tpot_s"), ("request_latency", "e2e_s")];

    public static IReadOnlyList<BenchmarkRun>? Of(JsonElement root)
    {
        if (root.At("load_summary") is not { } load || root.At("successes") is not { } successes) return null;
        double? concurrency = load.NumberAt("concurrency");
        BenchmarkRun run = new()
        {
            Tool = "inference-perf",
            Concurrency = concurrency,
            // A concurrent stage is given one that does not limit it.
            RequestsPerSecond = concurrency is null ? load.NumberAt("requested_rate") : null,
            PromptTokens = successes.NumberAt("prompt_len", "mean") ?? successes.NumberAt("prompt_tokens", "mean"),
            OutputTokens = successes.NumberAt("output_len", "mean") ?? successes.NumberAt("output_tokens", "mean"),
            Finished = successes.NumberAt("count") ?? 0,
            Failed = root.NumberAt("failures", "count") ?? 0,
        };
        foreach ((string field, string metric) in s_latencies)
        {
            run.Add(metric, "mean", successes.NumberAt("latency", field, "mean"));
            run.Add(metric, "p50", successes.NumberAt("latency", field, "median") ?? successes.NumberAt("latency", field, "p50"));
            foreach (string percentile in (string[])["p90", "p95", "p99"]) run.Add(metric, percentile, successes.NumberAt("latency", field, percentile));
        }
        run.Add("output_tokens_per_s", "mean", successes.NumberAt("throughput", "output_tokens_per_sec"));
        run.Add("total_tokens_per_s", "mean", successes.NumberAt("throughput", "total_tokens_per_sec"));
        return [run];
    }
}
