using System.Text.Json;
using DuckDB.NET.Data;
using InferenceModeler.Cli;
using InferenceModeler.Data.Measurements;

namespace InferenceModeler.Tests.Cli;

public sealed class ValidateCommandTests : IDisposable
{
    const string Header = "id,accelerator,accelerators,model,weights,engine,tp,pp,ep,dp,mode,load,prompt_tokens,output_tokens,metric,statistic,value\n";

    readonly string _folder = Directory.CreateTempSubdirectory("validate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Written(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    string Rows => Written("rows.csv", Header
        + "a,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,0.02\n"
        + "b,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,ttft_s,p50,0.2\n"
        + "\"c,1\",h1000,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,0.02\n"
        + "d,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,twenty\n");

    [Fact]
    public void The_document_holds_a_score_for_each_group()
    {
        Invocation run = Invocation.Of("validate", Rows, "--json");
        Assert.Equal(ExitCodes.Answered, run.ExitCode);
        JsonElement[] groups = [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["accelerator", "engine", "file", "metric", "mode", "model"], groups.Select(g => g.GetProperty("by").GetString()!).Distinct().Order(StringComparer.Ordinal));
        JsonElement tpot = groups.Single(g => g.GetProperty("by").GetString() == "metric" && g.GetProperty("key").GetString() == "tpot_s/mean");
        Assert.Equal((1, 2), (tpot.GetProperty("count").GetInt32(), tpot.GetProperty("skipped").GetInt32()));
        Assert.All(["medianApe", "meanApe", "p90Ape", "signedMedian", "coverage90"], name => Assert.Equal(JsonValueKind.Number, tpot.GetProperty(name).ValueKind));
    }

    [Fact]
    public void The_points_file_has_a_line_for_every_row()
    {
        string points = Path.Combine(_folder, "points.csv");
        Invocation.Of("validate", Rows, "--points", points);
        string[] lines = File.ReadAllLines(points);
        Assert.Equal("id,predicted,low,high,ape,status", lines[0]);
        Assert.Equal(["a", "b", "\"c", "d"], lines.Skip(1).Select(l => l.Split(',')[0]));
        Assert.EndsWith(",predicted", lines[1]);
        Assert.StartsWith("\"c,1\",,,,,\"skipped: unknown accelerator", lines[3]);
        Assert.Contains("value 'twenty'", lines[4]);
    }

    [Fact]
    public void Every_column_of_a_row_is_read()
    {
        string header = "id,accelerator,accelerators,model,weights,kv_cache,engine,engine_version,tp,pp,ep,dp,mode,load,prompt_tokens,output_tokens,cached_prompt_tokens,max_batched_tokens,max_sequences,wait_steps,ttft_limit_s,tpot_limit_s,limit_percentile,metric,statistic,value,notes";
        InferenceModeler.Fidelity.MeasuredPoint point = Assert.Single(MeasuredPointFiles.Read(Written("full.csv", $"{header}\na,h100-sxm,24,m,fp8,bf16,vllm,0.10,2,3,1,4,closed,32,1000,500,16,2048,64,20,0.5,0.05,p99,tpot_s,p90,0.02,n\n")));
        Assert.Equal("", point.Fault);
        Assert.Equal(("a", "h100-sxm", 24, "m", "fp8", "bf16", "vllm"), (point.Id, point.Accelerator, point.Accelerators, point.Model, point.Weights, point.KvCache, point.Engine));
        Assert.Equal(("0.10", 2, 3, 1, 4, "closed", 32.0), (point.EngineVersion, point.Tensor, point.Pipeline, point.Expert, point.Data, point.Mode, point.Load));
        Assert.Equal((1000.0, 500.0, 16.0, 2048, 64, 20.0), (point.PromptTokens, point.OutputTokens, point.CachedPromptTokens, point.MaxBatchedTokens, point.MaxSequences, point.WaitSteps));
        Assert.Equal((0.5, 0.05, 0.99), (point.TtftLimitSeconds, point.TpotLimitSeconds, point.LimitPercentile));
        Assert.Equal(("tpot_s", "p90", 0.02, "n"), (point.Metric, point.Statistic, point.Value, point.Notes));
    }

    [Theory]
    [InlineData("plot.png")]
    [InlineData("plot.svg")]
    public void The_plot_is_written(string name)
    {
        string path = Path.Combine(_folder, name);
        Assert.Equal(ExitCodes.Answered, Invocation.Of("validate", Rows, "--plot", path).ExitCode);
        Assert.InRange(new FileInfo(path).Length, 5_000, 5_000_000);
    }

