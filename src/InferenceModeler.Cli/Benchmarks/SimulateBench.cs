using System.Diagnostics;
using InferenceModeler.Cli.Simulating;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>How fast a device simulates.</summary>
/// <param name="Device">host, cpu, opencl:NAME or cuda:NAME.</param>
/// <param name="RequestsPerSecondPerCore">Requests drawn, simulated, checked and summed up, of the fastest run: on the host per second of processor time, whatever else the machine does, on another device per second and compute unit.</param>
/// <param name="StepsPerSecondPerCore">Steps of the replicas, taken one by one or at once.</param>
/// <param name="StepEvaluationsPerRequest">Evaluations of the step time per request.</param>
/// <param name="Replicas">Replicas simulated, each with its own seed.</param>
/// <param name="Requests">Requests of the run, warm-up included.</param>
/// <param name="Cores">Cores or compute units that worked.</param>
/// <param name="Deployment">What was simulated.</param>
/// <param name="Load">Its rate ÷ the closed form's saturated rate.</param>
sealed record SimulateBenchResult(
    string Device, double RequestsPerSecondPerCore, double StepsPerSecondPerCore, double StepEvaluationsPerRequest, int Replicas, long Requests, int Cores, string Deployment, double Load);

/// <summary>Measures the simulator through the call that <c>simulate</c> makes: Azure conversation lengths at 70% load, chunked prefill, paged keys and values.</summary>
static class SimulateBench
{
    public const int DefaultReplicas = 64;

    const double Load = 0.7;
    const int RequestsPerReplica = 8000, Runs = 5, DeviceRuns = 2;

    // ILGPU's CPU accelerator is a model of a GPU, a thousand times slower.
    const int ModelReplicas = 16, ModelRequestsPerReplica = 100;

    public static SimulateBenchResult Run(DeviceInfo device, int replicas, CancellationToken cancellation)
    {
        bool isModel = device.Kind == DeviceKind.Cpu;
        if (isModel) replicas = Math.Min(replicas, ModelReplicas);
        SimulationQuestion question = Question(replicas, isModel ? ModelRequestsPerReplica : RequestsPerReplica);
        using ISimulator simulator = DeviceChoice.Of(device).OpenSimulator(Environment.ProcessorCount);
        int cores = device.Kind == DeviceKind.Host ? Environment.ProcessorCount : device.ComputeUnits;
        SimulationAnswer? answer = null;
        double best = double.PositiveInfinity;
        for (int run = 0; run < (device.Kind == DeviceKind.Host ? Runs : DeviceRuns); run++)
        {
            long started = Stopwatch.GetTimestamp();
            TimeSpan used = Environment.CpuUsage.TotalTime;
            answer = Simulation.Run([question], simulator, null, cancellation)[0];
            used = Environment.CpuUsage.TotalTime - used;
            best = Math.Min(best, device.Kind == DeviceKind.Host ? used.TotalSeconds : cores * Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        double perCore = 1 / best;
        return new(device.ToString(), answer!.SimulatedRequests * perCore, answer.Steps * perCore, (double)answer.Evaluations / answer.SimulatedRequests, replicas, answer.SimulatedRequests, cores,
            question.Plan.Deployment.ToString(), Load);
    }

    static SimulationQuestion Question(int replicas, int requestsPerReplica)
    {
        NamedDeployment named = NamedDeployment.Of(new("Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), null, null, new(), "azure-conversation-2023", null));
        RequestMix mix = named.Workload.Lengths.ToMix(MixRow.MostCells, named.Plan.Deployment.Model.MaxContextTokens).Mix;
        using HostBackend backend = new(1);
        double saturated = Capacities.Of(backend, [named.Plan], mix, new ServiceLimits { Percentile = 0.95 })[0].SaturatedRequestsPerSecond;
        return new()
        {
            Plan = named.Plan,
            Workload = named.Workload,
            RequestsPerSecond = Load * saturated,
            Requests = replicas * requestsPerReplica,
            Seeds = replicas,
            TtftSeconds = 0.5,
            TpotSeconds = 0.05,
        };
    }
}
