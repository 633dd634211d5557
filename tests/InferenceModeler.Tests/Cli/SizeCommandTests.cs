using System.Diagnostics;
using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public sealed class SizeCommandTests : IDisposable
{
    // One accelerator, engine and layout: few enough deployments for a test of some tens of milliseconds.
    static readonly string[] s_small = ["size", "--accelerators", "h100-sxm", "--engines", "vllm", "--layouts", "tp4", "--device", "host"];

    static readonly string[] s_entryNames = ["region", "zone", "deployment", "replicas", "purchase"];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    static JsonElement Json(params string[] arguments)
    {
        Invocation run = Invocation.Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        return document.RootElement.Clone();
    }

    [Fact]
    public void What_has_no_price_is_not_called_least_costly_and_comes_behind_what_has_one()
    {
        string[] question = ["size", "--model", "Qwen/Qwen3-32B", "--workload", "sharegpt", "--rate", "5", "--ttft", "2s", "--tpot", "60ms", "--regions", "DE", "--engines", "vllm", "--layouts", "tp4,tp8", "--device", "host", "--no-simulate"];
        string alone = Invocation.Of([.. question, "--accelerators", "tpu-v6e"]).Out;
        Assert.DoesNotContain("least costly", alone);
        Assert.Contains("none has a price: fewest accelerators first", alone);
        Assert.Contains("at no known price", alone);
        bool[] priced = [.. Json([.. question, "--accelerators", "tpu-v6e,h100-sxm"]).GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("usdPerHour").ValueKind == JsonValueKind.Number)];
        Assert.True(priced[0]);
        Assert.Equal(priced.OrderDescending(), priced);
    }

    [Fact]
    public void The_default_scenario_evaluates_a_million_points_over_500_deployments_and_keeps_the_contract()
    {
        JsonElement answer = Json("size");
        Assert.True(answer.GetProperty("run").GetProperty("evaluations").GetInt64() >= 1_000_000);
        double first = answer.GetProperty("run").GetProperty("firstMillionSeconds").GetDouble(), all = answer.GetProperty("run").GetProperty("evaluationSeconds").GetDouble();
        Assert.True(0 < first && first < all);
        Assert.NotEmpty(answer.GetProperty("run").GetProperty("device").GetString()!);
        int deployments = answer.GetProperty("deployments").GetInt32(), shapes = answer.GetProperty("shapes").GetInt32(), loads = answer.GetProperty("loads").GetInt32();
        Assert.True(deployments >= 500);
        Assert.Equal(answer.GetProperty("run").GetProperty("evaluations").GetInt64(), (long)deployments * shapes * loads);
        string[] names = ["deployment", "accelerator", "layout", "precision", "engine", "requestsPerSecondPerReplica", "replicas", "accelerators", "instance", "instances", "usdPerHour",
            "usdPerMillionTokens", "kilowatts", "ttftSeconds", "tpotSeconds"];
        JsonElement[] candidates = [.. answer.GetProperty("candidates").EnumerateArray()];
        Assert.All(candidates, c => Assert.All(names, n => Assert.NotEqual(JsonValueKind.Undefined, c.GetProperty(n).ValueKind)));
        Assert.All(candidates, c => Assert.True(c.GetProperty("ttftSeconds").GetDouble() <= 0.51 && c.GetProperty("tpotSeconds").GetDouble() <= 0.051));
        Assert.NotEqual(JsonValueKind.Null, candidates[0].GetProperty("simulatedRequestsPerSecond").ValueKind);
        Assert.Equal(candidates.Select(c => c.GetProperty("usdPerHour").GetDouble()).Order(), candidates.Select(c => c.GetProperty("usdPerHour").GetDouble()));
        Assert.DoesNotContain(candidates, c => c.GetProperty("mayBeCheaper").GetBoolean());
        JsonElement[] fleet = [.. answer.GetProperty("fleet").EnumerateArray()];
        Assert.All(fleet, e => Assert.All(s_entryNames, n => Assert.NotEqual(JsonValueKind.Undefined, e.GetProperty(n).ValueKind)));
        Assert.Equal(candidates[0].GetProperty("replicas").GetInt32(), fleet.Sum(e => e.GetProperty("replicas").GetInt32()));
        Assert.NotEmpty(answer.GetProperty("binding").EnumerateArray());
        Assert.All(answer.GetProperty("rejected").EnumerateArray(), r => Assert.True(r.GetProperty("count").GetInt32() > 0 && r.GetProperty("reason").GetString()!.Length > 0 && r.GetProperty("nearestMiss").GetString()!.Length > 0));
    }

    [Fact]
    public void The_fleet_carries_the_peak_and_more_traffic_costs_more()
    {
        JsonElement at50 = Json([.. s_small, "--rate", "50"]), at500 = Json([.. s_small, "--rate", "500"]);
        JsonElement best = at50.GetProperty("candidates")[0];
        Assert.True(best.GetProperty("replicas").GetInt32() * best.GetProperty("requestsPerSecondPerReplica").GetDouble() >= 50);
        Assert.True(at500.GetProperty("candidates")[0].GetProperty("usdPerHour").GetDouble() > best.GetProperty("usdPerHour").GetDouble());
    }

    [Fact]
    public void Tokens_cost_more_where_the_mean_lies_further_below_the_peak_and_the_fleet_costs_the_same()
    {
        JsonElement flat = Json([.. s_small, "--peak-to-mean", "1"]).GetProperty("candidates")[0], peaked = Json([.. s_small, "--peak-to-mean", "2"]).GetProperty("candidates")[0];
        Assert.Equal(flat.GetProperty("usdPerHour").GetDouble(), peaked.GetProperty("usdPerHour").GetDouble());
        Assert.Equal(2 * flat.GetProperty("usdPerMillionTokens").GetDouble(), peaked.GetProperty("usdPerMillionTokens").GetDouble(), 9);
        Assert.True(peaked.GetProperty("kilowattHoursPerDay").GetDouble() < flat.GetProperty("kilowattHoursPerDay").GetDouble());
    }

    [Fact]
    public void Traffic_that_the_closed_form_does_not_cover_is_said_so()
    {
        string file = Path.Combine(_folder.FullName, "t.csv");
        // Bursts of three, a minute apart: the gaps vary by 1.4 times their mean.
        File.WriteAllLines(file, ["TIMESTAMP,ContextTokens,GeneratedTokens", .. Enumerable.Range(0, 60).SelectMany(i => Enumerable.Range(0, 3).Select(k => $"2023-11-16 18:{i:00}:00.{k + 1}00000,374,44"))]);
        string output = Invocation.Of([.. s_small, "--trace", file]).Out;
        Assert.Contains("burstier than Poisson", output);
        Assert.Contains("nothing about the course of a day", output);
    }

    [Fact]
    public void An_assumed_price_fills_a_blank_cost_and_is_marked()
    {
        string[] one = ["size", "--accelerators", "gb300", "--engines", "vllm", "--layouts", "tp4", "--no-simulate"];
        JsonElement blank = Json(one).GetProperty("candidates")[0], assumed = Json([.. one, "--assume-price", "gb300=4.5"]).GetProperty("candidates")[0];
        Assert.Equal(JsonValueKind.Null, blank.GetProperty("usdPerHour").ValueKind);
        Assert.False(blank.GetProperty("priceAssumed").GetBoolean());
        Assert.Equal(4.5 * assumed.GetProperty("accelerators").GetInt32(), assumed.GetProperty("usdPerHour").GetDouble(), 9);
        Assert.True(assumed.GetProperty("priceAssumed").GetBoolean());
        Assert.Equal("assumed, 4.50 $ per accelerator and hour", assumed.GetProperty("priceDoubt").GetString());
        Assert.False(assumed.GetProperty("wellFounded").GetBoolean());
        Assert.Matches(@"gb300 .*\d assumed ", Invocation.Of([.. one, "--assume-price", "gb300=4.5"]).Out);
        string file = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllText(file, "candidates: {assumedUsdPerAcceleratorHour: {gb300: 4.5}}");
        Assert.Equal(assumed.ToString(), Json([.. one, file]).GetProperty("candidates")[0].ToString());
    }

    [Fact]
    public void An_accelerator_with_an_assumed_price_joins_those_on_sale()
    {
        JsonElement answer = Json("size", "--assume-price", "gb300=0.5", "--engines", "vllm", "--layouts", "tp8", "--no-simulate");
        Assert.NotEqual("gb300", answer.GetProperty("candidates")[0].GetProperty("accelerator").GetString());
        Assert.Equal("gb300", answer.GetProperty("cheaperOnPaper").GetProperty("accelerator").GetString());
    }

    [Theory]
    [InlineData("gb300=0", "must be greater than zero and finite ($ per accelerator and hour)")]
    [InlineData("gb300=-1", "must be greater than zero and finite")]
    [InlineData("gb300=NaN", "must be greater than zero and finite")]
    [InlineData("gb300=x", "must be a number")]
    [InlineData("gb300", "write accelerator=usd")]
    [InlineData("gb300=1,gb300=2", "is given twice")]
    [InlineData("gb30=1", "unknown accelerator \"gb30\"", "gb300")]
    [InlineData("h200=1,h200-sxm=2", "has one already")]
    [InlineData("h20=1", "is not among the accelerators to consider")]
    public void A_bad_assumed_price_is_refused(string price, params string[] told) => Invocation.AssertRefused(["size", "--accelerators", "gb300,h200", "--assume-price", price], told);

    [Fact]
    public void Unusual_columns_of_a_trace_are_named()
    {
        string file = Path.Combine(_folder.FullName, "t.csv"), scenario = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllLines(file, ["a,b", .. Enumerable.Repeat("300,40", 50)]);
        File.WriteAllText(scenario, "traffic: {trace: t.csv, columns: 'prompt=a,output=b', requestsPerSecond: 5}");
        string[] by = [.. s_small, "--no-simulate"];
        JsonElement named = Json([.. by, "--trace", file, "--columns", "prompt=a,output=b", "--rate", "5"]);
        Assert.Equal(300, named.GetProperty("workload").GetProperty("meanPromptTokens").GetDouble(), 1e-9);
        Assert.Equal(named.GetProperty("candidates").ToString(), Json([.. by, scenario]).GetProperty("candidates").ToString());
        Invocation.AssertRefused([.. by, "--trace", file], "no column for the prompt among a, b", "--columns prompt=NAME");
        Invocation.AssertRefused([.. by, "--columns", "prompt=a"], "give --trace");
    }

    [Fact]
    public void Two_runs_print_the_same_bytes()
    {
        Invocation first = Invocation.Of(s_small), second = Invocation.Of(s_small);
        Assert.Equal(ExitCodes.Answered, first.ExitCode);
        Assert.Equal(first.Out, second.Out);
        Assert.Contains("device host: ", first.Error);
        Assert.DoesNotContain("device host: ", first.Out);
    }

    [Fact]
    public void Several_devices_size_what_one_sizes() => Assert.Equal(Invocation.Of(s_small).Out, Invocation.Of([.. s_small[..^1], "host,cpu"]).Out);

    [Fact]
    public void The_environment_chooses_devices_as_the_option_does()
    {
        using Process child = Process.Start(new ProcessStartInfo("dotnet", [typeof(InferenceModeler.Cli.CommandLine).Assembly.Location, .. s_small[..^2]])
        {
            RedirectStandardError = true,
            Environment = { ["INFERENCE_MODELER_DEVICE"] = "host,host" },
        })!;
        Assert.Contains("INFERENCE_MODELER_DEVICE host,host: names host twice", child.StandardError.ReadToEnd());
        child.WaitForExit();
        Assert.Equal(ExitCodes.BadInput, child.ExitCode);
    }

    [Fact]
    public void The_table_is_as_approved() => Golden.AssertSame("size.txt", Invocation.Of(s_small).Out);

    [Fact]
    public void The_help_is_as_approved() => Golden.AssertSame("size-help.txt", Invocation.Of("size", "--help").Out);

    [Fact]
    public void Options_override_the_file_and_the_file_the_default()
    {
        string file = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllText(file, "traffic: {requestsPerSecond: 10, workload: 512x64}\nlimits: {ttft: 2s}\n");
        JsonElement answer = Json([.. s_small, file, "--rate", "20"]);
        Assert.Equal(20, answer.GetProperty("workload").GetProperty("peakRequestsPerSecond").GetDouble());
        Assert.Equal(512, answer.GetProperty("workload").GetProperty("meanPromptTokens").GetDouble());
        Assert.Equal(2, answer.GetProperty("limits").GetProperty("ttftSeconds").GetDouble());
        Assert.Equal(0.05, answer.GetProperty("limits").GetProperty("tpotSeconds").GetDouble());
    }

    [Fact]
    public void An_accelerator_without_a_price_is_sized_with_a_blank_cost()
    {
        JsonElement answer = Json("size", "--accelerators", "mi355x", "--engines", "vllm", "--device", "host");
        JsonElement best = answer.GetProperty("candidates")[0];
        Assert.Equal(JsonValueKind.Null, best.GetProperty("usdPerHour").ValueKind);
        Assert.Equal("unknown", best.GetProperty("priceDoubt").GetString());
        Assert.True(best.GetProperty("replicas").GetInt32() > 0);
        Assert.Empty(answer.GetProperty("classes").EnumerateArray());
    }

    [Fact]
    public void A_percentile_that_is_not_simulated_is_said_so() => Assert.Contains("not simulated: p99.99 takes more requests", Invocation.Of([.. s_small, "--percentile", "99.99"]).Out);

    [Fact]
    public void Nothing_fits_is_an_answer_with_reasons()
    {
        Invocation run = Invocation.Of("size", "--model", "deepseek-ai/DeepSeek-V3", "--accelerators", "l4", "--device", "host");
        Assert.Equal(ExitCodes.AnsweredNo, run.ExitCode);
        Assert.Contains("Nothing that was considered fits", run.Out);
        Assert.Contains("GiB more per accelerator", run.Out);
        Invocation hurried = Invocation.Of([.. s_small, "--ttft", "1ms"]);
        Assert.Equal(ExitCodes.AnsweredNo, hurried.ExitCode);
        Assert.Contains("ttft-missed", hurried.Out);
    }

    [Theory]
    [InlineData("--accelerators h100-sxn", "unknown accelerator", "h100-sxm")]
    [InlineData("--model Llama-3.3-71B", "unknown model", "nearest: ")]
    [InlineData("--model no/such/config.json", "no such file", "config.json")]
    [InlineData("--engines vlm", "unknown serving engine", "vllm")]
    [InlineData("--precisions fp9", "--precisions 'fp9'", "fp8")]
    [InlineData("--regions us-eest-1", "unknown region", "us-east-1")]
    [InlineData("--providers awz", "unknown provider", "aws")]
    [InlineData("--workload azure-conversatoin", "workload 'azure-conversatoin'", "azure-conversation-2023")]
    [InlineData("--trace nowhere.csv", "nowhere.csv", "")]
    [InlineData("--ttft 500", "a duration needs its unit", "500ms")]
    [InlineData("--ttft 5parsec", "unknown unit", "ms")]
    [InlineData("--tpot -5ms", "longer than zero", "")]
    [InlineData("--rate 0", "--rate 0", "greater than zero")]
    [InlineData("--rate NaN", "--rate NaN", "greater than zero")]
    [InlineData("--rate Infinity", "--rate Infinity", "finite")]
    [InlineData("--rate many", "--rate 'many'", "must be a number")]
    [InlineData("--percentile 0.95", "percent", "95")]
    [InlineData("--percentile 100", "below 100", "")]
    [InlineData("--peak-to-mean 0.5", "at least 1", "")]
    [InlineData("--purchase lease", "not one of", "on-demand")]
    [InlineData("--top 0", "at least 1", "")]
    [InlineData("--layouts tp3", "does not divide", "64 query heads")]
    [InlineData("--layouts wide", "not a layout", "tp4")]
    [InlineData("--device gpu9", "--device gpu9", "host")]
    [InlineData("--modle", "unknown option '--modle'", "--model")]
    [InlineData("--modle x", "unknown option '--modle'", "--model")]
    [InlineData("--rate 1e13 --accelerators h100-sxm --engines vllm --layouts tp4", "needs more than", "lower rate")]
    [InlineData("--workload 300000x100", "context", "131072")]
    [InlineData("--trace a.csv --workload b", "give one of them", "")]
    [InlineData("--catalog nowhere", "no such folder", "")]
    [InlineData("--providers ,", "--providers ','", "names nothing")]
    [InlineData("--workload 0x5", "workload 0x5", "from 1 to")]
    public void Bad_input_is_refused_in_one_line_with_a_remedy(string options, string complaint, string remedy) =>
        Invocation.AssertRefused(["size", .. options.Split(' ')], complaint, remedy);

    [Theory]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n", "")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,374,44\n2023-11-16 18:15:50.99,many,109\n", "3")]
    public void A_trace_without_lines_or_with_a_bad_one_is_refused(string text, string line)
    {
        string file = Path.Combine(_folder.FullName, "t.csv");
        File.WriteAllText(file, text);
        Invocation.AssertRefused(["size", "--trace", file], "t.csv", line);
    }

    [Fact]
    public void A_scenario_with_an_unknown_key_is_refused_with_its_place()
    {
        string file = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllText(file, "limits:\n  tftt: 1s\n");
        Invocation.AssertRefused(["size", file], "s.yaml line 2: limits.tftt: unknown key", "ttft");
    }

    [Theory]
    [InlineData("size-chat.yaml")]
    [InlineData("size-code.yaml")]
    [InlineData("size-moe.yaml")]
    public void The_examples_end_with_a_fleet(string name)
    {
        Invocation run = Invocation.Of("size", Repository.File("examples", name), "--engines", "vllm", "--device", "host");
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Out + run.Error);
        Assert.Contains("\nfleet ", run.Out);
    }

    [Fact]
    public void An_interruption_exits_with_130_and_prints_no_result()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        StringWriter stdout = new(), stderr = new();
        int code = new InferenceModeler.Cli.CommandLine(stdout, stderr) { Cancellation = source.Token }.Run(s_small);
        Assert.Equal(ExitCodes.Interrupted, code);
        Assert.Empty(stdout.ToString());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
