using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using DuckDB.NET.Data;
using InferenceModeler.Cli;
using InferenceModeler.Data.Sweeps;

namespace InferenceModeler.Tests.Cli;

public sealed class SweepCommandTests : IDisposable
{
    static readonly string[] s_small = ["sweep", "--models", "Llama-3.1-8B,gpt-oss-120b", "--accelerators", "h100-sxm,l40s", "--engines", "vllm", "--prompt", "128,2000", "--loads", "1..64*2"];

    readonly string _folder = Directory.CreateTempSubdirectory("sweep-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    string File(string name) => Path.Combine(_folder, name);

    /// <summary>A run that is interrupted before its first part.</summary>
    static Invocation Interrupted(string[] arguments)
    {
        using CancellationTokenSource interrupted = new();
        StringWriter stdout = new(), stderr = new InterruptsAtDevice(interrupted);
        int code = new InferenceModeler.Cli.CommandLine(stdout, stderr) { Cancellation = interrupted.Token }.Run(arguments);
        return new(code, stdout.ToString(), stderr.ToString());
    }

    /// <summary>The device is chosen once everything is planned and before anything is computed.</summary>
    sealed class InterruptsAtDevice(CancellationTokenSource interrupted) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value!.StartsWith("device", StringComparison.Ordinal)) interrupted.Cancel();
            base.WriteLine(value);
        }
    }

    static string Hash(string path) => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(path)));

    static T Ask<T>(string database, string sql)
    {
        using DuckDBConnection connection = new($"Data Source={database}");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)Convert.ChangeType(command.ExecuteScalar()!, typeof(T));
    }

    static JsonElement Json(params string[] arguments)
    {
        Invocation run = Invocation.Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }

    [Fact]
    public void A_parquet_file_holds_every_row_that_fits_in_the_columns_that_are_told()
    {
        string file = File("all.parquet");
        JsonElement told = Json([.. s_small, "--keep", "all", "--output", file]);
        Assert.Equal(told.GetProperty("verdicts").GetProperty("fits").GetInt64(), Ask<long>(":memory:", $"SELECT count(*) FROM '{file}'"));
        Assert.Equal(told.GetProperty("keptRows").GetInt64(), Ask<long>(":memory:", $"SELECT count(*) FROM '{file}' WHERE ttft_seconds > 0 AND tpot_seconds > 0 AND output_tokens_per_second > 0"));
        Assert.Equal(string.Join(",", SweepTable.ColumnNames), Ask<string>(":memory:", $"SELECT string_agg(column_name, ',') FROM (DESCRIBE SELECT * FROM '{file}')"));
        Assert.Equal(2, Ask<int>(":memory:", $"SELECT count(DISTINCT model) FROM '{file}'"));
        Assert.Equal(64, Ask<int>(":memory:", $"SELECT max(load_requests) FROM '{file}'"));
        Assert.Equal(0, Ask<int>(":memory:", $"SELECT count(*) FROM '{file}' WHERE abs(output_tokens_per_second_per_accelerator * accelerators / output_tokens_per_second - 1) > 1e-5"));
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void The_three_formats_hold_the_same_rows()
    {
        string[] files = [File("a.parquet"), File("a.duckdb"), File("a.csv")];
        foreach (string file in files) Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--keep", "front", "--output", file]).ExitCode);
        const string Sum = "SELECT concat(count(*), ' ', sum(load_requests * prompt_tokens), ' ', round(sum(tpot_seconds), 4), ' ', string_agg(layout, ',')) FROM ";
        string parquet = Ask<string>(":memory:", $"{Sum}'{files[0]}'");
        Assert.Equal(parquet, Ask<string>(files[1], $"{Sum}sweep"));
        Assert.Equal(parquet, Ask<string>(":memory:", $"{Sum}'{files[2]}'"));
    }

    [Fact]
    public void The_front_without_a_file_is_printed_and_is_the_front_of_the_file_of_all()
    {
        string file = File("all.parquet");
        Invocation.Of([.. s_small, "--keep", "all", "--output", file]);
        JsonElement front = Json(s_small);
        long brute = Ask<long>(":memory:", $"SELECT count(*) FROM '{file}' a WHERE NOT EXISTS (SELECT 1 FROM '{file}' b WHERE a.model = b.model AND a.prompt_tokens = b.prompt_tokens "
            + "AND b.tpot_seconds <= a.tpot_seconds AND b.output_tokens_per_second_per_accelerator >= a.output_tokens_per_second_per_accelerator "
            + "AND (b.tpot_seconds < a.tpot_seconds OR b.output_tokens_per_second_per_accelerator > a.output_tokens_per_second_per_accelerator))");
        // Equal twins count once in a front and twice in the query.
        Assert.InRange(front.GetProperty("keptRows").GetInt64(), brute / 2, brute);
        Assert.Equal(front.GetProperty("keptRows").GetInt32(), front.GetProperty("results").GetArrayLength());
        Assert.Contains("tokens/s per user", Invocation.Of(s_small).Out);
    }

    [Theory]
    [InlineData("front")]
    [InlineData("top:3")]
    public void Several_devices_print_what_one_prints(string keep)
    {
        string[] question = [.. s_small, "--keep", keep, "--device"];
        Invocation alone = Invocation.Of([.. question, "host"]), shared = Invocation.Of([.. question, "host,cpu"]);
        Assert.Equal(alone.Out, shared.Out);
        Assert.Contains("device host + cpu:0 (simulated GPU): chosen by --device host,cpu", shared.Error);
        Assert.Matches(@"shares: host \d+(\.\d+)?%, cpu:0 \(simulated GPU\) \d+(\.\d+)?%", shared.Error);
    }

    [Fact]
    public void A_file_that_several_devices_wrote_is_that_of_one()
    {
        foreach (string devices in (string[])["host", "cpu,host"])
            Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--keep", "all", "--device", devices, "--save-every", "500", "--output", File($"{devices}.parquet")]).ExitCode);
        Assert.Equal(Hash(File("host.parquet")), Hash(File("cpu,host.parquet")));
    }

    [Fact]
    public void The_same_question_gives_the_same_bytes() => Assert.Equal(Invocation.Of(s_small).Out, Invocation.Of(s_small).Out);

    [Theory]
    [InlineData("front.png", "\u0089PNG")]
    [InlineData("front.svg", "<?xml")]
    public void A_plot_is_drawn(string name, string head)
    {
        Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--plot", File(name)]).ExitCode);
        Assert.StartsWith(head, System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File(name))));
    }

    [Fact]
    public void A_sweep_that_is_killed_at_any_moment_resumes_to_the_same_bytes()
    {
        string[] question = [.. s_small, "--loads", "1..500", "--keep", "all", "--save-every", "2000", "--output"];
        string undisturbed = File("undisturbed.parquet"), killed = File("killed.parquet");
        Assert.Equal(ExitCodes.Answered, Invocation.Of([.. question, undisturbed]).ExitCode);
        Random moments = new(7);
        int kills = 0;
        for (int attempt = 0; attempt < 2 && !System.IO.File.Exists(killed); attempt++)
        {
            using Process child = Process.Start(new ProcessStartInfo("dotnet", [typeof(InferenceModeler.Cli.CommandLine).Assembly.Location, .. question, killed]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string parts = File(".killed.parquet.sweep");
            int seen = Directory.Exists(parts) ? Directory.GetFiles(parts).Length : 0, wanted = seen + moments.Next(1, 8);
            while (!child.HasExited && (!Directory.Exists(parts) || Directory.GetFiles(parts).Length < wanted)) Thread.Sleep(1);
            if (!child.HasExited) kills++;
            child.Kill();
            child.WaitForExit();
        }
        Assert.True(kills > 0 && !System.IO.File.Exists(killed), "the sweep was over before it could be killed");
        Invocation resumed = Invocation.Of([.. question, killed, "--resume"]);
        Assert.Contains("resuming:", resumed.Error);
        Assert.Equal(Hash(undisturbed), Hash(killed));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void An_interrupted_sweep_says_how_to_go_on_and_leaves_no_output()
    {
        Invocation run = Interrupted([.. s_small, "--keep", "all", "--output", File("a.parquet")]);
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("the same command goes on from there", run.Error);
        Assert.Empty(run.Out);
        Assert.False(System.IO.File.Exists(File("a.parquet")));
        Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--keep", "all", "--output", File("a.parquet")]).ExitCode);
    }

    [Fact]
    public void A_damaged_part_is_computed_again()
    {
        string[] question = [.. s_small, "--keep", "front", "--save-every", "300", "--output", File("a.csv")];
        Assert.Equal(ExitCodes.Interrupted, Interrupted(question).ExitCode);
        System.IO.File.WriteAllBytes(Path.Combine(File(".a.csv.sweep"), "part-00000000.bin"), new byte[100]);
        Assert.Equal(ExitCodes.Answered, Invocation.Of(question).ExitCode);
        Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--output", File("b.csv")]).ExitCode);
        Assert.Equal(Hash(File("b.csv")), Hash(File("a.csv")));
    }

    [Fact]
    public void An_output_that_exists_is_replaced_only_when_asked()
    {
        string file = File("a.csv");
        System.IO.File.WriteAllText(file, "mine");
        Invocation.AssertRefused([.. s_small, "--output", file], file, "exists", "--overwrite");
        Assert.Equal("mine", System.IO.File.ReadAllText(file));
        Assert.Equal(ExitCodes.Answered, Invocation.Of([.. s_small, "--output", file, "--overwrite"]).ExitCode);
        Assert.StartsWith("model,", System.IO.File.ReadAllText(file));
    }

    [Fact]
    public void More_rows_than_allowed_are_an_error_that_leaves_nothing()
    {
        Invocation.AssertRefusedLast([.. s_small, "--keep", "all", "--max-rows", "50", "--output", File("a.parquet")], "--max-rows 50", "--keep front");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_product_beyond_1e11_is_refused_with_its_size_its_time_and_the_axis_to_cut() =>
        Invocation.AssertRefused(["sweep", "--models", "all", "--prompt", "1..9000000", "--loads", "1..100000"], "900,000,000,000", "hours", "cut --prompt");

    [Theory]
    [InlineData("--models is missing")]
    [InlineData("--output", "--models", "Llama-3.1-8B", "--output", "a.txt")]
    [InlineData(".png", "--models", "Llama-3.1-8B", "--plot", "a.pdf")]
    [InlineData("no-such-folder", "--models", "Llama-3.1-8B", "--accelerators", "h100-sxm", "--output", "no-such-folder/a.csv")]
    [InlineData("--keep all needs --output", "--models", "Llama-3.1-8B", "--keep", "all")]
    [InlineData("top:10", "--models", "Llama-3.1-8B", "--keep", "most")]
    [InlineData("at least 1", "--models", "Llama-3.1-8B", "--keep", "top:0")]
    [InlineData("fp8", "--models", "Llama-3.1-8B", "--precisions", "fp7")]
    [InlineData("nearest", "--models", "Lama-3.1-8B")]
    [InlineData("shorter than its prompt", "--models", "Llama-3.1-8B", "--prompt", "100", "--cached", "100")]
    [InlineData("no such device", "--models", "Llama-3.1-8B", "--accelerators", "h100-sxm", "--device", "opencl:99")]
    [InlineData("needs its unit", "--models", "Llama-3.1-8B", "--ttft", "300")]
    [InlineData("--resume needs --output", "--models", "Llama-3.1-8B", "--resume")]
    [InlineData("already weighs speed", "--models", "Llama-3.1-8B", "--objective", "speed")]
    public void Bad_input_is_refused_in_one_line(string text, params string[] arguments) => Invocation.AssertRefused(["sweep", .. arguments], text);

    [Fact]
    public void Resuming_nothing_is_refused()
    {
        Invocation.AssertRefusedLast([.. s_small, "--output", File("a.csv"), "--resume"], "--resume", "leave --resume out");
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_fits_nowhere_is_an_answer_of_no_with_reasons()
    {
        Invocation run = Invocation.Of("sweep", "--models", "deepseek-ai/DeepSeek-V3", "--accelerators", "l4", "--layouts", "tp1");
        Assert.Equal(ExitCodes.AnsweredNo, run.ExitCode);
        Assert.Contains("weights-exceed-memory", run.Out);
    }

    [Fact]
    public void Help_names_every_option_and_an_example()
    {
        string help = Invocation.Of("sweep", "--help").Out;
        Assert.All("--models --accelerators --layouts --precisions --engines --prompt --output-tokens --cached --loads --mode --keep --output --max-rows --ttft --tpot --plot --device --json --overwrite --resume".Split(' '),
            option => Assert.Contains(option, help));
        Assert.Contains("inference-modeler sweep --models", help);
    }

    [Fact]
    public void The_example_search_finds_within_its_ceilings_the_front_that_brute_force_finds()
    {
        // The command of the example, continued lines joined.
        string script = System.IO.File.ReadAllText(Repository.File("examples", "sweep-qwen3-32b-h200.sh"));
        string[] search = script[(script.IndexOf(" -- ", StringComparison.Ordinal) + " -- ".Length)..].Replace("\\\n", " ", StringComparison.Ordinal)
            .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        JsonElement found = Json(search);
        Assert.Equal(26_208, found.GetProperty("sweep").GetProperty("evaluations").GetInt64());
        (double Tpot, double Throughput)[] front = [.. found.GetProperty("results").EnumerateArray().Select(Place)];
        Assert.All(found.GetProperty("results").EnumerateArray(), row => Assert.True(row.GetProperty("ttft_seconds").GetDouble() <= 0.3 && row.GetProperty("tpot_seconds").GetDouble() <= 0.01));
        (double Tpot, double Throughput)[] all = [.. Json([.. search, "--keep", "top:100000"]).GetProperty("results").EnumerateArray().Select(Place)];
        Assert.Equal(found.GetProperty("verdicts").GetProperty("fits").GetInt32(), all.Length);
        (double, double)[] brute = [.. all.Where(one => !all.Any(other => other.Tpot <= one.Tpot && other.Throughput >= one.Throughput && other != one)).Distinct().Order()];
        Assert.NotEmpty(brute);
        Assert.Equal(brute, front);
    }

    static (double Tpot, double Throughput) Place(JsonElement row) => (row.GetProperty("tpot_seconds").GetDouble(), row.GetProperty("output_tokens_per_second_per_accelerator").GetDouble());
}
