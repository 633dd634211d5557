using System.Text.Json;

namespace InferenceModeler.Data.Measurements;

/// <summary>The file of <c>vllm bench serve --save-result</c> (SGLang's <c>bench_serving</c> writes the same names but for the end-to-end time): one run, flat, milliseconds.</summary>
static class VllmResults
{
    public static IReadOnlyList<BenchmarkRun>? Of(JsonElement root)
    {
        if (root.NumberAt("output_throughput") is not { } tokensPerSecond || root.NumberAt("mean_ttft_ms") is null) return null;
        double finished = root.NumberAt("completed") ?? 0, completed = Math.Max(finished, 1);
        double? asked = root.NumberAt("request_rate");
        bool isSglang = root.At("mean_e2e_latency_ms") is not null;
        BenchmarkRun run = new()
        {
            Tool = isSglang ? "SGLang bench_serving" : "vllm bench serve",
            Model = root.TextAt("model_id"),
            Engine = root.TextAt("backend") is { } backend && backend.StartsWith("sglang", StringComparison.Ordinal) ? "sglang" : root.TextAt("backend") is "vllm" ? "vllm" : null,
            Concurrency = root.NumberAt("max_concurrency"),
            // "inf", and Infinity read as null, sends all requests at once.
            RequestsPerSecond = asked,
            AllAtOnce = asked is null ? root.NumberAt("num_prompts") ?? completed : null,
            PromptTokens = root.NumberAt("total_input_tokens") / completed,
            OutputTokens = root.NumberAt("total_output_tokens") / completed,
            Finished = finished,
            Failed = Math.Max(root.NumberAt("failed") ?? 0, root.NumberAt("num_prompts") - finished ?? 0),
        };
        foreach ((string prefix, string metric) in ((string, string)[])[("ttft", "ttft_s"), ("tpot", "tpot_s"), (isSglang ? "e2e_latency" : "e2el", "e2e_s")])
        {
            run.Add(metric, "mean", root.NumberAt($"mean_{prefix}_ms") / 1000);
            run.Add(metric, "p50", root.NumberAt($"median_{prefix}_ms") / 1000);
            foreach (string percentile in (string[])["p90", "p95", "p99"]) run.Add(metric, percentile, root.NumberAt($"{percentile}_{prefix}_ms") / 1000);
        }
        run.Add("output_tokens_per_s", "mean", tokensPerSecond);
        run.Add("total_tokens_per_s", "mean", root.NumberAt("total_token_throughput") ?? root.NumberAt("total_throughput"));
        return [run];
    }
}