    [Fact]
    public void Every_mode_metric_and_statistic_is_predicted_or_skipped_with_its_reason()
    {
        System.Text.StringBuilder text = new(Header.TrimEnd() + ",ttft_limit_s,tpot_limit_s,limit_percentile\n");
        foreach (string mode in (string[])["static", "closed", "open", "offline", "server"])
            foreach (string metric in InferenceModeler.Fidelity.Forecast.Metrics)
                foreach (string statistic in (string[])["mean", "p50", "p90", "p95", "p99"])
                    text.Append($"{mode}-{metric}-{statistic},h100-sxm,,Meta-Llama-3.1-70B-Instruct-FP8,fp8,other,4,,,,{mode},{(mode == "server" ? "" : mode == "open" ? "2" : "16")},500,100,{metric},{statistic},10,1,0.1,0.9\n");
        string points = Path.Combine(_folder, "all.csv");
        Assert.Equal(ExitCodes.Answered, Invocation.Of("validate", Written("every.csv", text.ToString()), "--points", points).ExitCode);
        string[] lines = [.. File.ReadAllLines(points).Skip(1)];
        Assert.Equal(5 * 10 * 5, lines.Length);
        Assert.All(lines, l => Assert.True(l.Contains(",predicted", StringComparison.Ordinal) || l.Contains("mode open has none", StringComparison.Ordinal) || l.Contains("mode server has", StringComparison.Ordinal), l));
        Assert.All(lines.Where(l => l.StartsWith("open-ttft", StringComparison.Ordinal) || l.StartsWith("server-output", StringComparison.Ordinal)), l => Assert.Contains(",predicted", l));
    }

    [Fact]
    public void Times_in_milliseconds_are_set_aside_counted_and_listed()
    {
        Invocation run = Invocation.Of("validate", Written("unit.csv", Header
            + "a,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,0.00002\n"
            + "b,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,ttft_s,mean,0.3\n"
            + "c,h100-sxm,8,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,ttft_s,mean,0.3\n"));
        Assert.Contains("1 row is set aside because no accelerator is that fast", run.Out);
        Assert.Contains("tp 4 × pp 1 × dp 1 = 4 accelerators, but the row says 8", run.Out);
    }

    static string Tpot(string id, int load, string value) => $"{id},h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,{load},1000,1000,tpot_s,mean,{value}\n";

    [Fact]
    public void A_row_in_milliseconds_among_good_ones_is_told_and_not_fitted()
    {
        string mixed = Written("mixed.csv", Header + Tpot("a", 16, "0.012") + Tpot("b", 32, "0.015") + Tpot("c", 48, "18.5") + Tpot("d", 64, "0.02"));
        const string Told = "mixed.csv: tpot_s of 1 of 4 rows is 1";
        Invocation validated = Invocation.Of("validate", mixed);
        Assert.Contains(Told, validated.Out);
        Assert.Matches(@"is the unit right\? c: 18\.5 s, 0\.0\d+ predicted", validated.Out);
        Invocation calibrated = Invocation.Of("calibrate", mixed, "--folds", "0", "--output", Path.Combine(_folder, "mixed.json"));
        Assert.Contains(Told, calibrated.Out);
        Assert.Contains("4 rows, 3 fitted", calibrated.Out);
        Assert.Contains("1 × far from the prediction, as in another unit", calibrated.Out);
    }

    [Fact]
    public void Rows_of_which_all_are_in_milliseconds_are_not_fitted()
    {
        string rows = Written("ms.csv", Header + string.Concat(Enumerable.Range(1, 6).Select(i => Tpot($"r{i}", 8 * i, $"{10 + i}"))));
        Invocation.AssertRefused(["calibrate", rows, "--output", Path.Combine(_folder, "ms.json")], "none of 6 rows can be fitted", "tpot_s of 6 of 6 rows is", "r1: 11 s");
        Assert.False(File.Exists(Path.Combine(_folder, "ms.json")));
    }

    [Fact]
    public void A_calibration_counts_and_lists_what_it_sets_aside()
    {
        string rows = Written("fast.csv", Header + Tpot("a", 16, "0.012") + Tpot("b", 32, "0.000015"));
        Invocation calibrated = Invocation.Of("calibrate", rows, "--folds", "0", "--output", Path.Combine(_folder, "fast.json"));
        Assert.Contains("1 row is set aside because no accelerator is that fast", calibrated.Out);
        Assert.Contains("not used     1 × less than the time that reading the weights takes", calibrated.Out);
    }

