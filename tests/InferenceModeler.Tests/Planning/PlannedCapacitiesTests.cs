using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Fleets;
using InferenceModeler.Models;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Sizing;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Planning;

/// <summary>What the coefficients know of the capacity of deployments.</summary>
public class PlannedCapacitiesTests
{
    static readonly CoefficientSet s_shipped = CoefficientFiles.Shipped();

    static readonly string[] s_accelerators = ["h100-sxm", "h200-sxm", "l40s"];

    /// <summary>One model under one engine on three accelerators: measured there, on another of its family, and on none of the family.</summary>
    static readonly FleetScenario s_scenario = SmallFleet.Read(
        ("meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-32B"), ("ttft: 500ms, tpot: 50ms", "ttft: 2s, tpot: 150ms"), ("aws/eu-central-1, purchases", "aws/us-east-1, purchases"),
        ("candidates: {accelerators: [h100-sxm], engines: [vllm], layouts: [tp1, tp2]}", "candidates: {accelerators: [h100-sxm, h200-sxm, l40s], engines: [sglang], precisions: [bf16], layouts: [tp4, tp8]}"));

    static readonly BuiltFleet s_built = SmallFleet.Build(s_scenario);

    static int On(string accelerator) => Enumerable.Range(0, s_built.Replicas.Count).First(d => s_built.Replicas[d]?.Deployment.Accelerator.Id == accelerator);

    /// <summary>A plan in which one unit of each deployment serves.</summary>
    static Plan Serving(params int[] deployments) => new()
    {
        Problem = s_built.Problem,
        Orders = [],
        Standing = [],
        Assignments = [.. deployments.Select(d => new Assignment(0, 1, d, false, 1, 1))],
        Dispatch = [.. deployments.Select(d => new Dispatch(0, 0, 0, 1, d, false, 1))],
        Quarters = [],
        Binding = [],
        Objective = 0,
        Bound = 0,
        BoundBasis = "by hand",
    };

    static PlannedCapacities Of(CoefficientSet coefficients, params int[] deployments)
    {
        using HostBackend backend = new(1);
        return PlannedCapacities.Of(s_scenario, s_built, [Serving(deployments)], coefficients, backend, TestContext.Current.CancellationToken);
    }

    static double Correlation(CapacityErrors errors, int a, int b)
    {
        const int worlds = 4000;
        double[][] logs = [.. Enumerable.Range(0, worlds).Select(w => errors.Draw(1, (uint)w).Select((x, k) => Math.Log(x / errors.Kinds[k].Spread.Mid)).ToArray())];
        double Mean(Func<double[], double> of) => logs.Average(of);
        double ma = Mean(x => x[a]), mb = Mean(x => x[b]);
        return Mean(x => (x[a] - ma) * (x[b] - mb)) / Math.Sqrt(Mean(x => (x[a] - ma) * (x[a] - ma)) * Mean(x => (x[b] - mb) * (x[b] - mb)));
    }

    static double Width(PlannedCapacities capacities, string accelerator)
    {
        Spread spread = capacities.Errors.Kinds[capacities.KindOf(On(accelerator))].Spread;
        return spread.High / spread.Low;
    }

    [Fact]
    public void A_measured_deployment_is_surer_than_a_related_one_and_that_than_one_carried_over()
    {
        Assert.Equal([Nearness.Measured, Nearness.Related, Nearness.Transferred], s_accelerators.Select(a => s_shipped.NearnessOf(s_built.Replicas[On(a)]!.Deployment)));
        PlannedCapacities capacities = Of(s_shipped, On("h100-sxm"), On("h200-sxm"), On("l40s"));
        Assert.InRange(Width(capacities, "h100-sxm"), 1.1, 0.95 * Width(capacities, "h200-sxm"));
        Assert.InRange(Width(capacities, "h200-sxm"), 1.1, 0.95 * Width(capacities, "l40s"));
        // Units that train have none.
        Assert.Equal(0, capacities.KindOf(s_built.Replicas.Count));
        // Worlds know no margin: in the middle is what the closed form says.
        Assert.All(capacities.Errors.Kinds, k => Assert.Equal(1 / (1 - s_scenario.Capacity.Margin), k.Spread.Mid, 1e-12));
    }

    [Fact]
    public void Deployments_share_their_errors_the_more_the_nearer_they_are()
    {
        // The same on all eight accelerators of an instance.
        int h100 = On("h100-sxm"), other = s_built.Replicas.Count;
        Deployment wide = s_built.Replicas[h100]!.Deployment with { Layout = new Layout(8, 1, 1, 1) };
        BuiltFleet built = s_built with
        {
            Replicas = [.. s_built.Replicas, PlannedDeployment.Of(wide, s_shipped)],
            Problem = s_built.Problem with { Deployments = [.. s_built.Problem.Deployments, s_built.Problem.Deployments[h100]] },
        };
        using HostBackend backend = new(1);
        PlannedCapacities capacities = PlannedCapacities.Of(s_scenario, built, [Serving(h100, other, On("h200-sxm"), On("l40s"))], s_shipped, backend, TestContext.Current.CancellationToken);
        double With(int deployment) => Correlation(capacities.Errors, capacities.KindOf(h100), capacities.KindOf(deployment));
        Assert.InRange(With(other), 0.8, 1);
        Assert.InRange(With(On("h200-sxm")), 0.05, 0.95 * With(other));
        Assert.InRange(With(On("l40s")), -0.05, With(On("h200-sxm")));
    }

    [Fact]
    public void Without_deviations_of_coefficients_deployments_on_different_accelerators_err_apart()
    {
        CoefficientSet certain = s_shipped with { Entries = [.. s_shipped.Entries.Select(e => e with { Deviation = 0, Loadings = null })] };
        BuiltFleet built = s_built with { Replicas = [.. s_built.Replicas.Select(r => r is null ? null : PlannedDeployment.Of(r.Deployment, certain))] };
        using HostBackend backend = new(1);
        PlannedCapacities capacities = PlannedCapacities.Of(s_scenario, built, [Serving(On("h100-sxm"), On("h200-sxm"))], certain, backend, TestContext.Current.CancellationToken);
        Assert.InRange(Correlation(capacities.Errors, 0, 1), -0.05, 0.05);
    }
}
