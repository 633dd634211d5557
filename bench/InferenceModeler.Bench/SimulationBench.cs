using BenchmarkDotNet.Attributes;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Bench;

/// <summary>How long does one simulated request take on one core? Requests per second and core = 1 / mean; the replica alone must stay below a microsecond at 70% load.</summary>
[Config(typeof(InThisProcess))]
public class SimulationBench
{
    /// <summary>Enough that an empty start does not count.</summary>
    const int Requests = 200_000;

    /// <summary>Where the queue of this replica begins to grow: Llama 3.3 70B on four H100.</summary>
    const double SaturatedRequestsPerSecond = 12.7;

    PlannedDeployment _plan = null!;
    Workload _workload = null!;
    DeploymentClock _clock;
    ServingRules _rules;
    ServingRequest[] _requests = [], _scratch = [];

    [Params(0.3, 0.7)]
    public double Load { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        Catalog catalog = CatalogFiles.Load();
        AcceleratorSpec accelerator = catalog.FindAccelerator("h100-sxm").Accelerator;
        ServingEngine engine = catalog.FindEngine("vllm").On(accelerator);
        _plan = PlannedDeployment.Of(new(catalog.FindModel("Llama-3.3-70B-Instruct").Architecture, accelerator, new(4, 1, 1, 1), new(NumberFormat.Fp8, NumberFormat.Fp8), engine), CoefficientFiles.Shipped());
        _workload = WorkloadLibrary.Load("azure-conversation-2023").Workload;
        _clock = DeploymentClock.Of(_plan);
        _rules = new()
        {
            MaxBatchedTokens = engine.MaxBatchedTokens,
            MaxSequences = engine.MaxSequences,
            KvBlocks = (int)_plan.Budget.KvTokens / engine.KvBlockTokens,
            BlockTokens = engine.KvBlockTokens,
            LeastLeapSteps = 3,
        };
        _requests = [.. RequestSampler.PeakHour(_workload, Load * SaturatedRequestsPerSecond, 1, 0).Take(Requests)
            .Select(r => ServingRequest.Of((long)Math.Ceiling(r.ArrivalSeconds * 1e6), r.Shape.PromptTokens, r.Shape.OutputTokens, r.Shape.CachedPromptTokens))];
        _scratch = new ServingRequest[Requests];
    }

    /// <summary>The state machine on requests drawn before.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Requests)]
    public long Leaping() => Run(_rules);

    [Benchmark(OperationsPerInvoke = Requests)]
    public long EveryStep() => Run(_rules with { LeastLeapSteps = 0 });

    /// <summary>Drawing, simulating, checking and summing up, on one thread.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public double Everything() => Simulation.Run(
        new() { Plan = _plan, Workload = _workload, RequestsPerSecond = Load * SaturatedRequestsPerSecond, Requests = Requests / 5 * 4, TtftSeconds = 0.5, TpotSeconds = 0.05 }, 1).SloAttainment.Value;

    long Run(ServingRules rules)
    {
        _requests.CopyTo(_scratch, 0);
        ServingState state = new() { FreeBlocks = rules.KvBlocks };
        HostServingMemory memory = new(new int[rules.StateWords], _scratch, new LogHistogram(), [], []);
        ServingReplica.Run<DeploymentClock, RecomputeAdmission, HostServingMemory>(ref memory, ref state, in _clock, in rules, Requests, long.MaxValue);
        return state.Evaluations;
    }
}
