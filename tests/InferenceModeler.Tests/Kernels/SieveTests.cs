using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Kernels;
using InferenceModeler.Sweeping;
using InferenceModeler.Tests.Compute;
using InferenceModeler.Tests.Sweeping;

namespace InferenceModeler.Tests.Kernels;

/// <summary>Reductions on devices: the same answer as the host's, and little comes home.</summary>
public sealed class SieveTests(TestDevice tested) : IClassFixture<TestDevice>
{
    static readonly DeviceInfo s_simulator = Devices.Of(DeviceKind.Cpu)[0];

    [Fact]
    public void Reductions_on_a_device_are_those_of_the_host_whatever_the_results_and_the_launches()
    {
        using GpuBackend simulator = new(s_simulator, 1, mostThreads: 97);
        ReductionTests.s_cases.Sample(c => AssertSame(c, simulator), iter: 15, threads: 1);
        ReductionTests.s_cases.Sample(c => AssertSame(c, tested.Backend()), iter: 60, threads: 1);
    }

    [Theory]
    [InlineData(SweepKeep.Front, 1, SweepObjective.Throughput)]
    [InlineData(SweepKeep.Front, 1, SweepObjective.Price)]
    [InlineData(SweepKeep.Top, 1, SweepObjective.Throughput)]
    [InlineData(SweepKeep.Top, 5, SweepObjective.Price)]
    [InlineData(SweepKeep.Top, 5, SweepObjective.Speed)]
    public void A_sweep_keeps_and_counts_the_same_on_a_device(SweepKeep keep, int top, SweepObjective objective)
    {
        SweepSettings settings = new() { Keep = keep, Top = top, Objective = objective, TtftCeilingSeconds = 2, TpotCeilingSeconds = 0.05f };
        SweepSpace space = SmallSweep.Space();
        using HostBackend host = new(2, HostLane.Scalar);
        SweepKeeper expected = SmallSweep.Run(host, space, settings, 5000), actual = SmallSweep.Run(tested.Backend(), space, settings, 5000);
        Assert.Equal(expected.Tally.Counts, actual.Tally.Counts);
        Assert.Equal(SmallSweep.Places(expected.Kept), SmallSweep.Places(actual.Kept));
    }

    [Fact]
    public void Of_a_large_sweep_few_results_come_home()
    {
        SweepSpace space = SmallSweep.Space([.. Enumerable.Range(1, 400)]);
        long before = tested.Backend().ResultsHome;
        SweepKeeper kept = SmallSweep.Run(tested.Backend(), space, new() { Keep = SweepKeep.Top });
        Assert.InRange(tested.Backend().ResultsHome - before, kept.KeptCount, kept.Tally.Total / 20);
    }

    internal static void AssertSame(ReductionTests.Case c, IComputeBackend device)
    {
        TReducer On<TReducer>(TReducer reducer) where TReducer : class, IReducer<TReducer>
        {
            device.Reduce<ReductionTests.EchoBody, TReducer>(c.Grid, reducer);
            return reducer;
        }

        Objective small = new(0), large = new(1, Maximise: true);
        BestPerGroup best = c.Reduce(new BestPerGroup(large, c.Grouping, ReductionTests.s_fit)), bestThere = On(new BestPerGroup(large, c.Grouping, ReductionTests.s_fit));
        ParetoFront front = c.Reduce(new ParetoFront([small, large], c.Grouping, ReductionTests.s_fit)), frontThere = On(new ParetoFront([small, large], c.Grouping, ReductionTests.s_fit));
        Histograms counts = c.Reduce(new Histograms(2, c.Grouping, ReductionTests.s_fit)), countsThere = On(new Histograms(2, c.Grouping, ReductionTests.s_fit));
        for (int group = 0; group < c.Grouping.Count; group++)
        {
            Assert.Equal(best[group], bestThere[group]);
            Assert.Equal(front[group], frontThere[group]);
            Assert.Equal(counts[group].Filled(), countsThere[group].Filled());
        }
        Assert.Equal(counts.LeftOut, countsThere.LeftOut);
        Assert.Equal(c.Reduce(new TopResults(7, large, ReductionTests.s_fit)).Picks, On(new TopResults(7, large, ReductionTests.s_fit)).Picks);
    }
}
