using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public class SizeSimulationTests
{
    static readonly string[] s_small = ["size", "--accelerators", "h100-sxm,l40s", "--providers", "aws", "--engines", "vllm", "--rate", "20", "--json"];

    static JsonElement[] Candidates(params string[] arguments)
    {
        Invocation run = Invocation.Of([.. s_small, .. arguments]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        return [.. JsonDocument.Parse(run.Out).RootElement.GetProperty("candidates").EnumerateArray()];
    }

    static bool IsSimulated(JsonElement candidate) => candidate.GetProperty("simulatedRequestsPerSecond").ValueKind != JsonValueKind.Null;

    [Fact]
    public void Traffic_that_none_of_the_best_survives_when_simulated_is_answered_with_no()
    {
        Invocation run = Invocation.Of("size", "--workload", "azure-code-2023", "--accelerators", "h100-sxm", "--providers", "aws", "--engines", "vllm", "--rate", "20", "--json");
        Assert.Equal(ExitCodes.AnsweredNo, run.ExitCode);
        JsonElement answer = JsonDocument.Parse(run.Out).RootElement;
        Assert.True(answer.GetProperty("missedAllSimulated").GetBoolean());
        Assert.True(answer.GetProperty("run").GetProperty("simulations").GetInt32() > 5);
        Assert.DoesNotContain(answer.GetProperty("candidates").EnumerateArray(), IsSimulated);
    }

    [Fact]
    public void What_is_simulated_is_sized_by_the_lower_end()
    {
        JsonElement[] candidates = Candidates("--top", "1000"), simulated = [.. candidates.Where(IsSimulated)];
        Assert.InRange(simulated.Length, 1, 15);
        Assert.All(simulated, c =>
        {
            JsonElement rate = c.GetProperty("simulatedRequestsPerSecond");
            double low = rate.GetProperty("low").GetDouble();
            Assert.Equal(low, c.GetProperty("requestsPerSecondPerReplica").GetDouble());
            Assert.Equal(c.GetProperty("closedFormRequestsPerSecond").GetDouble() / low - 1, c.GetProperty("closedFormGap").GetDouble(), 1e-9);
            // What keeps both limits at once keeps each; the closed form stands at its own, higher rate.
            Assert.InRange(c.GetProperty("ttftSeconds").GetDouble(), 1e-3, 0.505);
            Assert.InRange(c.GetProperty("tpotSeconds").GetDouble(), 1e-3, 0.0505);
            Assert.NotEqual(c.GetProperty("closedFormTtftSeconds").GetDouble(), c.GetProperty("ttftSeconds").GetDouble());
            Assert.NotEqual(c.GetProperty("closedFormTpotSeconds").GetDouble(), c.GetProperty("tpotSeconds").GetDouble());
            Assert.Equal((int)Math.Ceiling(20 / low), c.GetProperty("replicasNeeded").GetInt32());
        });
    }

    [Fact]
    public void Nothing_that_was_not_simulated_looks_cheaper_than_what_is_recommended()
    {
        JsonElement[] candidates = Candidates("--top", "1000");
        Assert.True(IsSimulated(candidates[0]));
        double best = candidates[0].GetProperty("usdPerHour").GetDouble();
        Assert.All(candidates.Where(c => c.GetProperty("wellFounded").GetBoolean()), c => Assert.True(c.GetProperty("usdPerHour").GetDouble() >= best || c.GetProperty("mayBeCheaper").GetBoolean()));
        Assert.DoesNotContain(candidates.Where(IsSimulated), c => c.GetProperty("usdPerHour").GetDouble() < best && c.GetProperty("wellFounded").GetBoolean());
        double[] costs = [.. candidates.Where(c => c.GetProperty("wellFounded").GetBoolean()).Select(c => Math.Max(best, c.GetProperty("usdPerHour").GetDouble()))];
        Assert.Equal(costs.Order(), costs);
    }

    [Fact]
    public void What_was_not_simulated_takes_over_the_gap_of_its_layout()
    {
        JsonElement[] candidates = Candidates("--top", "1000");
        Dictionary<string, JsonElement> simulated = candidates.Where(IsSimulated).ToDictionary(c => c.GetProperty("deployment").GetString()!);
        JsonElement[] others = [.. candidates.Where(c => !IsSimulated(c) && c.GetProperty("closedFormGapOf").GetString() is { } of && simulated.ContainsKey(of))];
        Assert.NotEmpty(others);
        Assert.All(others, c =>
        {
            JsonElement relative = simulated[c.GetProperty("closedFormGapOf").GetString()!];
            Assert.Equal(relative.GetProperty("accelerator").GetString(), c.GetProperty("accelerator").GetString());
            Assert.Equal(Math.Max(0, relative.GetProperty("closedFormGap").GetDouble()), c.GetProperty("closedFormGap").GetDouble(), 1e-9);
            bool isSiblingSimulated = simulated.Values.Any(s => Layout(s) == Layout(c));
            Assert.Equal(isSiblingSimulated, Layout(relative) == Layout(c));
        });
    }

    static string Layout(JsonElement candidate) => $"{candidate.GetProperty("accelerator")} {candidate.GetProperty("layout")}";

    [Fact]
    public void Without_simulation_the_closed_form_stands_alone() => Assert.All(Candidates("--no-simulate"), c =>
    {
        Assert.False(IsSimulated(c));
        Assert.Equal(c.GetProperty("closedFormTtftSeconds").GetDouble(), c.GetProperty("ttftSeconds").GetDouble());
        Assert.Equal(c.GetProperty("closedFormTpotSeconds").GetDouble(), c.GetProperty("tpotSeconds").GetDouble());
    });

    [Fact]
    public void In_full_every_listed_deployment_is_simulated() => Assert.All(Candidates("--simulate", "full", "--layouts", "tp4,tp8", "--precisions", "fp8", "--top", "1000"), c => Assert.True(IsSimulated(c)));

    [Fact]
    public void Contradictory_wishes_are_refused() => Invocation.AssertRefused(["size", "--simulate", "full", "--no-simulate"], "--no-simulate", "give one of them");
}
