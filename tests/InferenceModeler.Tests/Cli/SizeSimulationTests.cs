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
    public void The_best_are_simulated_come_first_and_are_sized_by_the_lower_end()
    {
        JsonElement[] candidates = Candidates("--top", "12");
        JsonElement[] simulated = [.. candidates.TakeWhile(IsSimulated)];
        Assert.InRange(simulated.Length, 1, 5);
        Assert.DoesNotContain(candidates.Skip(simulated.Length), IsSimulated);
        Assert.All(simulated, c =>
        {
            JsonElement rate = c.GetProperty("simulatedRequestsPerSecond");
            Assert.Equal(rate.GetProperty("low").GetDouble(), c.GetProperty("requestsPerSecondPerReplica").GetDouble());
            Assert.Equal(c.GetProperty("closedFormRequestsPerSecond").GetDouble() / rate.GetProperty("value").GetDouble() - 1, c.GetProperty("closedFormGap").GetDouble(), 1e-9);
            // What keeps both limits at once keeps each; the closed form stands at its own, higher rate.
            Assert.InRange(c.GetProperty("ttftSeconds").GetDouble(), 1e-3, 0.505);
            Assert.InRange(c.GetProperty("tpotSeconds").GetDouble(), 1e-3, 0.0505);
            Assert.NotEqual(c.GetProperty("closedFormTtftSeconds").GetDouble(), c.GetProperty("ttftSeconds").GetDouble());
            Assert.NotEqual(c.GetProperty("closedFormTpotSeconds").GetDouble(), c.GetProperty("tpotSeconds").GetDouble());
            Assert.Equal((int)Math.Ceiling(20 / rate.GetProperty("low").GetDouble()), c.GetProperty("replicasNeeded").GetInt32());
        });
    }

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
