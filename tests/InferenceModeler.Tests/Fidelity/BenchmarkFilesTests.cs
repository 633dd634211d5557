using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Tests.Fidelity;

public sealed class BenchmarkFilesTests : IDisposable
{
    const string Vllm = """
        {"date":"20260801-101010","backend":"vllm","model_id":"meta-llama/Llama-3.1-8B-Instruct","num_prompts":320,"request_rate":"inf","max_concurrency":32,"duration":40.0,"completed":320,
         "total_input_tokens":327680,"total_output_tokens":40960,"request_throughput":8.0,"output_throughput":1024.0,"total_token_throughput":9216.0,
         "mean_ttft_ms":250.0,"median_ttft_ms":200.0,"p99_ttft_ms":900.0,"mean_tpot_ms":12.0,"median_tpot_ms":11.5,"p99_tpot_ms":20.0,"mean_itl_ms":12.1,"mean_e2el_ms":1774.0}
        """;

    const string GuideLlm = """
        {"metadata":{"version":1},"args":{"model":"meta-llama/Llama-3.1-8B-Instruct"},"benchmarks":[
         {"config":{"strategy":{"type_":"constant","rate":4.0}},
          "metrics":{"time_to_first_token_ms":{"successful":{"mean":60.0,"median":55.0,"percentiles":{"p90":80.0,"p95":90.0,"p99":120.0}}},
                     "inter_token_latency_ms":{"successful":{"mean":9.0,"median":8.8,"percentiles":{"p99":12.0}}},"time_per_output_token_ms":{"successful":{"mean":9.5}},
                     "request_latency":{"successful":{"mean":1.2,"median":1.1,"percentiles":{"p99":1.9}}},"output_tokens_per_second":{"successful":{"mean":512.0}},
                     "tokens_per_second":{"successful":{"mean":2560.0}},"prompt_token_count":{"successful":{"mean":512.0}},"output_token_count":{"successful":{"mean":128.0}}}},
         {"config":{"strategy":{"type_":"concurrent","streams":8}},"metrics":{"time_to_first_token_ms":{"successful":{"mean":70.0}},"prompt_token_count":{"successful":{"mean":512.0}}}}]}
        """;

    const string InferencePerf = """
        {"load_summary":{"count":1200,"send_duration":60.0,"requested_rate":20,"achieved_rate":19.9},
         "successes":{"count":1200,"latency":{"request_latency":{"mean":3.1,"median":3.0,"p90":3.9,"p99":4.4},"normalized_time_per_output_token":{"mean":0.02},
          "time_per_output_token":{"mean":0.015,"median":0.0149,"p99":0.021},"time_to_first_token":{"mean":0.08,"median":0.07,"p90":0.1,"p99":0.2}},
          "throughput":{"input_tokens_per_sec":10240,"output_tokens_per_sec":4096.0,"total_tokens_per_sec":14336,"requests_per_sec":19.9},
          "prompt_len":{"mean":512.0},"output_len":{"mean":205.0}},"failures":{"count":0}}
        """;

    const string AiPerf = """
        {"request_throughput":{"unit":"requests/sec","avg":2.9},"request_latency":{"unit":"ms","avg":1100.0,"p50":1090.0,"p90":1200.0,"p95":1250.0,"p99":1400.0},
         "time_to_first_token":{"unit":"ms","avg":45.0,"p50":44.0,"p99":90.0},"inter_token_latency":{"unit":"ms","avg":8.5,"p50":8.4,"p99":9.5},
         "output_token_throughput":{"unit":"tokens/sec","avg":460.0},"input_sequence_length":{"unit":"tokens","avg":550.0},"output_sequence_length":{"unit":"tokens","avg":125.0},
         "input_config":{"endpoint":{"model_names":["meta-llama/Llama-3.1-8B-Instruct"]},"loadgen":{"concurrency":4}}}
        """;

