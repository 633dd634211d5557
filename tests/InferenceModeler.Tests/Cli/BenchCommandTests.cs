using System.Text.Json;
using InferenceModeler.Cli;
using InferenceModeler.Cli.Benchmarks;
using InferenceModeler.Compute;
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
            Assert.True(r.GetProperty("shareOfPeak").GetDouble() > 0);
            Assert.Equal(0, r.GetProperty("largestDifferenceUlp").GetInt64());
        });
    }

    [Theory, InlineData("Closed", 1024, 4096), InlineData("Open", 4096, 1024), InlineData("Capacity", 4096, 1024)]
    public void No_two_evaluations_of_a_bench_are_alike(string mode, int rows, int items)
    {
        WorkGrid grid = new BenchGrids().Of(Enum.Parse<BenchMode>(mode), rows, items);
        int columns = grid.ItemTable.Length / grid.ItemStride;
        int distinctRows = Distinct(rows, row => grid.RowTable.Slice(row * grid.RowFields, grid.RowFields).ToArray());
        int distinctItems = Distinct(items, item => [.. Enumerable.Range(0, columns).Select(column => grid.ItemTable[column * grid.ItemStride + item])]);
        // A few deployments of different name are equal in every number.
        Assert.InRange(mode == "Closed" ? distinctRows : distinctItems, 1000, 1024);
        Assert.Equal(4096, mode == "Closed" ? distinctItems : distinctRows);

        static int Distinct(int count, Func<int, float[]> at) => Enumerable.Range(0, count).Select(index => string.Join(' ', at(index))).Distinct().Count();
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

    /// <summary>The fields of the contract, and what they must have in common.</summary>
    [Fact]
    public void The_simulator_s_speed_is_of_a_whole_simulation()
    {
        JsonElement result = Assert.Single(Results("bench", "simulate", "--device", "host", "--replicas", "2"));
        double requests = result.GetProperty("requestsPerSecondPerCore").GetDouble(), steps = result.GetProperty("stepsPerSecondPerCore").GetDouble();
        Assert.Equal("host", Text(result, "device"));
        Assert.Equal(2, result.GetProperty("replicas").GetInt32());
        Assert.Equal(Environment.ProcessorCount, result.GetProperty("cores").GetInt32());
        // 8,000 counted by each, and their warm-up.
        Assert.InRange(result.GetProperty("requests").GetInt64(), 2 * 8000 * 5 / 4, 2 * 8000 * 2);
        // At 70% load a request decodes some 200 tokens in steps shared with about 50 others; the time of a step is evaluated for most steps but not for those of a leap.
        Assert.InRange(steps / requests, 2, 10);
        Assert.InRange(result.GetProperty("stepEvaluationsPerRequest").GetDouble(), 1, steps / requests);
        Assert.True(requests > 1000, $"{requests} requests/s per core");
    }

    [Fact]
    public void A_searched_capacity_counts_what_it_simulated()
    {
        JsonElement one = Assert.Single(Results("bench", "capacity", "--deployments", "1")), two = Assert.Single(Results("bench", "capacity", "--deployments", "2"));
        Assert.Equal((1, 16, 2000, 1), (one.GetProperty("deployments").GetInt32(), one.GetProperty("seeds").GetInt32(), one.GetProperty("requestsPerRun").GetInt32(), one.GetProperty("found").GetInt32()));
        // Every seed tries at least three rates, each with its warm-up.
        Assert.True(one.GetProperty("simulatedRequests").GetInt64() > 3 * 16 * 2000);
        Assert.True(two.GetProperty("simulatedRequests").GetInt64() > one.GetProperty("simulatedRequests").GetInt64());
        Assert.True(one.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public void The_simulator_s_benches_print_tables()
    {
        Invocation simulate = Invocation.Of("bench", "simulate", "--device", "host", "--replicas", "2"), capacity = Invocation.Of("bench", "capacity", "--deployments", "1");
        Assert.Contains("at 70.0% of its closed form's saturated rate", simulate.Out);
        Assert.Contains("requests/s per core", simulate.Out);
        Assert.Contains("keep the limits", capacity.Out);
    }

    [Theory]
    [InlineData("static, closed, open, capacity", "sweep", "--mode", "offline")]
    [InlineData("greater than zero", "sweep", "--seconds", "0")]
    [InlineData("no such device", "devices", "--device", "opencl:77")]
    [InlineData("--replicas 1: must be", "simulate", "--replicas", "1")]
    [InlineData("--deployments 41: must be", "capacity", "--deployments", "41")]
    public void Bad_input_is_refused_in_one_line(string text, params string[] arguments) => Invocation.AssertRefused(["bench", .. arguments], text);
}
