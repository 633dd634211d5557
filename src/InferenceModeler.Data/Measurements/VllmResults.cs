using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>The file of <c>vllm bench serve --save-result</c> (SGLang's <c>bench_serving</c> writes the same names): one run, flat, milliseconds.</summary>
static class VllmResults
{
    static readonly (string Prefix, string Metric)[] s_latencies = [("ttft", "ttft_s"), ("tpot", "tpot_s"), ("e2el", "e2e_s")];

    public static IReadOnlyList<BenchmarkRun>? Of(JsonElement root)
    {
        if (root.NumberAt("output_throughput") is not { } tokensPerSecond || root.NumberAt("mean_ttft_ms") is null) return null;
        double completed = Math.Max(root.NumberAt("completed") ?? 0, 1);
        double? asked = root.NumberAt("request_rate");
        BenchmarkRun run = new()
        {
            Tool = "vllm bench serve",
            Model = root.TextAt("model_id"),
            Engine = root.TextAt("backend") is { } backend && backend.StartsWith("sglang", StringComparison.Ordinal) ? "sglang" : root.TextAt("backend") is "vllm" ? "vllm" : null,
            Concurrency = root.NumberAt("max_concurrency"),
            // "inf" sends all requests at once.
            RequestsPerSecond = asked,
            AllAtOnce = asked is null ? root.NumberAt("num_prompts") ?? completed : null,
            PromptTokens = root.NumberAt("total_input_tokens") / completed,
            OutputTokens = root.NumberAt("total_output_tokens") / completed,
        };
        foreach ((string prefix, string metric) in s_latencies)
        {
            run.Add(metric, "mean", root.NumberAt($"mean_{prefix}_ms") / 1000);
            run.Add(metric, "p50", root.NumberAt($"median_{prefix}_ms") / 1000);
            foreach (string percentile in (string[])["p90", "p95", "p99"]) run.Add(metric, percentile, root.NumberAt($"{percentile}_{prefix}_ms") / 1000);
        }
        run.Add("output_tokens_per_s", "mean", tokensPerSecond);
        run.Add("total_tokens_per_s", "mean", root.NumberAt("total_token_throughput"));
        return [run];
    }
}
