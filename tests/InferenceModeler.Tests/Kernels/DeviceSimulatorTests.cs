using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Kernels;

/// <summary>Simulations on devices against those on the host.</summary>
public class DeviceSimulatorTests
{
    static readonly PlannedDeployment s_plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), NumberFormat.Fp8));

    static readonly DeviceInfo s_gpuModel = Devices.Of(DeviceKind.Cpu)[0];

    internal static SimulationQuestion Question(int requests, int seeds) => new()
    {
        Plan = s_plan,
        Workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload,
        RequestsPerSecond = 8,
        Requests = requests,
        Seeds = seeds,
        TtftSeconds = 0.5,
        TpotSeconds = 0.05,
    };

    static readonly PlannedDeployment s_tight = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(1, 1, 1, 1), NumberFormat.Fp8));

    /// <summary>A pool whose memory does not suffice. SGLang's policy needs long outputs for that, as it keeps room for some of them.</summary>
    static SimulationQuestion Crowded(AdmissionRule admission, bool caches)
    {
        Workload workload = admission == AdmissionRule.Retract ? Workload.Fixed(100, 1500) : Question(40, 2).Workload;
        return Question(40, 2) with
        {
            Plan = s_tight,
            Admission = admission,
            RequestsPerSecond = admission == AdmissionRule.Retract ? 1 : 1.5,
            Cache = caches ? new PrefixCache(1L << 28) : null,
            Workload = workload with { Sharing = caches ? new PrefixSharing(2, 300, 5, 3) : null },
            TimeoutSeconds = 120,
        };
    }

    static (SimulationAnswer Answer, IReadOnlyList<SimulatedRequest> Requests) On(ISimulator simulator, SimulationQuestion question) =>
        Simulation.RunWithRequests(question, simulator, TestContext.Current.CancellationToken);

    static SimulationAnswer AssertSame(ISimulator device, SimulationQuestion question)
    {
        (SimulationAnswer expected, IReadOnlyList<SimulatedRequest> all) = On(new HostSimulator(2), question);
        (SimulationAnswer actual, IReadOnlyList<SimulatedRequest> others) = On(device, question);
        Assert.Equal(all, others);
        Assert.Equal(expected.Itl.Histogram.Filled(), actual.Itl.Histogram.Filled());
        Assert.Equal((expected.Steps, expected.Evaluations, expected.SimulatedRequests, expected.Verdict), (actual.Steps, actual.Evaluations, actual.SimulatedRequests, actual.Verdict));
        Assert.Equal((expected.Utilisation, expected.KvOccupancy, expected.PreemptionsPerThousand), (actual.Utilisation, actual.KvOccupancy, actual.PreemptionsPerThousand));
        return actual;
    }

    [Fact]
    public void The_simulated_gpu_gives_the_host_s_bits_however_it_is_split()
    {
        using DeviceSimulator whole = new(s_gpuModel, 2), split = new(s_gpuModel, 1, mostColumns: 2, mostTurns: 50);
        SimulationQuestion question = Question(120, 3);

        AssertSame(whole, question);
        AssertSame(split, question);
        Assert.True(split.Launches > 2 * whole.Launches, $"{split.Launches} and {whole.Launches} launches");
    }

    [Theory]
    [InlineData(AdmissionRule.Recompute, false)]
    [InlineData(AdmissionRule.NoEvict, false)]
    [InlineData(AdmissionRule.Priority, false)]
    [InlineData(AdmissionRule.Retract, true)]
    [InlineData(AdmissionRule.Recompute, true)]
    [InlineData(AdmissionRule.NoEvict, true)]
    [InlineData(AdmissionRule.Priority, true)]
    public void Every_policy_gives_the_host_s_bits(AdmissionRule admission, bool caches)
    {
        using DeviceSimulator device = new(s_gpuModel, 2);
        SimulationAnswer answer = AssertSame(device, Crowded(admission, caches));
        Assert.Equal(admission != AdmissionRule.NoEvict, answer.PreemptionsPerThousand.Value > 0);
    }

    [Fact]
    public void Users_stages_and_several_replicas_give_the_host_s_bits()
    {
        using DeviceSimulator device = new(s_gpuModel, 2);
        AssertSame(device, Question(60, 2) with { Load = new ServingLoad.Closed(6) });
        AssertSame(device, Question(60, 2) with { Load = new ServingLoad.Stages([new(4, 5), new(8, 5)]), Replicas = 2, Router = Router.RoundRobin });
    }

    static readonly PlannedDeployment s_ranks = Deployments.Kinds.Single(p => p.Deployment.Layout is { Data: 8, Expert: 8 });

    /// <summary>Replicas of eight attention ranks whose steps are taken together.</summary>
    static SimulationQuestion Ranks(AdmissionRule admission, bool caches) =>
        Crowded(admission, caches) with { Plan = s_ranks, Requests = 200, Replicas = 2, RequestsPerSecond = 20, TimeoutSeconds = 20, Workload = Crowded(AdmissionRule.Recompute, caches).Workload };

    [Theory]
    [InlineData(AdmissionRule.Recompute, false)]
    [InlineData(AdmissionRule.Retract, true)]
    [InlineData(AdmissionRule.Priority, true)]
    [InlineData(AdmissionRule.NoEvict, false)]
    public void Ranks_that_step_together_give_the_host_s_bits_however_they_are_split(AdmissionRule admission, bool caches)
    {
        using DeviceSimulator whole = new(s_gpuModel, 2), split = new(s_gpuModel, 1, mostColumns: 16, mostTurns: 50);
        SimulationAnswer answer = AssertSame(whole, Ranks(admission, caches));
        AssertSame(split, Ranks(admission, caches));
        Assert.InRange(answer.Finished, answer.Requests / 2, answer.Requests);
        Assert.True(split.Launches > 2 * whole.Launches, $"{split.Launches} and {whole.Launches} launches");
    }

    [Fact]
    public void Questions_of_different_lengths_side_by_side_keep_their_answers_apart()
    {
        using DeviceSimulator device = new(s_gpuModel, 2);
        SimulationQuestion[] questions = [Question(120, 2), Question(20, 2) with { RequestsPerSecond = 2 }, Question(60, 2) with { Replicas = 3 }];
        IReadOnlyList<SimulationAnswer> expected = Simulation.Run(questions, new HostSimulator(2), null, TestContext.Current.CancellationToken);
        IReadOnlyList<SimulationAnswer> actual = Simulation.Run(questions, device, null, TestContext.Current.CancellationToken);
        Assert.Equal(expected.Select(a => (a.Steps, a.SimulatedRequests, a.Goodput)), actual.Select(a => (a.Steps, a.SimulatedRequests, a.Goodput)));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.EndToEnd.Histogram.Filled(), pair.Second.EndToEnd.Histogram.Filled()));
    }

    [Fact]
    public void Host_and_device_share_the_seeds()
    {
        using SharedSimulator both = new([new HostSimulator(1), new DeviceSimulator(s_gpuModel, 1)]);
        AssertSame(both, Question(60, 6));
    }

    [Fact]
    public void A_capacity_is_the_host_s_however_many_rates_are_tried_at_once()
    {
        using DeviceSimulator one = new(s_gpuModel, 2), many = new(s_gpuModel, 2, 1024, 1 << 20, sideBySide: 2 * 15);
        SimulationQuestion question = Question(2 * SimulatedCapacity.FewestRequests(0.9), 2);
        SimulatedCapacity Of(ISimulator simulator) => SimulatedCapacity.Of([question], 0.9, simulator, TestContext.Current.CancellationToken)[0];

        SimulatedCapacity expected = Of(new HostSimulator(2)), atOnce = Of(many);
        Assert.Equal(expected, Of(one));
        Assert.Equal(expected.RequestsPerSecond, atOnce.RequestsPerSecond);
        Assert.True(atOnce.SimulatedRequests > expected.SimulatedRequests);
        Assert.True(2 * many.Launches < one.Launches, $"{many.Launches} and {one.Launches} launches");
    }

    [Fact]
    public void A_router_that_looks_at_its_queues_stays_on_the_host()
    {
        using DeviceSimulator device = new(s_gpuModel, 1);
        InputException refused = Assert.Throws<InputException>(() => On(device, Question(60, 2) with { Replicas = 2, Router = Router.LeastKv }));
        Assert.Contains("router least-kv looks at all queues at each arrival", refused.Message);
        Assert.Contains("use --device host", refused.Message);
    }

    /// <summary>A driver may fuse a product and a sum, so that a step takes a microsecond more or less; what follows from it differs a little, what is counted does not.</summary>
    [Fact]
    public void A_device_agrees_to_a_thousandth()
    {
        using DeviceSimulator device = new(TestDevice.Device(), 2);
        foreach (SimulationQuestion question in new[] { Question(1600, 8), Crowded(AdmissionRule.Recompute, false), Crowded(AdmissionRule.Retract, true), Ranks(AdmissionRule.Recompute, false) })
        {
            (SimulationAnswer expected, IReadOnlyList<SimulatedRequest> all) = On(new HostSimulator(2), question);
            (SimulationAnswer actual, IReadOnlyList<SimulatedRequest> others) = On(device, question);
            TestContext.Current.TestOutputHelper?.WriteLine($"{device.Device}: {all.Zip(others).Count(pair => pair.First == pair.Second)} of {all.Count} requests have the same times to the microsecond");
            Assert.Equal((expected.Requests, expected.Finished, expected.Dropped), (actual.Requests, actual.Finished, actual.Dropped));
            Assert.Equal(all.Select(r => (r.Seed, r.Queue, r.ArrivalSeconds)), others.Select(r => (r.Seed, r.Queue, r.ArrivalSeconds)));
            foreach (Func<SimulatedRequest, double?> time in new Func<SimulatedRequest, double?>[] { r => r.FirstTokenSeconds - r.ArrivalSeconds, r => r.FinishedSeconds - r.ArrivalSeconds })
            {
                double mean = all.Average(time) ?? 0;
                Assert.Equal(mean, others.Average(time) ?? 0, 1e-3 * mean);
            }
        }
    }
}
