using InferenceModeler.Cost;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

/// <summary>The closed form, fed with the few cells that sizing uses, against the event loop on the whole distribution, on real deployments.</summary>
public class DeploymentAgreementTests(ITestOutputHelper output)
{
    const double Percentile = 0.95;

    // As for the plain settings.
    const double Tolerance = 0.15;

    static readonly LengthDistribution s_lengths = WorkloadLibrary.Load("azure-conversation-2023", null).Workload.Lengths;

    [Theory]
    [InlineData("mi300x", 1, NumberFormat.Fp8, "sglang", 0.5)]
    [InlineData("mi300x", 1, NumberFormat.Fp8, "sglang", 0.7)]
    [InlineData("h100-sxm", 4, NumberFormat.Fp8, "vllm", 0.5)]
    [InlineData("h100-sxm", 4, NumberFormat.Fp8, "vllm", 0.7)]
    [InlineData("b200-sxm", 1, NumberFormat.Fp8, "tensorrt-llm", 0.5)]
    [InlineData("b200-sxm", 1, NumberFormat.Fp8, "tensorrt-llm", 0.7)]
    public void P95_of_a_deployment_is_near_the_event_loop(string accelerator, int tensor, NumberFormat weights, string engine, double share)
    {
        PlannedDeployment plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", accelerator, new(tensor, 1, 1, 1), weights, engine));
        ListMix<Precise> cells = new(s_lengths.ToMix(MixRow.MostCells).Mix);
        MixMoments<Precise> moments = MixMoments<Precise>.Of(in cells);
        ReplicaStep<Precise> step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
        BatchLimits<Precise> batch = ReplicaStep<Precise>.Limits(in plan.Limits, in moments);
        double rate = share * BatchCeiling<Precise>.Of(in step, in moments, in batch).SaturatedRate.Value;
        OpenLoopPoint<Precise> point = OpenLoop.Evaluate(in step, in moments, in cells, in batch, new(rate), new(Percentile));

        ReplicaLimits limits = new((int)batch.BatchedTokens.Value, (int)batch.Sequences.Value, (int)batch.KvTokens.Value);
        double Seconds(double decodes, double context, double prefill, double position) =>
            ReplicaStep<Precise>.Seconds(in step, new(decodes), new(context), new(prefill), new(position)).Value;
        ReplicaRun run = new ReplicaEventLoop(limits, Seconds).Run(new(s_lengths.Table), rate, 12_000, 1);
        double late = ReplicaStep<Precise>.FirstTokenSeconds(in step, point.MeanStepSeconds, moments.Prompt).Value;
        double ttft = ReplicaRun.Percentile(run.TtftSeconds, Percentile) + late, tpot = ReplicaRun.Percentile(run.TpotSeconds, Percentile);
        output.WriteLine($"{plan.Deployment} at {rate:0.00} requests/s: TTFT p95 {point.TtftSeconds.Value * 1e3:0} ms, event loop {ttft * 1e3:0} ms; "
            + $"TPOT p95 {point.TpotSeconds.Value * 1e3:0.0} ms, event loop {tpot * 1e3:0.0} ms");
        Assert.InRange(point.TtftSeconds.Value, ttft * (1 - Tolerance), ttft * (1 + Tolerance));
        Assert.InRange(point.TpotSeconds.Value, tpot * (1 - Tolerance), tpot * (1 + Tolerance));
    }

    [Theory]
    [InlineData("mi300x", 1, NumberFormat.Fp8, "sglang")]
    [InlineData("h100-sxm", 4, NumberFormat.Fp8, "vllm")]
    [InlineData("b200-sxm", 1, NumberFormat.Fp8, "tensorrt-llm")]
    public void At_its_capacity_a_deployment_keeps_its_limits_in_the_event_loop_too(string accelerator, int tensor, NumberFormat weights, string engine)
    {
        const double TtftLimit = 0.5, TpotLimit = 0.05;
        PlannedDeployment plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", accelerator, new(tensor, 1, 1, 1), weights, engine));
        ListMix<Precise> cells = new(s_lengths.ToMix(MixRow.MostCells).Mix);
        MixMoments<Precise> moments = MixMoments<Precise>.Of(in cells);
        ReplicaStep<Precise> step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
        BatchLimits<Precise> batch = ReplicaStep<Precise>.Limits(in plan.Limits, in moments);
        CapacityPoint<Precise> capacity = Capacity.Find(in step, in moments, in cells, in batch, new(Percentile), new(TtftLimit), new(TpotLimit));
        double rate = capacity.RequestsPerSecond.Value;
        OpenLoopPoint<Precise> point = OpenLoop.Evaluate(in step, in moments, in cells, in batch, new(rate), new(Percentile));
        ReplicaLimits limits = new((int)batch.BatchedTokens.Value, (int)batch.Sequences.Value, (int)batch.KvTokens.Value);
        double Seconds(double decodes, double context, double prefill, double position) =>
            ReplicaStep<Precise>.Seconds(in step, new(decodes), new(context), new(prefill), new(position)).Value;
        ReplicaRun run = new ReplicaEventLoop(limits, Seconds).Run(new(s_lengths.Table), rate, 12_000, 1);
        double late = ReplicaStep<Precise>.FirstTokenSeconds(in step, point.MeanStepSeconds, moments.Prompt).Value;
        double ttft = ReplicaRun.Percentile(run.TtftSeconds, Percentile) + late, tpot = ReplicaRun.Percentile(run.TpotSeconds, Percentile);
        output.WriteLine($"{plan.Deployment} capacity {rate:0.00} requests/s of {capacity.SaturatedRate.Value:0.00}, bound {(CapacityBound)(int)capacity.Bound.Value}: TTFT p95 {point.TtftSeconds.Value * 1e3:0} ms, event loop {ttft * 1e3:0} ms; "
            + $"TPOT p95 {point.TpotSeconds.Value * 1e3:0.0} ms, event loop {tpot * 1e3:0.0} ms");
        Assert.InRange(ttft, 0, TtftLimit * (1 + Tolerance));
        Assert.InRange(tpot, 0, TpotLimit * (1 + Tolerance));
    }
}
