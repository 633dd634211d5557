using System.Text.Json;
using InferenceModeler.Cli;
using InferenceModeler.Cli.Benchmarks;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Cli;

public class BenchCommandTests
{
    static JsonElement[] Results(params string[] arguments)
    {
        Invocation run = Invocation.Of([.. arguments, "--json"]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        return [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("results").EnumerateArray()];
    }

    static string Text(JsonElement result, string name) => result.GetProperty(name).GetString()!;

    [Fact]
    public void Every_lane_of_the_host_measures_every_mode_to_one_checksum()
    {
        JsonElement[] results = Results("bench", "sweep", "--device", "host", "--seconds", "0.01");
        Assert.Equal(["capacity", "closed", "open", "static"], results.Select(r => Text(r, "mode")).Distinct().Order());
        foreach (IGrouping<string, JsonElement> mode in results.GroupBy(r => Text(r, "mode")))
        {
            Assert.Contains("Scalar", mode.Select(r => Text(r, "lane")));
            Assert.Single(mode.Select(r => Text(r, "checksum")).Distinct());
        }
        Assert.All(results, r =>
        {
            Assert.Equal("host", Text(r, "device"));
            Assert.True(r.GetProperty("evaluationsPerSecond").GetDouble() > 0);
            Assert.InRange(r.GetProperty("shareOfPeak").GetDouble(), 1e-6, 10);
            Assert.Equal(0, r.GetProperty("largestDifferenceUlp").GetInt64());
        });
    }

    [Fact]
    public void The_simulated_gpu_has_the_hosts_checksum()
    {
        JsonElement host = Results("bench", "sweep", "--device", "host", "--mode", "closed", "--seconds", "0.01")[0], cpu = Results("bench", "sweep", "--device", "cpu", "--mode", "closed", "--seconds", "0.01")[0];
        Assert.Equal("cpu", Text(cpu, "device"));
        Assert.Equal(Text(host, "checksum"), Text(cpu, "checksum"));
    }

    [Fact]
    public void The_counting_lane_computes_what_the_scalar_lane_does_and_counts_it()
    {
        long before = Counted.Operations;
        Counted sum = Counted.Sqrt(Counted.Of(3) * Counted.Of(4) + Counted.Of(5)) / Counted.Max(Counted.Of(1), Counted.Of(2));
        Assert.Equal(5, Counted.Operations - before);
        Assert.Equal(Scalar.Sqrt(new(17)).Value / 2, Value(sum));
    }

    static unsafe float Value(Counted counted)
    {
        float value;
        Counted.Store(&value, counted);
        return value;
    }

    [Fact]
    public void A_call_of_the_host_is_measured() =>
        Assert.All(Results("bench", "devices", "--device", "host"), r => Assert.True(r.GetProperty("callSeconds").GetDouble() < r.GetProperty("firstCallSeconds").GetDouble()));

    [Theory]
    [InlineData("static, closed, open, capacity", "sweep", "--mode", "offline")]
    [InlineData("greater than zero", "sweep", "--seconds", "0")]
    [InlineData("no such device", "devices", "--device", "opencl:77")]
    public void Bad_input_is_refused_in_one_line(string text, params string[] arguments) => Invocation.AssertRefused(["bench", .. arguments], text);
}
