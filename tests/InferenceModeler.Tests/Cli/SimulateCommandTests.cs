using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public class SimulateCommandTests
{
    static readonly string[] s_pool =
        ["--model", "Llama-3.3-70B-Instruct", "--accelerator", "h100-sxm", "--layout", "tp4", "--workload", "azure-conversation-2023", "--requests", "800", "--ttft", "500ms", "--tpot", "50ms", "--percentile", "90"];

    static JsonDocument Json(int exitCode, params string[] arguments)
    {
        Invocation run = Invocation.Of([.. arguments, .. s_pool, "--json"]);
        Assert.True(run.ExitCode == exitCode, run.Error);
        return JsonDocument.Parse(run.Out);
    }

    [Fact]
    public void Figures_come_with_their_intervals()
    {
        using JsonDocument document = Json(ExitCodes.Answered, "simulate", "--rate", "8");
        JsonElement root = document.RootElement;
        int Count(string name) => root.GetProperty(name).GetInt32();
        Assert.Equal(800, Count("requests"));
        Assert.Equal(800, Count("finished") + Count("running") + Count("waiting") + Count("dropped"));
        Assert.Equal("stable", root.GetProperty("verdict").GetString());
        List<JsonElement> figures = [root.GetProperty("sloAttainment"), root.GetProperty("goodput")];
        foreach (string latency in new[] { "ttftSeconds", "tpotSeconds", "e2eSeconds" })
            foreach (string percentile in new[] { "p50", "p90", "p95", "p99", "p99.9" }) figures.Add(root.GetProperty(latency).GetProperty(percentile));
        Assert.All(figures, f => Assert.InRange(f.GetProperty("value").GetDouble(), f.GetProperty("low").GetDouble(), f.GetProperty("high").GetDouble()));
        Assert.True(root.GetProperty("run").GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public void Only_the_run_differs_between_two_runs_of_a_question()
    {
        string Rest()
        {
            using JsonDocument document = Json(ExitCodes.Answered, "simulate", "--rate", "6", "--seed", "3");
            return string.Join('\n', document.RootElement.EnumerateObject().Where(p => p.Name != "run").Select(p => p.ToString()));
        }
        Assert.Equal(Rest(), Rest());
    }

    [Fact]
    public void A_missed_limit_is_the_answer_no()
    {
        using JsonDocument document = Json(ExitCodes.AnsweredNo, "simulate", "--rate", "300");
        Assert.Equal("overloaded", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("ttftSeconds").GetProperty("p99").GetProperty("value").ValueKind);
    }

    [Fact]
    public void An_overload_says_why_there_are_no_latencies_and_what_the_pool_can_do()
    {
        string plot = Path.Combine(Directory.CreateTempSubdirectory().FullName, "p.svg");
        Invocation run = Invocation.Of(["simulate", "--rate", "100", "--plot", plot, .. s_pool.Select(a => a == "800" ? "8000" : a)]);
        Assert.Equal(ExitCodes.AnsweredNo, run.ExitCode);
        Assert.Contains("among the requests not finished, which count as longer than all others", run.Out);
        Assert.Contains("overloaded: of 100 requests/s the pool finishes", run.Out);
        Assert.DoesNotContain("– (", run.Out);
        Assert.Contains("no counted request came so far", File.ReadAllText(plot));
    }

    /// <summary>A step is longer than the time in which the counted requests arrive: the pool is as busy in it as before and after.</summary>
    [Fact]
    public void Few_requests_of_an_overload_find_a_busy_pool()
    {
        Invocation run = Invocation.Of(["simulate", "--rate", "200", "--json", .. s_pool.Select(a => a == "800" ? "40" : a)]);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement root = document.RootElement;
        double Value(string name) => root.GetProperty(name).GetProperty("value").GetDouble();
        Assert.Equal("overloaded", root.GetProperty("verdict").GetString());
        Assert.InRange(Value("utilisation"), 0.99, 1);
        Assert.InRange(Value("powerWatts"), 4 * 400, 4 * 700);
        string[] notes = [.. root.GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)];
        Assert.Contains(notes, n => n.Contains("give more --requests"));
        Assert.Contains(notes, n => n.Contains("40 requests cannot tell 90% from less: give at least 50 --requests"));
        Assert.Contains("p99 to p99.9 of 40 requests are the longest one seen, which ends the intervals", notes);
    }

    [Fact]
    public void A_capacity_has_its_interval()
    {
        using JsonDocument document = Json(ExitCodes.Answered, "capacity");
        JsonElement capacity = document.RootElement.GetProperty("requestsPerSecond");
        Assert.InRange(capacity.GetProperty("value").GetDouble(), capacity.GetProperty("low").GetDouble(), capacity.GetProperty("high").GetDouble());
        Assert.True(capacity.GetProperty("low").GetDouble() > 0);
    }

    [Theory, InlineData("capacity"), InlineData("simulate")]
    public void More_confidence_widens_the_interval_and_nothing_else(string command)
    {
        string[] common = [command, .. s_pool, "--json", .. command == "simulate" ? new[] { "--rate", "8" } : []];
        JsonElement Of(params string[] confidence)
        {
            using JsonDocument document = JsonDocument.Parse(Invocation.Of([.. common, .. confidence]).Out);
            Assert.Equal(confidence.Length > 0 ? double.Parse(confidence[1]) / 100 : 0.95, document.RootElement.GetProperty("confidence").GetDouble());
            return document.RootElement.GetProperty(command == "capacity" ? "requestsPerSecond" : "goodput").Clone();
        }
        static double Figure(JsonElement estimate, string name) => estimate.GetProperty(name).GetDouble();

        JsonElement narrow = Of("--confidence", "60"), usual = Of(), wide = Of("--confidence", "99");
        Assert.Equal(Figure(usual, "value"), Figure(narrow, "value"));
        Assert.Equal(Figure(usual, "value"), Figure(wide, "value"));
        Assert.True(Figure(wide, "low") < Figure(usual, "low") && Figure(usual, "low") < Figure(narrow, "low"));
        Assert.True(Figure(wide, "high") > Figure(usual, "high") && Figure(usual, "high") > Figure(narrow, "high"));
    }

    [Fact]
    public void Columns_of_a_trace_may_have_any_name()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "trace.csv");
            File.WriteAllText(path, string.Join('\n', ["a,b,c", .. Enumerable.Range(0, 40).Select(i => $"{100 + i},{20 + i},{i}")]));
            string[] pool = ["--model", "meta-llama/Llama-3.1-8B-Instruct", "--requests", "32"];
            const string names = "prompt=a,output=b,time=c";
            Invocation.AssertRefused(["simulate", .. pool, "--rate", "1", "--workload", path], "no column for the prompt among a, b, c", "--columns prompt=NAME");
            Assert.Equal(ExitCodes.Answered, Invocation.Of(["simulate", .. pool, "--rate", "1", "--workload", path, "--columns", names]).ExitCode);
            Assert.Contains("40", Invocation.Of(["simulate", .. pool[..2], "--replay", path, "--columns", names]).Out);
            Assert.Equal(ExitCodes.Answered, Invocation.Of(["capacity", .. pool[..2], "--requests", "800", "--ttft", "500ms", "--workload", path, "--columns", names]).ExitCode);
            Invocation.AssertRefused(["simulate", .. pool, "--rate", "1", "--workload", "1024x128", "--columns", names], "'1024x128' is no trace", "leave --columns out");
            Invocation.AssertRefused(["simulate", .. pool, "--rate", "1", "--columns", names], "is no trace", "leave --columns out");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_capacity_of_nothing_says_how_to_see_why()
    {
        Invocation run = Invocation.Of(["capacity", .. s_pool.Select(a => a == "500ms" ? "1ms" : a)]);
        Assert.Equal(ExitCodes.AnsweredNo, run.ExitCode);
        Assert.Contains("capacity     0 (0 … 0) requests/s", run.Out);
        Assert.Contains("no rate keeps the limits, however low: simulate --rate 0.01", run.Out);
    }

    [Fact]
    public void One_request_a_seed_is_served_at_the_rate_that_arrives()
    {
        Invocation run = Invocation.Of(["simulate", "--rate", "2", "--json", .. s_pool.Select(a => a == "800" ? "8" : a)]);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        Assert.Equal(2 * document.RootElement.GetProperty("sloAttainment").GetProperty("value").GetDouble(), document.RootElement.GetProperty("goodput").GetProperty("value").GetDouble(), 1e-12);
        Assert.Contains("each run counts one request only: give more --requests", document.RootElement.GetProperty("notes").EnumerateArray().Select(n => n.GetString()));
    }

    [Fact]
    public void Without_a_layout_the_smallest_that_fits_is_taken_and_named()
    {
        Invocation run = Invocation.Of("simulate", "--model", "meta-llama/Llama-3.1-405B", "--accelerator", "h100-sxm", "--rate", "1", "--requests", "16");
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        Assert.Contains("layout tp8: the smallest that fits", run.Out);
        Assert.Contains("end to end", run.Out);
    }

    [Fact]
    public void Every_counted_request_is_written()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "requests.csv");
        Invocation run = Invocation.Of(["simulate", "--rate", "8", "--per-request", path, .. s_pool]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        Assert.Equal(801, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Parquet_holds_what_the_csv_holds()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, csv = Path.Combine(folder, "r.csv"), parquet = Path.Combine(folder, "r.parquet");
        foreach (string path in new[] { csv, parquet }) Assert.Equal(ExitCodes.Answered, Invocation.Of(["simulate", "--rate", "8", "--per-request", path, .. s_pool]).ExitCode);
        using DuckDB.NET.Data.DuckDBConnection connection = new("Data Source=:memory:");
        connection.Open();
        using DuckDB.NET.Data.DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM read_parquet('{parquet}') p JOIN read_csv('{csv}') c ON p.seed = c.seed AND p.queue = c.queue AND abs(p.arrival_seconds - c.arrival_seconds) < 1e-6 "
            + "AND p.prompt_tokens = c.prompt_tokens AND p.output_tokens = c.output_tokens AND abs(p.finished_seconds - c.finished_seconds) < 1e-6 AND p.first_token_seconds > p.admitted_seconds";
        Assert.Equal(800L, command.ExecuteScalar());
    }

    [Fact]
    public void A_surface_has_a_row_for_every_point_and_the_simulation_s_own_figures()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, parquet = Path.Combine(folder, "s.parquet"), csv = Path.Combine(folder, "s.csv"), plot = Path.Combine(folder, "s.png");
        string[] axes = ["--rates", "4,8", "--sequences", "2,1024", "--chunks", "512,8192", "--percentile", "95"];
        string[] pool = [.. s_pool.Take(8), "--requests", "160", "--ttft", "5s", "--tpot", "500ms"];
        Invocation run = Invocation.Of(["simulate", "--surface", parquet, "--plot", plot, .. axes, .. pool, "--json"]), again = Invocation.Of(["simulate", "--surface", csv, .. axes, .. pool]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        Assert.True(again.ExitCode == ExitCodes.Answered, again.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        Assert.Equal(8, document.RootElement.GetProperty("points").GetInt32());
        Assert.Equal(["tp4"], document.RootElement.GetProperty("layouts").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal(8, document.RootElement.GetProperty("verdicts").EnumerateObject().Sum(v => v.Value.GetInt32()));
        Assert.True(new FileInfo(plot).Length > 10_000);

        Invocation one = Invocation.Of(["simulate", "--rate", "8", "--max-batched-tokens", "512", .. pool, "--json"]);
        using JsonDocument point = JsonDocument.Parse(one.Out);
        double ttft = point.RootElement.GetProperty("ttftSeconds").GetProperty("p95").GetProperty("value").GetDouble();
        using DuckDB.NET.Data.DuckDBConnection connection = new("Data Source=:memory:");
        connection.Open();
        using DuckDB.NET.Data.DuckDBCommand command = connection.CreateCommand();
        object? Query(string sql)
        {
            command.CommandText = sql;
            return command.ExecuteScalar();
        }
        const string Joined = "FROM read_parquet('{0}') p JOIN read_csv('{1}') c USING (layout, max_num_seqs, max_num_batched_tokens, requests_per_second)";
        Assert.Equal(8L, Query($"SELECT count(*) {string.Format(Joined, parquet, csv)} WHERE p.verdict = c.verdict AND abs(coalesce(p.tpot_p50_seconds, 0) - coalesce(c.tpot_p50_seconds, 0)) < 1e-6"));
        // 1,024 is the engine's own limit.
        Assert.Equal(ttft, (double)Query($"SELECT ttft_p95_seconds FROM read_parquet('{parquet}') WHERE max_num_seqs = 1024 AND max_num_batched_tokens = 512 AND requests_per_second = 8")!, 1e-9);
        Assert.Equal("overloaded", Query($"SELECT any_value(verdict) FROM read_parquet('{parquet}') WHERE max_num_seqs = 2 AND requests_per_second = 8"));
    }

    [Fact]
    public void The_engine_s_limits_can_be_set()
    {
        double Figure(string name, params string[] limits)
        {
            Invocation run = Invocation.Of(["simulate", "--rate", "8", "--json", .. limits, .. s_pool]);
            Assert.True(run.ExitCode is ExitCodes.Answered or ExitCodes.AnsweredNo, run.Error);
            return JsonDocument.Parse(run.Out).RootElement.GetProperty(name).GetProperty("value").GetDouble();
        }
        Assert.InRange(Figure("decodeSequences", "--max-sequences", "4"), 1, 4);
        Assert.InRange(Figure("kvOccupancy", "--memory-share", "60%") / Figure("kvOccupancy"), 1.2, 4);
    }

    [Theory, InlineData("p.png"), InlineData("p.svg")]
    public void The_picture_is_drawn(string name)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, name);
        Invocation run = Invocation.Of(["simulate", "--rate", "8", "--plot", path, .. s_pool]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        Assert.True(new FileInfo(path).Length > 10_000);
    }

    [Fact]
    public void Power_over_time_lies_between_rest_and_the_limit_and_averages_to_the_figure()
    {
        using JsonDocument document = Json(ExitCodes.Answered, "simulate", "--rate", "8");
        double[] watts = [.. document.RootElement.GetProperty("timeline").EnumerateArray().Select(p => p.GetProperty("powerWatts").GetDouble())];
        Assert.Equal(32, watts.Length);
        Assert.All(watts, w => Assert.InRange(w, 4 * 50, 4 * 700));
        Assert.InRange(document.RootElement.GetProperty("powerWatts").GetProperty("value").GetDouble(), 0.7 * watts.Average(), 1.3 * watts.Average());
    }

    [Fact]
    public void A_trace_whose_time_runs_backwards_is_refused_with_its_line()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "trace.csv");
        File.WriteAllText(path, "arrival_time,prompt_tokens,output_tokens\n0,100,10\n5,100,10\n4,100,10\n");
        Invocation.AssertRefused(["simulate", "--replay", path], "line 4", "sort the trace by time");
    }

    [Fact]
    public void Classes_are_answered_one_by_one()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "classes.yaml");
        File.WriteAllText(path, """
            classes:
              - { name: chat, workload: azure-conversation-2023, share: 80%, ttft: 500ms, tpot: 50ms }
              - { name: code, workload: azure-code-2023, share: 20%, priority: 3, ttft: 5s }
            """);
        Invocation run = Invocation.Of("simulate", "--layout", "tp4", "--rate", "4", "--requests", "400", "--classes", path, "--admission", "priority", "--json");
        Assert.True(run.ExitCode is ExitCodes.Answered or ExitCodes.AnsweredNo, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement[] groups = [.. document.RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["chat", "code"], groups.Select(g => g.GetProperty("name").GetString()));
        Assert.Equal(400, groups.Sum(g => g.GetProperty("requests").GetInt32()));
        Assert.Equal([0.8, 0.2], groups.Select(g => g.GetProperty("share").GetDouble()));
        Assert.Equal([0, 3], groups.Select(g => g.GetProperty("priority").GetInt32()));
        Assert.Equal(5, groups[1].GetProperty("limits").GetProperty("ttftSeconds").GetDouble());
        Assert.Equal(document.RootElement.GetProperty("goodput").GetProperty("value").GetDouble(), groups.Sum(g => g.GetProperty("goodput").GetProperty("value").GetDouble()), 1e-9);
        Assert.All(groups, g => Assert.True(g.GetProperty("e2eSeconds").GetProperty("p50").GetProperty("value").GetDouble() > g.GetProperty("ttftSeconds").GetProperty("p50").GetProperty("value").GetDouble()));
        Assert.Equal("80.0% chat and 20.0% code", document.RootElement.GetProperty("workload").GetString());
        Invocation.AssertRefused(["simulate", "--rate", "4", "--classes", path, "--workload", "sharegpt"], "--workload sharegpt", "leave it out");
    }

    [Fact]
    public void A_class_that_misses_its_limits_is_the_answer_no_however_few_it_has()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "classes.yaml");
        File.WriteAllText(path, """
            classes:
              - { name: most, workload: azure-conversation-2023, share: 90%, ttft: 10s }
              - { name: few, workload: azure-conversation-2023, share: 10%, ttft: 1us }
            """);
        Assert.Equal(ExitCodes.AnsweredNo, Invocation.Of("simulate", "--layout", "tp4", "--rate", "4", "--requests", "800", "--classes", path, "--percentile", "80").ExitCode);
        Assert.Equal(ExitCodes.AnsweredNo, Invocation.Of("capacity", "--layout", "tp4", "--requests", "8000", "--classes", path, "--percentile", "80").ExitCode);

        File.WriteAllText(path, File.ReadAllText(path).Replace("1us", "5s", StringComparison.Ordinal));
        Invocation run = Invocation.Of("capacity", "--layout", "tp4", "--requests", "8000", "--classes", path, "--percentile", "80", "--json");
        using JsonDocument document = JsonDocument.Parse(run.Out);
        Assert.All(document.RootElement.GetProperty("groups").EnumerateArray(), g => Assert.InRange(g.GetProperty("sloAttainment").GetProperty("value").GetDouble(), 0.7, 1));
    }

    [Theory]
    [InlineData("--rate 4 --signal-age 1s", "--signal-age changes nothing")]
    [InlineData("--rate 4 --timeout 100ms", "before they could miss the TTFT limit of 500 ms")]
    [InlineData("--rate 4 --network 1s", "the network's 1.00 s alone")]
    [InlineData("--rate 4 --max-batched-tokens 64 --max-sequences 128", "no more than the 64 tokens of a step")]
    [InlineData("--stages 4x5s", "requests/s arrived in the stages")]
    public void What_changes_nothing_or_contradicts_itself_is_noted(string options, string note)
    {
        string[] pool = options.StartsWith("--stages", StringComparison.Ordinal) ? [.. s_pool.Where(a => a is not ("--requests" or "800"))] : s_pool;
        using JsonDocument document = JsonDocument.Parse(Invocation.Of(["simulate", .. options.Split(' '), .. pool, "--json"]).Out);
        Assert.Contains(document.RootElement.GetProperty("notes").EnumerateArray(), n => n.GetString()!.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_network_of_no_time_is_none()
    {
        using JsonDocument none = Json(ExitCodes.Answered, "simulate", "--rate", "8"), zero = Json(ExitCodes.Answered, "simulate", "--rate", "8", "--network", "0ms");
        Assert.Equal(none.RootElement.GetProperty("ttftSeconds").ToString(), zero.RootElement.GetProperty("ttftSeconds").ToString());
    }

    [Theory]
    [InlineData("simulate --rate 1 --max-batched-tokens 256 --long-prefill-tokens 512", "contradicts", "--max-batched-tokens")]
    [InlineData("simulate --concurrency 4 --router random", "--router random", "leave it out")]
    [InlineData("simulate --stages 5x10s --requests 100", "--requests 100", "leave it out")]
    [InlineData("simulate --stages 5x10s,", "--stages ''", "5x60s")]
    [InlineData("simulate --rate 1 --network -1ms", "--network '-1ms'", "zero or longer")]
    [InlineData("simulate --rate 1 --plot out.gif", "out.gif", ".png or .svg")]
    [InlineData("simulate --rate 0", "--rate 0", "greater than zero")]
    [InlineData("simulate --rate 1e300", "rate 1E+300 requests per second", "0.000001 to 1000000000")]
    [InlineData("simulate --rate 1 --requests 1e12", "--requests 1e12", "at most 100000000")]
    [InlineData("simulate --rate 1 --requests 1e40", "--requests '1e40'", "at most 100000000")]
    [InlineData("simulate --rate 1 --requests 2.5", "--requests '2.5'", "whole number")]
    [InlineData("simulate --rate 1 --requests 1e8 --seeds 4", "4 seeds of 25000000 do not fit the memory", "at least 50 seeds")]
    [InlineData("simulate --rate 1 --requests 1e8 --per-request r.csv", "--per-request r.csv", "fewer --requests")]
    [InlineData("simulate --stages 5000x2h", "stages of 36000000 requests", "shorten them")]
    [InlineData("simulate --rate 1 --replay t.csv --confidence 90", "give one of --rate", "not several")]
    [InlineData("capacity --ttft 1s --confidence 0.9", "--confidence '0.9'", "percent")]
    [InlineData("simulate", "--rate is missing", "--rate 8")]
    [InlineData("simulate --rate 1 --timeout 0s", "--timeout", "longer than zero")]
    [InlineData("simulate --rate 1 --queue-limit 0", "--queue-limit 0", "at least 1")]
    [InlineData("simulate --concurrency 0", "--concurrency 0", "at least 1")]
    [InlineData("simulate --concurrency 4 --rate 1", "give one of --rate", "not several")]
    [InlineData("simulate --concurrency 4 --queue-limit 9", "--queue-limit 9", "leave it out")]
    [InlineData("simulate --concurrency 1 --replicas 2", "concurrency 1", "2 queues")]
    [InlineData("simulate --stages 5", "--stages '5'", "5x60s")]
    [InlineData("simulate --stages 5x0s", "--stages", "longer than zero")]
    [InlineData("simulate --stages 5x", "--stages '5x': duration ''", "not a duration")]
    [InlineData("simulate --stages 0x60s", "--stages '0x60s': rate 0", "must be greater than zero")]
    [InlineData("simulate --rate 1 --replay-speed 2", "--replay-speed", "name the trace")]
    [InlineData("simulate --rate 1 --remote-gb-per-second 2", "--remote-gb-per-second", "--remote-cache-gib")]
    [InlineData("simulate --rate 1 --classes none.yaml", "none.yaml", "no such file")]
    [InlineData("simulate --rates 1,2", "--rates", "--surface")]
    [InlineData("simulate --surface s.txt", "--surface s.txt", ".parquet")]
    [InlineData("simulate --surface s.csv --rate 1", "--rate: a surface", "--rates")]
    [InlineData("simulate --surface s.csv --layouts tp3", "--layouts tp3", "64 query heads")]
    [InlineData("simulate --surface s.csv --sequences 8..2", "--sequences 8..2", "2..8")]
    [InlineData("simulate --surface s.csv --per-request r.csv", "--per-request", "leave it out")]
    [InlineData("simulate --surface s.csv --plot p.png --percentile 80", "--percentile 80", "95")]
    [InlineData("simulate --rate 1 --device gpu", "--device gpu", "cuda, opencl, host or cpu")]
    [InlineData("simulate --rate 1 --memory-share 200", "--memory-share '200'", "90%")]
    [InlineData("simulate --rate 1 --max-sequences 0", "--max-sequences 0", "at least 1")]
    [InlineData("simulate --rate 1 --replicas 2 --router least-kv --device cpu", "router least-kv", "--device host")]
    [InlineData("simulate --rate 1 --requests 0", "--requests 0", "at least 1")]
    [InlineData("simulate --rate 1 --seeds 1", "--seeds 1", "at least 2")]
    [InlineData("simulate --rate 1 --ttft 0s", "--ttft", "longer than zero")]
    [InlineData("simulate --rate 1 --layout tp3", "does not divide", "64 query heads")]
    [InlineData("simulate --rate 1 --router shortest", "--router", "join-shortest-queue")]
    [InlineData("simulate --rate 1 --per-request out.txt", "out.txt", ".csv")]
    [InlineData("capacity", "a capacity needs a limit", "--ttft")]
    [InlineData("capacity --ttft 1s --requests 100 --percentile 99", "requests 100", "use at least")]
    public void Bad_input_is_refused_in_one_line(string arguments, string complaint, string remedy) => Invocation.AssertRefused(arguments.Split(' '), complaint, remedy);
}