    [Fact]
    public void Columns_that_are_not_read_are_named_once_for_their_file()
    {
        string rows = Written("columns.csv", Header.Replace("prompt_tokens", "prompt_tokenz").Replace("value", "value,source,operator") + Tpot("a", 16, "0.012,x,me") + Tpot("b", 32, "0.015,x,me"));
        Invocation validated = Invocation.Of("validate", rows, "--json");
        Assert.Equal($"{rows}: 2 columns are not read: prompt_tokenz (did you mean prompt_tokens?), operator", validated.Error.Trim());
        Assert.Contains("prompt: 200 tokens", validated.Out);
        Assert.Contains("not read: prompt_tokenz", Invocation.Of("calibrate", rows, "--folds", "0", "--output", Path.Combine(_folder, "columns.json")).Error);
        Assert.Equal("", Invocation.Of("validate", Rows).Error);
    }

    [Theory]
    [InlineData("mine", null)]
    [InlineData("ours", "ours")]
    public void A_validation_names_the_fitted_coefficients_and_their_date(string told, string? name)
    {
        string rows = Written("named.csv", Header + Tpot("a", 16, "0.012")), mine = Path.Combine(_folder, "mine.json");
        string[] named = name is null ? [] : ["--name", name];
        Assert.Equal(ExitCodes.Answered, Invocation.Of(["calibrate", rows, "--folds", "0", "--output", mine, .. named]).ExitCode);
        Assert.Contains($"coefficients {told} ({DateTime.Today:yyyy-MM-dd})", Invocation.Of("validate", rows, "--coefficients", mine).Out);
    }

    [Fact]
    public void A_result_file_of_a_tool_is_read_with_what_options_add()
    {
        string result = Written("result.json", """
            {"backend":"vllm","model_id":"meta-llama/Llama-3.1-8B-Instruct","request_rate":"inf","max_concurrency":16,"completed":160,"total_input_tokens":81920,"total_output_tokens":20480,
             "output_throughput":1500.0,"mean_ttft_ms":60.0,"mean_tpot_ms":9.0}
            """);
        Invocation run = Invocation.Of("validate", result, "--accelerator", "h100-sxm", "--engine", "vllm");
        Assert.Equal(ExitCodes.Answered, run.ExitCode);
        Assert.Contains("3 predicted", run.Out);
        Invocation.AssertRefused(["validate", result], "--accelerator");
        Invocation.AssertRefused(["validate", Rows, "--tp", "2"], "benchmark tool's result file");
    }

    [Fact]
    public void A_Parquet_file_gives_the_points_of_the_same_rows_as_CSV()
    {
        string parquet = Path.Combine(_folder, "rows.parquet"), fromCsv = Path.Combine(_folder, "csv-points.csv"), fromParquet = Path.Combine(_folder, "parquet-points.csv");
        using (DuckDBConnection database = new("DataSource=:memory:"))
        {
            database.Open();
            using DuckDBCommand copy = database.CreateCommand();
            copy.CommandText = $"COPY (SELECT * REPLACE (try_cast(value AS double) AS value) FROM read_csv('{Rows}', all_varchar = true) WHERE id IN ('a', 'b')) TO '{parquet}' (FORMAT parquet)";
            copy.ExecuteNonQuery();
        }
        Invocation.Of("validate", Rows, "--points", fromCsv);
        Assert.Equal(ExitCodes.Answered, Invocation.Of("validate", parquet, "--points", fromParquet).ExitCode);
        Assert.Equal(File.ReadAllLines(fromCsv).Take(3), File.ReadAllLines(fromParquet));
    }

    [Fact]
    public void Coefficients_of_another_version_are_refused_by_number()
    {
        string old = Written("old.json", """{"version":1,"name":"old","date":"2025","coverage":[],"entries":[]}""");
        Invocation.AssertRefused(["validate", Rows, "--coefficients", old], "old.json: version 1, this program reads version 3; calibrate fits it anew");
        Invocation.AssertRefused(["calibrate", Rows, "--from", old, "--output", Path.Combine(_folder, "new.json")], "version 1");
    }

    [Fact]
    public void Rows_that_occur_twice_are_told()
    {
        string row = "a,h100-sxm,4,meta-llama/Llama-3.1-70B,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,0.02\n", twice = Written("twice.csv", Header + row + row);
        Assert.Contains("1 id occurs more than once, the first is a: validate counts each, calibrate identical rows (the id too) once", Invocation.Of("validate", twice).Out);
        Invocation calibrated = Invocation.Of("calibrate", twice, "--folds", "0", "--output", Path.Combine(_folder, "twice.json"));
        Assert.Contains("1 × the same row again", calibrated.Out);
        Assert.Contains("1 row is too few to fit efficiencies", calibrated.Error);
    }