    const string AiPerfCsv = """
        Metric,avg,min,max,p99,p95,p90,p75,p50,p25
        Time To First Token (ms),45.00,30.00,99.00,90.00,80.00,70.00,50.00,44.00,40.00
        Inter Token Latency (ms),8.50,8.00,10.00,9.50,9.40,9.00,8.70,8.40,8.20
        Request Latency (ms),"1,100.00",900.00,"1,500.00","1,400.00","1,250.00","1,200.00","1,150.00","1,090.00","1,000.00"
        Output Sequence Length (tokens),125.00,100.00,140.00,139.00,138.00,137.00,130.00,125.00,120.00
        Input Sequence Length (tokens),550.00,548.00,551.00,551.00,551.00,550.00,550.00,550.00,549.00

        Metric,Value
        Output Token Throughput (tokens/sec),460.00
        Request Throughput (requests/sec),2.90
        """;

    const string Sglang = """
        {"tag": null, "backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": 16, "random_range_ratio": 1.0, "duration": 40.0, "completed": 160,
         "total_input_tokens": 163840, "total_output_tokens": 20480, "request_throughput": 4.0, "output_throughput": 512.0, "total_throughput": 4608.0, "mean_e2e_latency_ms": 1500.0,
         "median_e2e_latency_ms": 1400.0, "p99_e2e_latency_ms": 2100.0, "mean_ttft_ms": 100.0, "median_ttft_ms": 90.0, "mean_tpot_ms": 11.0, "accept_length": NaN, "note": "a \"NaN\" is -Infinity"}
        """;

    static readonly BenchmarkFacts s_facts = new() { Accelerator = "h100-sxm", Tensor = 1, Engine = "vllm" };

    readonly string _folder = Directory.CreateTempSubdirectory("benchmark").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    readonly List<string> _notes = [];

    IReadOnlyList<MeasuredPoint>? Read(string text, BenchmarkFacts facts)
    {
        string path = Path.Combine(_folder, "result.json");
        File.WriteAllText(path, text);
        return BenchmarkFiles.TryRead(path, "result.json", facts, _notes.Add);
    }

    static double Value(IReadOnlyList<MeasuredPoint> points, string metric, string statistic) => points.Single(p => p.Metric == metric && p.Statistic == statistic).Value;

    [Fact]
    public void A_result_of_vllm_is_a_closed_loop_in_seconds()
    {
        IReadOnlyList<MeasuredPoint> points = Read(Vllm, s_facts)!;
        Assert.All(points, p => Assert.Equal(("closed", 32.0, 1024.0, 128.0, "meta-llama/Llama-3.1-8B-Instruct"), (p.Mode, p.Load!.Value, p.PromptTokens!.Value, p.OutputTokens!.Value, p.Model)));
        Assert.Equal((0.25, 0.012, 0.9, 1.774, 1024), (Value(points, "ttft_s", "mean"), Value(points, "tpot_s", "mean"), Value(points, "ttft_s", "p99"), Value(points, "e2e_s", "mean"), Value(points, "output_tokens_per_s", "mean")));
        Assert.All(Read(Vllm.Replace("\"max_concurrency\":32", "\"max_concurrency\":null").Replace("\"inf\"", "5"), s_facts)!, p => Assert.Equal(("open", 5.0), (p.Mode, p.Load!.Value)));
        Assert.All(Read(Vllm.Replace("\"max_concurrency\":32", "\"max_concurrency\":null"), s_facts)!, p => Assert.Equal(("offline", 320.0), (p.Mode, p.Load!.Value)));
    }

