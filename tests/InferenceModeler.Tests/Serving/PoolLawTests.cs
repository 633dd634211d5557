using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>What holds for pools of every policy, router and load.</summary>
public class PoolLawTests
{
    static readonly PlannedDeployment s_plan = Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), NumberFormat.Fp8));

    static readonly Workload s_workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-conversation-2023").Workload;

    static SimulationAnswer Run(SimulationQuestion question) => Simulation.Run(question, 2, TestContext.Current.CancellationToken);

    static SimulationQuestion Question(double rate) => new()
    {
        Plan = s_plan,
        Workload = s_workload,
        RequestsPerSecond = rate,
        Requests = 1600,
        Seeds = 4,
        TtftSeconds = 0.5,
        TpotSeconds = 0.05,
    };

    /// <summary>The same with hardly more memory than the longest request takes.</summary>
    static PlannedDeployment Tight(PlannedDeployment plan)
    {
        for (double share = 0.02; ; share += 0.01)
        {
            InferenceModeler.Sizing.Deployment tight = plan.Deployment with { Engine = plan.Deployment.Engine with { MemoryFraction = share } };
            if (share >= plan.Deployment.Engine.MemoryFraction) return plan;
            if (MemoryBudget.Of(tight) is { Fits: true, KvTokens: > 8000 }) return Deployments.Plan(tight);
        }
    }

    static ServingLoad RandomLoad(Random random, Workload workload, double rate) => random.Next(5) switch
    {
        0 => new ServingLoad.Closed(random.Next(16, 60)),
        1 => new ServingLoad.Stages([new(rate, 20 / rate), new(2 * rate, 20 / rate)]),
        2 => new ServingLoad.Replay([.. RequestSampler.PeakHour(workload, rate, (uint)random.Next(), 0).Take(60)], 1 + random.Next(2)),
        _ => new ServingLoad.Open(),
    };

    [Fact]
    public void Random_workloads_of_every_model_kind_policy_and_load_give_numbers()
    {
        Random random = new(11);
        foreach (PlannedDeployment plan in Deployments.Kinds.SelectMany(p => new[] { p, Tight(p) }))
            foreach (AdmissionRule admission in Enum.GetValues<AdmissionRule>())
                for (int cache = 0; cache < 3; cache++)
                {
                    EmpiricalLengths lengths = new([.. Enumerable.Range(0, 5).Select(_ => new WeightedShape(new(random.Next(1, 6000), random.Next(1, 400)), 0.05 + random.NextDouble()))]);
                    Workload workload = s_workload with { Lengths = lengths, Sharing = random.Next(2) == 0 ? null : new(3, 200, 10, 4) };
                    double rate = Math.Exp(6 * random.NextDouble() - 2);
                    ServingLoad load = RandomLoad(random, workload, rate);
                    RequestClass[] classes = load is ServingLoad.Replay || random.Next(2) == 0 ? []
                        : [new("one", workload, 0.7, random.Next(8), 1, null), new("other", workload with { Lengths = new EmpiricalLengths([new(new(random.Next(1, 6000), random.Next(1, 400)), 1)]) }, 0.3, random.Next(8), null, 0.1)];
                    SimulationAnswer answer = Run(new()
                    {
                        Plan = plan,
                        Workload = workload,
                        Load = load,
                        Classes = classes,
                        RequestsPerSecond = rate,
                        Requests = 60,
                        Seeds = load is ServingLoad.Replay ? 1 : 2,
                        Seed = (uint)random.Next(),
                        Admission = admission,
                        Replicas = random.Next(1, 3),
                        Router = (Router)random.Next(6),
                        SignalAgeSeconds = random.Next(2),
                        TimeoutSeconds = random.Next(3) == 0 ? 5 : null,
                        MaxWaiting = load is not ServingLoad.Closed && random.Next(3) == 0 ? 20 : null,
                        LongPrefillTokens = random.Next(2) * 500,
                        Cache = cache switch { 0 => null, 1 => new(), _ => new(4e9, 8e9) },
                        TtftSeconds = 1,
                        TpotSeconds = 0.1,
                    });
                    string name = $"{plan.Deployment} {plan.Budget.KvTokens} {admission} {cache} {load} {classes.Length}";

                    Assert.True(answer.Requests == answer.Finished + answer.Running + answer.Waiting + answer.Dropped, name);
                    foreach (Estimate figure in new[] { answer.SloAttainment, answer.Goodput, answer.Utilisation, answer.KvOccupancy, answer.DecodeSequences, answer.PreemptionsPerThousand, answer.WaitingAtEnd })
                        Assert.True(double.IsFinite(figure.Value) && (load is ServingLoad.Replay || (figure.Low >= 0 && double.IsFinite(figure.High))), $"{name}: {figure}");
                    foreach (Estimate figure in new[] { answer.PowerWatts, answer.FinishedPerBusySecond, answer.WaitingGrowth })
                        Assert.True(double.IsFinite(figure.Value), $"{name}: {figure}");
                    // What is not finished is longer than all else: unbounded, never undefined.
                    foreach (LatencyFigures latency in new[] { answer.Ttft, answer.EndToEnd, answer.QueueWait })
                        if (answer.Requests > answer.Dropped)
                            Assert.All(latency.At, a => Assert.False(double.IsNaN(a.Seconds.Value), $"{name}: {a}"));
                    LatencyFigures[] finite = answer.Finished == answer.Requests ? [answer.Ttft, answer.Tpot, answer.EndToEnd, answer.QueueWait, answer.Itl] : [answer.Itl];
                    foreach (LatencyFigures latency in finite.Where(f => f.Histogram.Count > 0))
                        Assert.All(latency.At, a => Assert.True(double.IsFinite(a.Seconds.Value) && a.Seconds.Value >= 0 && a.Seconds.Value < 1e5 && !(a.Seconds.Low > a.Seconds.High), $"{name}: {a}"));
                    if (answer.Finished == answer.Requests && lengths.Table.All(c => c.Shape.OutputTokens > 1)) Assert.True(answer.Tpot.Histogram.Count > 0, name);
                    foreach (GroupAnswer group in answer.Groups)
                        Assert.True(group.Requests == 0 || (double.IsFinite(group.SloAttainment.Value) && double.IsFinite(group.Goodput.Value)), $"{name}: {group}");
                }
    }

    [Theory, InlineData(AdmissionRule.Recompute), InlineData(AdmissionRule.NoEvict), InlineData(AdmissionRule.Priority), InlineData(AdmissionRule.Retract)]
    public void Fifteen_times_the_capacity_is_an_overload_under_every_policy(AdmissionRule admission)
    {
        SimulationQuestion question = Question(10) with { Admission = admission, Seeds = 8 };
        double capacity = SimulatedCapacity.Of(question, 0.9, 2, TestContext.Current.CancellationToken).RequestsPerSecond.Value;
        foreach (int requests in new[] { 8, 24, 400 })
        {
            SimulationQuestion open = question with { RequestsPerSecond = 15 * capacity, Requests = requests };
            SimulationAnswer answer = Run(open);
            Assert.Equal(ServingVerdict.Overloaded, answer.Verdict);
            Assert.InRange(answer.SloAttainment.Value, 0, 0.02);
            // Nor where the queue cannot grow.
            Assert.Equal(ServingVerdict.Overloaded, Run(open with { MaxWaiting = 10 }).Verdict);
            Assert.Equal(ServingVerdict.Overloaded, Run(open with { TimeoutSeconds = 0.5 }).Verdict);
        }
    }

    [Fact]
    public void More_replicas_are_never_worse()
    {
        foreach (Router router in Enum.GetValues<Router>())
        {
            double before = double.PositiveInfinity;
            foreach (int replicas in new[] { 2, 3, 5 })
            {
                SimulationAnswer answer = Run(Question(20) with { Replicas = replicas, Router = router });
                double late = answer.Ttft.Seconds(0.95).Value + answer.Tpot.Seconds(0.95).Value;
                Assert.True(late < before, $"{router}, {replicas} replicas: {late} s after {before} s");
                before = late;
            }
        }
    }

    [Fact]
    public void A_looser_limit_never_lowers_the_capacity()
    {
        double before = 0;
        foreach (double factor in new[] { 1.0, 1.5, 3 })
        {
            double capacity = SimulatedCapacity.Of(Question(8) with { TtftSeconds = 0.4 * factor, TpotSeconds = 0.03 * factor }, 0.9, 2, TestContext.Current.CancellationToken).RequestsPerSecond.Value;
            Assert.True(capacity >= before);
            before = capacity;
        }
    }

    [Theory, InlineData(Router.PowerOfTwo), InlineData(Router.RoundRobin)]
    public void Knowing_the_queues_or_taking_turns_shortens_the_tail(Router router)
    {
        SimulationQuestion question = Question(46) with { Replicas = 4, Requests = 16_000 };
        Assert.True(Run(question with { Router = router }).Ttft.Seconds(0.95).Value < Run(question).Ttft.Seconds(0.95).Value);
    }

    [Fact]
    public void Old_signals_lengthen_the_tail()
    {
        SimulationQuestion question = Question(46) with { Replicas = 4, Requests = 4000, Router = Router.JoinShortestQueue };
        Assert.True(Run(question with { SignalAgeSeconds = 5 }).Ttft.Seconds(0.99).Value > Run(question).Ttft.Seconds(0.99).Value);
    }

    [Fact]
    public void Sessions_find_more_where_they_were_before()
    {
        SimulationQuestion question = Question(20) with { Replicas = 4, Cache = new(), Workload = s_workload with { Sharing = new(8, 400, 60, 6) } };
        double Rate(Router router) => Run(question with { Router = router }).DeviceHitRate!.Value.Value;

        Assert.InRange(Rate(Router.PrefixAffinity), Rate(Router.Random) + 0.05, 1);
    }

    [Fact]
    public void Stages_count_all_their_arrivals_and_the_busier_one_is_slower()
    {
        SimulationAnswer answer = Run(Question(1) with { Load = new ServingLoad.Stages([new(4, 60), new(10, 60)]) });

        Assert.InRange(answer.Groups[0].Requests, 4 * 240 * 0.85, 4 * 240 * 1.15);
        Assert.InRange(answer.Groups[1].Requests, 4 * 600 * 0.85, 4 * 600 * 1.15);
        Assert.Equal(answer.Requests, answer.Groups.Sum(g => g.Requests));
        Assert.True(answer.Groups[1].Tpot.Seconds(0.5).Value > answer.Groups[0].Tpot.Seconds(0.5).Value);
    }

    [Fact]
    public void Stages_are_measured_over_as_long_as_they_last_though_a_seed_may_see_no_arrival()
    {
        SimulationQuestion bursty = Question(5) with { Load = new ServingLoad.Stages([new(5, 60)]), Workload = InferenceModeler.Data.Workloads.WorkloadLibrary.Load("azure-code-2023").Workload, Seed = 2 };
        foreach (SimulationAnswer answer in new[] { Run(bursty), Run(bursty with { Load = new ServingLoad.Stages([new(0.05, 20), new(0.1, 10)]), Seeds = 8 }) })
        {
            ServingLoad.Stages stages = (ServingLoad.Stages)answer.Question.Load;
            double seconds = answer.Question.Seeds * stages.Seconds;
            Assert.Equal(answer.Requests / seconds, answer.ArrivedPerSecond, 1e-9);
            Assert.Equal(answer.SloAttainment.Value * answer.Requests / seconds, answer.Goodput.Value, 1e-9);
            Assert.Equal(answer.Goodput.Value * stages.Seconds, answer.Groups.Zip(stages.Rates).Sum(s => s.First.Goodput.Value * s.Second.Seconds), 1e-6);
            Assert.NotEqual(ServingVerdict.Overloaded, answer.Verdict);
        }
        Assert.Throws<InputException>(() => Run(bursty with { Load = new ServingLoad.Stages([new(1e-4, 1)]) }));
    }

    [Fact]
    public void Gaps_between_tokens_are_those_of_the_counted_span()
    {
        SimulationQuestion question = Question(8) with { Workload = Workload.Fixed(500, 101), Requests = 4000 };
        Assert.InRange(Run(question).Itl.Histogram.Count, 100 * 4000 * 0.98, 100 * 4000 * 1.02);

        TimedRequest[] trace = [.. RequestSampler.PeakHour(question.Workload, 2, 1, 0).Take(200)];
        Assert.Equal(100 * 200, Run(question with { Load = new ServingLoad.Replay(trace, 1), Requests = 200, Seeds = 1 }).Itl.Histogram.Count);
    }

    [Fact]
    public void Requests_tell_what_the_simulated_cache_held()
    {
        Workload sessions = s_workload with { Sharing = new(8, 400, 60, 6) };
        TimedRequest[] trace = [.. RequestSampler.PeakHour(sessions, 2, 1, 0).Take(2000)];
        (SimulationAnswer answer, IReadOnlyList<SimulatedRequest> requests) = Simulation.RunWithRequests(
            Question(2) with { Workload = sessions, Cache = new(), Load = new ServingLoad.Replay(trace, 1), Requests = 2000, Seeds = 1 }, 1, TestContext.Current.CancellationToken);
        // All but the last few are admitted while the requests arrive.
        Assert.Equal(answer.DeviceHitRate!.Value.Value, requests.Sum(r => (double)r.CachedPromptTokens) / requests.Sum(r => (double)r.PromptTokens), 0.01);
        Assert.True(answer.DeviceHitRate.Value.Value > 0.1);
    }

    [Fact]
    public void Requests_know_their_stage_with_classes_and_without()
    {
        RequestClass[] classes = [new("one", s_workload, 0.5, 0, 1, null), new("other", s_workload, 0.5, 0, 1, null)];
        SimulationQuestion staged = Question(1) with { Load = new ServingLoad.Stages([new(4, 20), new(8, 30)]) };
        foreach (SimulationQuestion question in new[] { staged, staged with { Classes = classes } })
        {
            IReadOnlyList<SimulatedRequest> requests = Simulation.RunWithRequests(question, 2, TestContext.Current.CancellationToken).Requests;
            double begin = requests.Where(r => r.Stage == 1).Min(r => r.ArrivalSeconds);
            Assert.All(requests, r => Assert.Equal(r.ArrivalSeconds >= begin ? 1 : 0, r.Stage));
            Assert.Equal(question.Classes.Count > 0, requests.Any(r => r.Class == 1));
        }
    }

    [Fact]
    public void A_capacity_is_one_that_every_class_keeps()
    {
        RequestClass most = new("most", s_workload, 0.9, 0, 2, null), few = new("few", s_workload, 0.1, 0, 1e-4, null);
        SimulationQuestion question = Question(2) with { Classes = [most, few], TtftSeconds = null, TpotSeconds = null, Requests = 8000 };
        double Capacity(SimulationQuestion of) => SimulatedCapacity.Of(of, 0.9, 2, TestContext.Current.CancellationToken).RequestsPerSecond.Value;
        SimulationAnswer answer = Run(question);

        Assert.Equal(0, Capacity(question));
        Assert.True(answer.SloAttainment.Value > 0.85 && !answer.Keeps(0.85));
        double loose = Capacity(question with { Classes = [most, few with { TtftSeconds = 2 }] }), tighter = Capacity(question with { Classes = [most, few with { TtftSeconds = 0.6 }] });
        Assert.InRange(tighter, 0.1, loose);
        Assert.Throws<InputException>(() => Capacity(question with { Classes = [most with { Share = 0.99 }, few with { Share = 0.01 }] }));
    }

    [Fact]
    public void A_closed_loop_obeys_Little_and_a_replay_keeps_its_times()
    {
        SimulationAnswer closed = Run(Question(1) with { Load = new ServingLoad.Closed(40), Requests = 4000 });
        Assert.Equal((ServingVerdict.Stable, 4000), (closed.Verdict, closed.Finished));
        // All users are served at any time: decoding or computing a prompt.
        Assert.InRange(closed.DecodeSequences.Value, 36, 40);

        TimedRequest[] trace = [.. RequestSampler.PeakHour(s_workload, 2, 1, 0).Take(300)];
        (SimulationAnswer replay, IReadOnlyList<SimulatedRequest> requests) = Simulation.RunWithRequests(
            Question(1) with { Load = new ServingLoad.Replay(trace, 2), Requests = 300, Seeds = 1 }, 1, TestContext.Current.CancellationToken);
        Assert.Equal(300, replay.Finished);
        Assert.Equal(trace.Select(r => Math.Ceiling(1e6 * r.ArrivalSeconds / 2)), requests.Select(r => Math.Round(1e6 * r.ArrivalSeconds)));
    }

    [Fact]
    public void Who_was_rejected_or_left_has_missed_the_limits()
    {
        SimulationAnswer answer = Run(Question(40) with { TimeoutSeconds = 15, MaxWaiting = 50 });

        Assert.True(answer.Rejected > 0 && answer.TimedOut > 0);
        Assert.Equal(answer.Dropped, answer.Rejected + answer.TimedOut);
        Assert.True(answer.SloAttainment.Value <= (double)answer.Finished / answer.Requests);
    }

    [Fact]
    public void Urgent_classes_keep_their_limits_under_an_overload()
    {
        RequestClass urgent = new("urgent", s_workload, 0.2, 0, 2.5, null), other = new("other", s_workload, 0.8, 4, 2.5, null);
        SimulationQuestion question = Question(16) with { Classes = [urgent, other], TtftSeconds = null, TpotSeconds = null, Plan = s_plan };
        SimulationAnswer byPriority = Run(question with { Admission = AdmissionRule.Priority }), inOrder = Run(question);

        Assert.True(byPriority.Groups[0].SloAttainment.Value > 0.95);
        Assert.True(byPriority.Groups[0].SloAttainment.Value > inOrder.Groups[0].SloAttainment.Value + 0.1);
    }
}