    [Fact]
    public void Rows_that_differ_only_by_their_id_are_told()
    {
        string rows = Written("alike.csv", Header + Tpot("a", 16, "0.012") + Tpot("b", 16, "0.012") + Tpot("c", 16, "0.012") + Tpot("d", 16, "0.013"));
        const string Told = "2 rows repeat another but for id, file or source, the first is b (a): validate counts each, calibrate identical rows (the id too) once";
        Assert.Contains(Told, Invocation.Of("validate", rows).Out);
        Assert.Contains(Told, Invocation.Of("calibrate", rows, "--folds", "0", "--output", Path.Combine(_folder, "alike.json")).Out);
    }

    [Fact]
    public void Rows_that_two_files_hold_are_told_with_both_names()
    {
        string rows = Header + Tpot("a", 16, "0.012") + Tpot("b", 32, "0.015") + Tpot("c", 32, "0.015"), first = Written("first.csv", rows), second = Written("second.csv", rows);
        Assert.Contains("4 rows repeat another but for id, file or source, the first is a of second.csv (a of first.csv): ", Invocation.Of("validate", first, second).Out);
        Assert.Contains("3 × the same row again", Invocation.Of("calibrate", first, second, "--folds", "0", "--output", Path.Combine(_folder, "both.json")).Out);
    }

    [Fact]
    public void A_fraction_of_an_accelerator_is_no_layout_but_limits_are_rounded()
    {
        string header = "id,accelerator,model,mode,metric,value,load,tp,pp,ep,dp,accelerators,max_batched_tokens,max_sequences\n";
        string[] faults = [.. MeasuredPointFiles.Read(Written("fractions.csv", header
            + "a,h100-sxm,m,closed,tpot_s,0.02,8,7.6,,,,,,\nb,h100-sxm,m,closed,tpot_s,0.02,8,,1.5,,,,,\nc,h100-sxm,m,closed,tpot_s,0.02,8,,,2.5,,,,\n"
            + "d,h100-sxm,m,closed,tpot_s,0.02,8,,,,1.1,,,\ne,h100-sxm,m,closed,tpot_s,0.02,8,,,,,8.4,,\nf,h100-sxm,m,closed,tpot_s,0.02,8,4.0,1.0,,,,2047.6,63.7\n")).Select(p => p.Fault)];
        Assert.Equal(["tp '7.6': must be a whole number of at least 1", "pp '1.5'", "ep '2.5'", "dp '1.1'", "accelerators '8.4'", ""], faults.Select((f, i) => i == 0 ? f : f.Split(':')[0]));
        InferenceModeler.Fidelity.MeasuredPoint last = MeasuredPointFiles.Read(Path.Combine(_folder, "fractions.csv"))[^1];
        Assert.Equal((4, 1, 2048, 64), (last.Tensor, last.Pipeline, last.MaxBatchedTokens, last.MaxSequences));
    }

    [Theory]
    [InlineData("--output")]
    [InlineData("--report")]
    public void A_folder_that_calibrate_is_to_write_into_is_asked_for_before_the_rows_are_read(string option)
    {
        string[] arguments = ["calibrate", Path.Combine(_folder, "absent.csv"), "--output", Path.Combine(_folder, option == "--output" ? "nodir/x.json" : "x.json"), .. option == "--report" ? (string[])["--report", Path.Combine(_folder, "nodir/r.md")] : []];
        Invocation.AssertRefused(arguments, $"the folder {Path.Combine(_folder, "nodir")} does not exist");
    }

    [Fact]
    public void Nothing_predicted_is_the_answer_no() =>
        Assert.Equal(ExitCodes.AnsweredNo, Invocation.Of("validate", Written("none.csv", Header + "a,h1000,4,m,fp8,vllm,4,1,1,1,closed,32,1000,1000,tpot_s,mean,0.02\n")).ExitCode);

    [Fact]
    public void Bad_files_are_refused()
    {
        Invocation.AssertRefused(["validate", Path.Combine(_folder, "absent.csv")], "no such file");
        Invocation.AssertRefused(["validate", Written("wrong.csv", "id,accelerator,model,mode,metrics,value\n1,2,3,4,5,6\n")], "no column metric", "metrics");
        Invocation.AssertRefused(["validate", Written("empty.csv", Header)], "holds no rows");
        Invocation.AssertRefused(["validate", Written("nothing.csv", "")], "is empty; it needs at least one row");
        Invocation.AssertRefused(["validate", Rows, "--plot", Path.Combine(_folder, "plot.gif")], ".png or .svg");
    }
}
