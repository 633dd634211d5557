using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Tests.Kernels;

/// <summary>The equations themselves, on devices.</summary>
public sealed class SweepBodyTests(TestDevice tested) : IClassFixture<TestDevice>
{
    [Fact]
    public void Static_batches_agree_on_a_device() => AgreesOnTheDevice<StaticBatchForm>(items: 501);

    [Fact]
    public void Closed_loops_agree_on_a_device() => AgreesOnTheDevice<ClosedLoopForm>(items: 501);

    [Fact]
    public void Offline_loads_agree_on_a_device() => AgreesOnTheDevice<OfflineForm>(items: 501);

    [Fact]
    public void A_population_agrees_on_a_device() => KernelBody.All.Single(body => body.Name == "Population").Check(tested.Backend());

    [Fact]
    public void The_simulated_gpu_gives_the_bits_of_the_scalar_lane()
    {
        using GpuBackend simulator = new(Devices.Of(DeviceKind.Cpu)[0], 1);
        WorkGrid grid = SweepGrid.Of<ClosedLoopForm>(items: 5, seed: 1);
        foreach ((float expected, float actual, _) in Pairs<ClosedLoopForm>(grid, simulator)) Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_device_and_the_host_pick_the_same_winners()
    {
        WorkGrid grid = SweepGrid.Of<ClosedLoopForm>(items: 3000, seed: 3);
        Assert.Equal(Winners(new HostBackend(2), grid), Winners(tested.Backend(), grid));
    }

    static IReadOnlyList<Pick> Winners(IComputeBackend backend, WorkGrid grid)
    {
        Feasibility feasible = new(SweepOutput.UnfitReason, new Ceiling(SweepOutput.TtftSeconds, 2f), new Ceiling(SweepOutput.TpotSeconds, 0.05f));
        TopResults top = new(20, new Objective(SweepOutput.UsdPerMillionOutputTokens), feasible);
        backend.Reduce<SweepBody<ClosedLoopForm>, TopResults>(grid, top, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(20, top.Picks.Count);
        return top.Picks;
    }

    void AgreesOnTheDevice<TForm>(int items) where TForm : struct, IClosedForm
    {
        WorkGrid grid = SweepGrid.Of<TForm>(items, seed: 2);
        long worst = 0;
        foreach ((float expected, float actual, int column) in Pairs<TForm>(grid, tested.Backend()))
        {
            if (column == SweepOutput.UnfitReason) Assert.Equal(expected, actual);
            else worst = Math.Max(worst, SelfTest.UlpBetween(expected, actual));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{tested.Backend().Device}: {grid.Evaluations} evaluations, at most {worst} ulp apart");
        Assert.InRange(worst, 0, SelfTest.AllowedUlp);
    }

    static IEnumerable<(float Expected, float Actual, int Column)> Pairs<TForm>(WorkGrid grid, GpuBackend device) where TForm : struct, IClosedForm
    {
        float[] expected = new float[grid.OutputLength(SweepOutput.Count)], actual = new float[expected.Length];
        using HostBackend host = new(2, HostLane.Scalar);
        host.Map<SweepBody<TForm>>(grid, expected, TestContext.Current.CancellationToken);
        device.Map<SweepBody<TForm>>(grid, actual, TestContext.Current.CancellationToken);
        for (int column = 0; column < SweepOutput.Count; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                    yield return (expected[grid.OutputIndex(column, row, item)], actual[grid.OutputIndex(column, row, item)], column);
    }
}
