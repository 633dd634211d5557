using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Tests.Dynamics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>The closed form against the simulation on deployments of the catalog. Shares are of the closed form's saturated rate; the rows are those of docs/simulator.md.</summary>
public class ClosedFormGapTests(ITestOutputHelper output)
{
    const int Cells = 32;

    static readonly (string Model, Layout Layout, NumberFormat Weights, string Accelerator, string Workload)[] s_pools =
    [
        ("meta-llama/Llama-3.3-70B-Instruct", new(4, 1, 1, 1), NumberFormat.Fp8, "h100-sxm", "azure-conversation-2023"),
        ("meta-llama/Llama-3.3-70B-Instruct", new(8, 1, 1, 1), NumberFormat.Bf16, "h200-sxm", "azure-code-2023"),
        ("openai/gpt-oss-120b", new(1, 1, 1, 1), NumberFormat.Fp4, "h100-sxm", "azure-conversation-2023"),
        ("meta-llama/Llama-2-7b-hf", new(1, 1, 1, 1), NumberFormat.Bf16, "a100-80-sxm", "sharegpt"),
        ("Qwen/Qwen3-235B-A22B", new(4, 1, 8, 2), NumberFormat.Fp8, "h100-sxm", "azure-conversation-2023"),
        ("Qwen/Qwen3-235B-A22B", new(2, 1, 8, 4), NumberFormat.Fp8, "h200-sxm", "azure-conversation-2023"),
        ("deepseek-ai/DeepSeek-R1", new(1, 1, 8, 8), NumberFormat.Fp8, "h200-sxm", "azure-conversation-2023"),
    ];

    public static TheoryData<int, double> Cases()
    {
        TheoryData<int, double> cases = [];
        for (int pool = 0; pool < s_pools.Length; pool++)
            foreach (double share in new[] { 0.3, 0.5, 0.7, 0.85 })
                // The closed form's saturated rate of many ranks is too high: only some of them are full at a time.
                if (share < 0.8 || s_pools[pool].Layout.Data == 1) cases.Add(pool, share);
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Ninety_fifth_percentiles_lie_near_the_simulated_ones(int pool, double share)
    {
        (string model, Layout layout, NumberFormat weights, string accelerator, string workloadName) = s_pools[pool];
        PlannedDeployment plan = Deployments.Plan(Deployments.Of(model, accelerator, layout, weights));
        // The closed form knows Poisson arrivals only.
        Workload workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load(workloadName).Workload with { Arrivals = ArrivalProcess.Poisson };
        MixReduction reduction = workload.Lengths.ToMix(Cells, plan.Deployment.Model.MaxContextTokens);
        ListMix<Precise> mix = new(reduction.Mix);
        MixMoments<Precise> moments = MixMoments<Precise>.Of(in mix);
        ReplicaStep<Precise> step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
        BatchLimits<Precise> limits = ReplicaStep<Precise>.Limits(in plan.Limits, in moments);
        double rate = share * BatchCeiling<Precise>.Of(in step, in moments, in limits).SaturatedRate.Value;
        OpenLoopPoint<Precise> closed = OpenLoop.Evaluate(in step, in moments, in mix, in limits, new Precise(rate), new Precise(0.95));
        SimulationAnswer simulated = Simulation.Run(new() { Plan = plan, Workload = workload, RequestsPerSecond = rate * layout.Data, Requests = 16_000 }, 2, TestContext.Current.CancellationToken);

        Estimate ttft = simulated.Ttft.Seconds(0.95), tpot = simulated.Tpot.Seconds(0.95);
        output.WriteLine($"| {plan.Deployment.Model.Id} {plan.Deployment.Accelerator.Id} {layout} {plan.Deployment.Precision}, {workloadName} | {share:p0} | {rate * layout.Data:f2} | {1e3 * ttft.Value:f0} ms | {closed.TtftSeconds.Value / ttft.Value - 1:+0%;-0%} | {1e3 * tpot.Value:f1} ms | {closed.TpotSeconds.Value / tpot.Value - 1:+0%;-0%} | {simulated.Verdict} |");
        Assert.NotEqual(ServingVerdict.Overloaded, simulated.Verdict);
        double tolerance = share > 0.7 ? 0.6 : 0.4;
        Assert.InRange(closed.TtftSeconds.Value / ttft.Value, 1 - tolerance, 1 + tolerance);
        Assert.InRange(closed.TpotSeconds.Value / tpot.Value, 1 - tolerance, 1 + tolerance);
        // What ranks wait for one another is in every step.
        if (layout.Data > 1) Assert.InRange(closed.MeanStepSeconds.Value / simulated.MeanStepSeconds, 0.9, 1.1);
    }

    /// <summary>Without what ranks wait for one another the closed form was above the simulation by 7 to 106%.</summary>
    [Theory]
    [InlineData("Qwen/Qwen3-235B-A22B", 4, 2, "h100-sxm", 2, 0.1)]
    [InlineData("Qwen/Qwen3-235B-A22B", 2, 4, "h200-sxm", 1, 0.05)]
    [InlineData("deepseek-ai/DeepSeek-R1", 2, 4, "h200-sxm", 2, 0.1)]
    [InlineData("deepseek-ai/DeepSeek-R1", 1, 8, "h200-sxm", 2, 0.1)]
    [InlineData("deepseek-ai/DeepSeek-R1", 1, 8, "h200-sxm", 1, 0.05)]
    public void Capacities_of_ranks_that_step_together_lie_near_the_simulated_ones(string model, int tensor, int ranks, string accelerator, double ttftSeconds, double tpotSeconds)
    {
        PlannedDeployment plan = Deployments.Plan(Deployments.Of(model, accelerator, new(tensor, 1, 8, ranks), NumberFormat.Fp8));
        Workload workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload with { Arrivals = ArrivalProcess.Poisson };
        ListMix<Precise> mix = new(workload.Lengths.ToMix(Cells, plan.Deployment.Model.MaxContextTokens).Mix);
        MixMoments<Precise> moments = MixMoments<Precise>.Of(in mix);
        ReplicaStep<Precise> step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
        BatchLimits<Precise> limits = ReplicaStep<Precise>.Limits(in plan.Limits, in moments);
        double closed = ranks * Capacity.Find(in step, in moments, in mix, in limits, new Precise(0.95), new Precise(ttftSeconds), new Precise(tpotSeconds)).RequestsPerSecond.Value;
        SimulationQuestion question = new() { Plan = plan, Workload = workload, RequestsPerSecond = closed, Requests = 8000, TtftSeconds = ttftSeconds, TpotSeconds = tpotSeconds };
        Estimate simulated = SimulatedCapacity.Of(question, 0.95, 2, TestContext.Current.CancellationToken).RequestsPerSecond;

        output.WriteLine($"| {model} {accelerator} {plan.Deployment.Layout} | {ttftSeconds} s, {1e3 * tpotSeconds} ms | {closed:f2} | {simulated.Value:f2} ({simulated.Low:f2} to {simulated.High:f2}) | {closed / simulated.Value - 1:+0%;-0%} |");
        Assert.InRange(closed / simulated.Value, 0.88, 1.08);
    }
}
