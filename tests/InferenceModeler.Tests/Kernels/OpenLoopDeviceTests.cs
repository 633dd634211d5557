using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Kernels;

/// <summary>The open loop and the capacity on devices, over drawn mixes, percentiles, limits and rates.</summary>
public sealed class OpenLoopDeviceTests(TestDevice tested) : IClassFixture<TestDevice>
{
    /// <summary>
    /// A search of a dozen dependent steps passes on what its steps round: the scalar lane itself is that far from exact arithmetic. Where a branch is nearly
    /// tied the other side may be taken; those results are counted.
    /// </summary>
    const long AllowedUlp = 4096;

    const double NearTiedShare = 0.01;

    [Fact]
    public void Open_loops_agree_on_a_device() => Agrees<OpenLoopBody>(tested.Backend(), iterations: 30, c => (c.Row, BodyLaneTests.Columns(c.Rates)), OpenLoopOutput.Stable);

    [Fact]
    public void Capacities_agree_on_a_device() => Agrees<CapacityBody>(tested.Backend(), iterations: 20, c => (c.Row, BodyLaneTests.Columns()), CapacityBody.Bound);

    [Fact]
    public void The_simulated_gpu_gives_the_bits_of_the_scalar_lane()
    {
        using GpuBackend simulator = new(Devices.Of(DeviceKind.Cpu)[0], 1);
        Assert.Equal((0, 0), Agrees<OpenLoopBody>(simulator, iterations: 3, c => (c.Row, BodyLaneTests.Columns(c.Rates)), OpenLoopOutput.Stable));
        Assert.Equal((0, 0), Agrees<CapacityBody>(simulator, iterations: 2, c => (c.Row, BodyLaneTests.Columns()), CapacityBody.Bound));
    }

    /// <summary>Compares device and scalar lane; returns the largest distance and how many results took another branch.</summary>
    static (long Ulp, int NearTied) Agrees<TBody>(GpuBackend device, int iterations, Func<(float[] Row, float[] Rates), (float[] Rows, float[] Items)> tables, int wholeColumn)
        where TBody : struct, IBody
    {
        using HostBackend host = new(1, HostLane.Scalar);
        long worst = 0;
        int near = 0, all = 0;
        BodyLaneTests.s_mixes.Sample(c =>
        {
            (float[] rows, float[] items) = tables(c);
            WorkGrid grid = WorkGrid.Of<TBody>(rows, items, Deployments.Kinds.Count);
            float[] expected = new float[grid.OutputLength(TBody.Outputs)], actual = new float[expected.Length];
            host.Map<TBody>(grid, expected);
            device.Map<TBody>(grid, actual);
            for (int item = 0; item < grid.ItemCount; item++)
            {
                long ulp = Enumerable.Range(0, TBody.Outputs).Max(column => SelfTest.UlpBetween(expected[grid.OutputIndex(column, 0, item)], actual[grid.OutputIndex(column, 0, item)]));
                int whole = grid.OutputIndex(wholeColumn, 0, item);
                if (expected[whole] != actual[whole] || ulp > AllowedUlp) near++;
                else worst = Math.Max(worst, ulp);
                all++;
            }
        }, iter: iterations, threads: 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{device.Device}: {all} evaluations of {typeof(TBody).Name}, at most {worst} ulp apart, {near} nearly tied");
        Assert.InRange(near, 0, (int)(NearTiedShare * all));
        return (worst, near);
    }
}
