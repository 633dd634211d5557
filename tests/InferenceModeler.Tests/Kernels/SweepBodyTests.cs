using InferenceModeler.Compute;
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
    public void The_simulated_gpu_gives_the_bits_of_the_scalar_lane()
    {
        using GpuBackend simulator = new(Devices.Of(DeviceKind.Cpu)[0], 1);
        WorkGrid grid = SweepGrid.Of<ClosedLoopForm>(items: 5, seed: 1);
        foreach ((float expected, float actual, _) in Pairs<ClosedLoopForm>(grid, simulator)) Assert.Equal(expected, actual);
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
