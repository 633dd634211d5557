using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public class ExplainCommandTests
{
    static readonly string[] s_arguments = ["explain", "--model", "Llama-3.3-70B-Instruct", "--accelerator", "h100-sxm", "--layout", "tp4", "--workload", "1024x256", "--concurrency", "64"];

    static readonly string[] s_parts = ["weightBytes", "activationBytes", "otherBytes", "kvBytes"];

    [Fact]
    public void Operators_add_up_to_the_step_and_memory_to_the_accelerator()
    {
        Invocation run = Invocation.Of([.. s_arguments, "--json"]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement root = document.RootElement;
        foreach (string step in new[] { "decodeStep", "mixedStep" })
        {
            JsonElement s = root.GetProperty(step);
            double seconds = s.GetProperty("seconds").GetDouble();
            Assert.Equal(seconds, s.GetProperty("operators").EnumerateArray().Sum(o => o.GetProperty("seconds").GetDouble()), 1e-9 * seconds);
        }
        Assert.True(root.GetProperty("mixedStep").GetProperty("seconds").GetDouble() > root.GetProperty("decodeStep").GetProperty("seconds").GetDouble());
        JsonElement memory = root.GetProperty("memory");
        double parts = s_parts.Sum(n => memory.GetProperty(n).GetDouble());
        Assert.Equal(memory.GetProperty("usableBytes").GetDouble(), parts, 1.0);
    }

    [Fact]
    public void A_table_shows_operators_memory_sensitivities_and_sources()
    {
        Invocation run = Invocation.Of(s_arguments);
        foreach (string part in new[] { "feed-forward", "keys and values", "memory bandwidth", "held fixed", "calibrated", "[1] " }) Assert.Contains(part, run.Out);
    }

    [Fact]
    public void Without_a_layout_the_smallest_that_holds_the_longest_request_is_taken_and_named()
    {
        string[] long8 = ["explain", "--model", "Llama-3.3-70B-Instruct", "--accelerator", "h100-sxm", "--precision", "bf16", "--workload", "8000x500"];
        string output = Invocation.Of(long8).Out;
        string named = System.Text.RegularExpressions.Regex.Match(output, "layout (tp[0-9]+): the smallest that fits").Groups[1].Value;
        Assert.Contains($"h100-sxm {named} bf16", output);
        int degree = int.Parse(named[2..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(degree > 1);
        Invocation.AssertRefused([.. long8, "--layout", $"tp{degree / 2}"], $"tp{degree / 2}");
    }

    [Theory]
    [InlineData("--layout tp3", "does not divide", "64 query heads")]
    [InlineData("--layout tp1 --precision bf16", "GiB more per accelerator", "more accelerators")]
    [InlineData("--accelerator h100-smx", "unknown accelerator", "h100-sxm")]
    [InlineData("--engine neuron", "does not run on h100-sxm", "")]
    [InlineData("--accelerator a100 --precision fp8/kv-fp8", "--precision fp8/kv-fp8", "fp8/kv-bf16")]
    [InlineData("--workload 200000x10", "context", "")]
    [InlineData("--concurrency 0", "--concurrency 0", "greater than zero")]
    [InlineData("--concurrency 0.5", "--concurrency 0.5", "from 1 to 1,000,000")]
    [InlineData("--concurrency 1e11", "--concurrency 1e11", "from 1 to 1,000,000")]
    public void Bad_input_is_refused_in_one_line(string options, string complaint, string remedy) =>
        Invocation.AssertRefused(["explain", .. options.Split(' ')], complaint, remedy);
}
