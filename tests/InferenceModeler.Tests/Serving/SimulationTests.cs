using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

public class SimulationTests
{
    static readonly PlannedDeployment s_plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), NumberFormat.Fp8));

    static SimulationAnswer Run(SimulationQuestion question, int threads = 2) => Simulation.Run(question, threads, TestContext.Current.CancellationToken);

    static Estimate Capacity(SimulationQuestion question) => SimulatedCapacity.Of(question, 0.9, 2, TestContext.Current.CancellationToken).RequestsPerSecond;

    static SimulationQuestion Question(double rate) => new()
    {
        Plan = s_plan,
        Workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload,
        RequestsPerSecond = rate,
        Requests = 1600,
        TtftSeconds = 0.5,
        TpotSeconds = 0.05,
    };

    [Fact]
    public void Nobody_is_lost_and_the_answer_does_not_depend_on_the_threads()
    {
        SimulationAnswer one = Run(Question(8), 1), many = Run(Question(8), 5);

        Assert.Equal(one.Requests, one.Finished + one.Running + one.Waiting + one.Dropped);
        Assert.Equal(one.SloAttainment, many.SloAttainment);
        Assert.Equal(one.Ttft.At, many.Ttft.At);
        Assert.Equal(one.Tpot.At, many.Tpot.At);
        Assert.Equal(one.Goodput, many.Goodput);
        Assert.Equal(one.Steps, many.Steps);
        Assert.Equal(ServingVerdict.Stable, one.Verdict);
    }

    [Fact]
    public void Looser_limits_never_lower_the_attainment()
    {
        double before = 0;
        foreach (double factor in new[] { 0.25, 0.5, 1, 2, 4 })
        {
            double attained = Run(Question(10) with { TtftSeconds = 0.2 * factor, TpotSeconds = 0.02 * factor }).SloAttainment.Value;
            Assert.InRange(attained, before, 1);
            before = attained;
        }
        Assert.True(before > 0.5);
    }

    [Theory, InlineData(24), InlineData(400)]
    public void Fifteen_times_the_capacity_is_an_overload_whatever_the_number_of_requests(int requests)
    {
        double capacity = Capacity(Question(10)).Value;
        SimulationAnswer answer = Run(Question(15 * capacity) with { Requests = requests });

        Assert.Equal(ServingVerdict.Overloaded, answer.Verdict);
        Assert.InRange(answer.SloAttainment.Value, 0, 0.01);
        Assert.Equal(requests, answer.Finished + answer.Running + answer.Waiting + answer.Dropped);
    }

    [Fact]
    public void The_capacity_keeps_the_limits_and_half_as_much_again_does_not()
    {
        Estimate capacity = Capacity(Question(3));

        Assert.True(capacity.Low > 0 && capacity.Low <= capacity.Value && capacity.Value <= capacity.High);
        Assert.True(Run(Question(0.9 * capacity.Low)).SloAttainment.Value >= 0.9);
        Assert.True(Run(Question(1.5 * capacity.High)).SloAttainment.Value < 0.9);
    }

    [Fact]
    public void What_exceeds_the_context_is_dropped_and_counted_and_the_run_goes_on()
    {
        int context = s_plan.Deployment.Model.MaxContextTokens;
        EmpiricalLengths lengths = new([new(new(500, 100), 0.75), new(new(context, 100), 0.25)]);
        SimulationAnswer answer = Run(Question(5) with { Workload = Question(5).Workload with { Lengths = lengths } });

        Assert.InRange(answer.Dropped, 0.2 * answer.Requests, 0.3 * answer.Requests);
        Assert.Equal(answer.Requests, answer.Finished + answer.Dropped);
        Assert.True(answer.SloAttainment.Value < 0.8);
        Assert.True(double.IsFinite(answer.Ttft.Seconds(0.999).Value));
    }

    [Fact]
    public void What_exceeds_all_memory_is_dropped()
    {
        PlannedDeployment small = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(1, 1, 1, 1), NumberFormat.Fp8));
        int tokens = (int)small.Budget.KvTokens;
        SimulationAnswer answer = Run(Question(0.1) with { Plan = small, Workload = Workload.Fixed(tokens + 100, 10), Requests = 16 });

        Assert.Equal((16, 0), (answer.Dropped, answer.Finished));
        Assert.Equal(0, answer.SloAttainment.Value);
    }

    [Fact]
    public void Joining_the_shortest_queue_shortens_the_tail()
    {
        SimulationQuestion question = Question(48) with { Replicas = 4, Requests = 4000 };
        double random = Run(question).Ttft.Seconds(0.99).Value;

        Assert.True(Run(question with { Router = Router.JoinShortestQueue }).Ttft.Seconds(0.99).Value < random);
    }

    [Theory, InlineData(0, 8), InlineData(4, 8), InlineData(100, 1)]
    public void Senseless_questions_are_refused(int requests, int seeds) =>
        Assert.Throws<InputException>(() => Run(Question(1) with { Requests = requests, Seeds = seeds }));

    [Fact]
    public void The_clock_is_the_full_equation_to_a_thousandth()
    {
        Random random = new(5);
        foreach (PlannedDeployment plan in Deployments.Kinds)
        {
            DeploymentClock clock = DeploymentClock.Of(plan);
            ReplicaStep<Precise> step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
            for (int i = 0; i < 300; i++)
            {
                int decodes = random.Next(0, 257), prefill = random.Next(0, 3) == 0 || decodes == 0 ? random.Next(1, 8193) : 0;
                long context = decodes * (long)random.Next(1, 30_000), doubled = prefill * (long)random.Next(1, 20_000);
                double full = ReplicaStep<Precise>.Seconds(in step, new(decodes), new(decodes > 0 ? context / (double)decodes : 0), new(prefill), new(prefill > 0 ? doubled / 2.0 / prefill : 0)).Value;
                Assert.Equal(full, 1e-6 * DeploymentClock.Microseconds(in clock, decodes, context, prefill, doubled), 1e-3 * full);
            }
        }
    }
}