    [Theory]
    [InlineData(5, 32, "open", 5)]
    [InlineData(17, 32, "open", 17)]
    [InlineData(18, 32, "closed", 32)]
    public void A_cap_on_requests_in_flight_is_the_load_only_where_the_rate_reaches_it(double rate, double cap, string mode, double load)
    {
        // 1.774 s a request: 18 a second keep 31.9 in flight, 17 keep 30.2.
        string text = Vllm.Replace("\"inf\"", $"{rate}").Replace("\"max_concurrency\":32", $"\"max_concurrency\":{cap}");
        Assert.All(Read(text, s_facts)!, p => Assert.Equal((mode, load), (p.Mode, p.Load!.Value)));
        Assert.All(Read(text.Replace("\"mean_e2el_ms\":1774.0", "\"errors\":[]"), s_facts)!, p => Assert.Equal(("open", rate), (p.Mode, p.Load!.Value)));
        Assert.All(Read(text, s_facts with { Concurrency = 30 })!, p => Assert.Equal(("closed", 30.0), (p.Mode, p.Load!.Value)));
        Assert.All(Read(text, s_facts with { RequestsPerSecond = 4 })!, p => Assert.Equal(("open", 4.0), (p.Mode, p.Load!.Value)));
    }

    [Fact]
    public void A_rate_that_comes_with_a_cap_is_the_load_of_AIPerf_but_not_of_inference_perf()
    {
        Assert.All(Read(AiPerf.Replace("\"concurrency\":4", "\"concurrency\":4,\"request_rate\":2"), s_facts)!, p => Assert.Equal(("open", 2.0), (p.Mode, p.Load!.Value)));
        Assert.All(Read(InferencePerf.Replace("\"requested_rate\"", "\"concurrency\":64,\"requested_rate\""), s_facts with { Model = "m" })!, p => Assert.Equal(("closed", 64.0), (p.Mode, p.Load!.Value)));
    }

    [Fact]
    public void A_result_of_SGLang_is_read_with_the_numbers_that_Python_adds_to_JSON()
    {
        BenchmarkFacts facts = s_facts with { Engine = null, Model = "meta-llama/Llama-3.1-8B" };
        IReadOnlyList<MeasuredPoint> points = Read(Sglang + "\n" + Sglang.Replace("\"max_concurrency\": 16", "\"max_concurrency\": null"), facts)!;
        IReadOnlyList<MeasuredPoint> first = [.. points.Where(p => p.Id.Contains("#1/"))];
        Assert.All(first, p => Assert.Equal(("closed", 16.0, "sglang", "SGLang bench_serving"), (p.Mode, p.Load!.Value, p.Engine, p.Notes)));
        Assert.Equal((1.5, 1.4, 2.1, 0.1, 4608), (Value(first, "e2e_s", "mean"), Value(first, "e2e_s", "p50"), Value(first, "e2e_s", "p99"), Value(first, "ttft_s", "mean"), Value(first, "total_tokens_per_s", "mean")));
        Assert.All(points.Except(first), p => Assert.Equal(("offline", 160.0), (p.Mode, p.Load!.Value)));
        Assert.Contains("the result file of SGLang bench_serving does not tell the model; give --model", Assert.Throws<InputException>(() => Read(Sglang, s_facts)).Message);
    }

    [Theory]
    [InlineData(Vllm, "\"completed\":320", "\"completed\":100", "220 of 320 requests failed; its figures are those of the others")]
    [InlineData(Vllm, "\"completed\":320", "\"completed\":320,\"failed\":80", "80 of 400 ")]
    [InlineData(GuideLlm, "\"metrics\":{", "\"metrics\":{\"request_totals\":{\"successful\":90,\"errored\":10,\"incomplete\":50,\"total\":150},", "20 of 200 ")]
    [InlineData(InferencePerf, "\"failures\":{\"count\":0}", "\"failures\":{\"count\":300}", "300 of 1500 ")]
    [InlineData(AiPerf, "\"request_throughput\"", "\"request_count\":{\"avg\":40.0},\"error_request_count\":{\"avg\":10.0},\"request_throughput\"", "10 of 50 ")]
    [InlineData(AiPerfCsv, "Request Throughput", "Request Count,40.00\nError Request Count,10.00\nRequest Throughput", "10 of 50 ")]
    [InlineData(Vllm, "\"completed\":320", "\"completed\":315", null)]
    public void Failed_requests_are_told_once_for_their_file_where_they_are_many(string text, string good, string bad, string? told)
    {
        BenchmarkFacts facts = s_facts with { Model = "meta-llama/Llama-3.1-8B", RequestsPerSecond = 2 };
        Read(text, facts);
        Assert.Empty(_notes);
        Read(text.Replace(good, bad), facts);
        Assert.Equal(told is null ? 0 : 1, _notes.Count);
        Assert.All(_notes, note => Assert.Contains($"result.json: {told}", note));
    }

