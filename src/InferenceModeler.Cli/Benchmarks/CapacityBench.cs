using System.Diagnostics;
using InferenceModeler.Cli.Simulating;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Kernels;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>How long a device searches the capacities of many deployments.</summary>
/// <param name="Device">host, cpu, opencl:NAME or cuda:NAME.</param>
/// <param name="Seconds">Of the whole search.</param>
/// <param name="Deployments">Searched, with the seeds of each and the counted requests of a seed at a rate.</param>
/// <param name="Seeds">Of each deployment.</param>
/// <param name="RequestsPerRun">Counted, of a seed at a rate.</param>
/// <param name="SimulatedRequests">In all, those that warm up and keep the load on included.</param>
/// <param name="Found">Deployments that keep the limits at some rate.</param>
sealed record CapacityBenchResult(string Device, double Seconds, int Deployments, int Seeds, int RequestsPerRun, long SimulatedRequests, int Found);

/// <summary>Measures the search that <c>capacity</c> and <c>size</c> make, over many deployments at once: accelerators × layouts × tokens of a step.</summary>
static class CapacityBench
{
    public const int Deployments = 40, Seeds = 16, RequestsPerRun = 2000;

    const double Percentile = 0.95, TtftSeconds = 0.5, TpotSeconds = 0.05;

    static readonly string[] s_accelerators = ["h100-sxm", "h200-sxm", "b200", "a100-80-sxm", "h100-nvl"];

    static readonly Layout[] s_layouts = [new(4, 1, 1, 1), new(8, 1, 1, 1)];

    static readonly int[] s_chunks = [1024, 2048, 4096, 8192];

    public static CapacityBenchResult Run(DeviceInfo device, int deployments, CancellationToken cancellation)
    {
        NamedDeployment named = NamedDeployment.Of(new("Llama-3.3-70B-Instruct", s_accelerators[0], s_layouts[0], null, null, new(), "azure-conversation-2023", null));
        Catalog catalog = CatalogFiles.Load(null);
        CoefficientSet coefficients = CoefficientFiles.LoadOrShipped(null);
        Deployment first = named.Plan.Deployment;
        PlannedDeployment[] plans =
        [
            .. s_accelerators.SelectMany(a => s_layouts.SelectMany(l => s_chunks.Select(c =>
                PlannedDeployment.Of(first with { Accelerator = catalog.FindAccelerator(a).Accelerator, Layout = l, Engine = first.Engine with { MaxBatchedTokens = c } }, coefficients)))).Take(deployments),
        ];
        RequestMix mix = named.Workload.Lengths.ToMix(MixRow.MostCells, first.Model.MaxContextTokens).Mix;
        using HostBackend backend = new(1);
        IReadOnlyList<ReplicaCapacity> closed = Capacities.Of(backend, plans, mix, new ServiceLimits { TtftSeconds = TtftSeconds, TpotSeconds = TpotSeconds, Percentile = Percentile }, cancellation);
        SimulationQuestion[] questions =
        [
            .. plans.Select((plan, i) => new SimulationQuestion
            {
                Plan = plan,
                Workload = named.Workload,
                RequestsPerSecond = Math.Max(closed[i].RequestsPerSecond, 1),
                Requests = Seeds * RequestsPerRun,
                Seeds = Seeds,
                TtftSeconds = TtftSeconds,
                TpotSeconds = TpotSeconds,
            }),
        ];
        using ISimulator simulator = DeviceChoice.Of(device).OpenSimulator(Environment.ProcessorCount);
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<SimulatedCapacity> capacities = SimulatedCapacity.Of(questions, Percentile, simulator, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new(device.ToString(), seconds, plans.Length, Seeds, RequestsPerRun, capacities.Sum(c => c.SimulatedRequests), capacities.Count(c => c.RequestsPerSecond.Value > 0));
    }
}