    [Fact]
    public void Latencies_of_requests_sent_at_once_are_skipped_for_that()
    {
        IReadOnlyList<MeasuredPoint> points = Read(Vllm.Replace("\"max_concurrency\":32", "\"max_concurrency\":null"), s_facts)!;
        Assert.Equal(["output_tokens_per_s", "total_tokens_per_s"], points.Where(p => p.Fault.Length == 0).Select(p => p.Metric));
        Assert.Equal(7, points.Count(p => p.Fault.StartsWith("all requests were sent at once", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{0}\n{1}")]
    [InlineData("{0}{1}\n")]
    [InlineData("[{0},{1}]")]
    [InlineData("\uFEFF [{0}] {1}")]
    public void Several_results_in_one_file_are_all_read(string format)
    {
        IReadOnlyList<MeasuredPoint> points = Read(format.Replace("{0}", Vllm).Replace("{1}", Vllm.Replace("\"max_concurrency\":32", "\"max_concurrency\":64")), s_facts)!;
        Assert.Equal([32.0, 64.0], points.Select(p => p.Load!.Value).Distinct());
        Assert.Equal(points.Count, points.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void What_follows_a_result_is_one_too()
    {
        Assert.Contains("what follows result 1 is not whole JSON", Assert.Throws<InputException>(() => Read(Vllm + Vllm[..100], s_facts)).Message);
        Assert.Contains("result 2 is of no tool that is known", Assert.Throws<InputException>(() => Read(Vllm + "{}", s_facts)).Message);
        Assert.Null(Read("[]", s_facts));
    }

    [Fact]
    public void One_accelerator_is_a_default_that_counts()
    {
        Scorer scorer = new(Cost.Deployments.Catalog, Cost.Deployments.Coefficients);
        ScoredPoint First(BenchmarkFacts facts) => scorer.Score(Read(Vllm, facts)![0]);
        Assert.Contains("layout: tp1", First(s_facts with { Tensor = null }).Plan!.Defaults);
        Assert.DoesNotContain(First(s_facts).Plan!.Defaults, d => d.StartsWith("layout", StringComparison.Ordinal));
        Assert.Equal(2, First(s_facts with { Tensor = null, Pipeline = 2 }).Plan!.Plan.Deployment.Layout.Accelerators);
    }

    [Fact]
    public void A_report_of_GuideLLM_holds_a_run_per_load()
    {
        IReadOnlyList<MeasuredPoint> points = Read(GuideLlm, s_facts)!;
        Assert.Equal([("open", 4.0), ("closed", 8.0)], points.Select(p => (p.Mode, p.Load!.Value)).Distinct());
        IReadOnlyList<MeasuredPoint> open = [.. points.Where(p => p.Mode == "open")];
        foreach ((double value, string metric, string statistic) in ((double, string, string)[])[(0.06, "ttft_s", "mean"), (0.009, "tpot_s", "mean"), (0.012, "tpot_s", "p99"), (1.2, "e2e_s", "mean"), (2560, "total_tokens_per_s", "mean")])
            Assert.Equal(value, Value(open, metric, statistic), 1e-9);
    }

    [Fact]
    public void A_stage_of_inference_perf_is_an_open_loop()
    {
        IReadOnlyList<MeasuredPoint> points = Read(InferencePerf, s_facts with { Model = "meta-llama/Llama-3.1-8B" })!;
        Assert.All(points, p => Assert.Equal(("open", 20.0, 512.0, 205.0), (p.Mode, p.Load!.Value, p.PromptTokens!.Value, p.OutputTokens!.Value)));
        Assert.Equal((0.08, 0.015, 4.4, 4096), (Value(points, "ttft_s", "mean"), Value(points, "tpot_s", "mean"), Value(points, "e2e_s", "p99"), Value(points, "output_tokens_per_s", "mean")));
    }

    [Fact]
    public void An_export_of_AIPerf_reads_alike_from_JSON_and_CSV()
    {
        IReadOnlyList<MeasuredPoint> json = Read(AiPerf, s_facts)!;
        foreach (string title in (string[])["Time To First Token", "Time to First Token"])
        {
            IReadOnlyList<MeasuredPoint> csv = Read(AiPerfCsv.Replace("Time To First Token", title), s_facts with { Model = "meta-llama/Llama-3.1-8B", Concurrency = 4 })!;
            foreach ((string metric, string statistic) in ((string, string)[])[("ttft_s", "mean"), ("ttft_s", "p99"), ("tpot_s", "p50"), ("e2e_s", "p90"), ("output_tokens_per_s", "mean")])
                Assert.Equal(Value(json, metric, statistic), Value(csv, metric, statistic), 1e-9);
            Assert.All(csv, p => Assert.Equal(("closed", 4.0, 550.0, 125.0), (p.Mode, p.Load!.Value, p.PromptTokens!.Value, p.OutputTokens!.Value)));
        }
        Assert.All(json, p => Assert.Equal(("closed", 4.0, 550.0, 125.0), (p.Mode, p.Load!.Value, p.PromptTokens!.Value, p.OutputTokens!.Value)));
    }

    [Fact]
    public void What_neither_file_nor_options_tell_is_named()
    {
        Assert.Contains("does not tell the accelerator; give --accelerator", Assert.Throws<InputException>(() => Read(Vllm, new())).Message);
        Assert.Contains("does not tell the model; give --model", Assert.Throws<InputException>(() => Read(InferencePerf, s_facts)).Message);
        Assert.Contains("give --concurrency or --request-rate", Assert.Throws<InputException>(() => Read(AiPerfCsv, s_facts with { Model = "m" })).Message);
        Assert.Null(Read("""{"prompt_tokens":1}""", s_facts));
    }

    [Fact]
    public void Files_of_one_name_are_told_apart_by_their_folders()
    {
        string Stage(string folder)
        {
            string path = Path.Combine(_folder, folder, "stage_0_lifecycle_metrics.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, InferencePerf);
            return path;
        }
        BenchmarkFacts facts = s_facts with { Model = "meta-llama/Llama-3.1-8B" };
        string[] Files(params string[] paths) => [.. MeasuredPointFiles.Read(paths, facts, _ => { }).Select(p => p.File).Distinct()];
        (string first, string second, string third) = (Stage("a/r1"), Stage("a/r2"), Stage("b/r2"));
        Assert.Equal(["stage_0_lifecycle_metrics.json"], Files(first));
        Assert.Equal(["stage_0_lifecycle_metrics.json"], Files(first, first));
        Assert.Equal(["r1/stage_0_lifecycle_metrics.json", "r2/stage_0_lifecycle_metrics.json"], Files(first, second));
        Assert.Equal(["r1/stage_0_lifecycle_metrics.json", "a/r2/stage_0_lifecycle_metrics.json", "b/r2/stage_0_lifecycle_metrics.json"], Files(first, second, third));
        IReadOnlyList<MeasuredPoint> both = MeasuredPointFiles.Read([first, second], facts, _ => { });
        Assert.Equal(both.Count, both.Select(p => p.Id).Distinct().Count());
    }

    [Theory]
    [InlineData(Vllm)]
    [InlineData(GuideLlm)]
    [InlineData(AiPerf)]
    public void Every_point_is_predicted(string text) =>
        Assert.All(new Scorer(Cost.Deployments.Catalog, Cost.Deployments.Coefficients).Score(Read(text, s_facts)!, TestContext.Current.CancellationToken), p => Assert.True(p.IsPredicted, p.Status));
}
