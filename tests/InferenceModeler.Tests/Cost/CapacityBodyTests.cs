using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Cost;

public class CapacityBodyTests
{
    const double TtftLimit = 1.5, TpotLimit = 0.05, Percentile = 0.95;

    // The joint lengths of a chat service in eight cells.
    static readonly RequestMix s_mix = new([.. new (int Prompt, int Output, double Share)[]
    {
        (180, 60, .1), (350, 300, .15), (400, 130, .15), (900, 90, .15), (1100, 400, .15), (1400, 130, .1), (2700, 250, .1), (3400, 180, .1),
    }.Select(c => new WeightedShape(new(c.Prompt, c.Output), c.Share))]);

    static float[] Columns(params double[] rates)
    {
        int items = Deployments.Kinds.Count, fields = SweepRow.Fields + (rates.Length > 0 ? 1 : 0);
        float[] columns = new float[fields * items];
        float[] row = new float[SweepRow.Fields];
        for (int item = 0; item < items; item++)
        {
            Deployments.Kinds[item].WriteRow(row);
            for (int field = 0; field < row.Length; field++) columns[field * items + item] = row[field];
            if (rates.Length > 0) columns[SweepRow.Fields * items + item] = (float)rates[item];
        }
        return columns;
    }

    static float[] Row(double ttft = TtftLimit, double tpot = TpotLimit)
    {
        float[] row = new float[MixRow.Fields];
        MixRow.Write(s_mix, Percentile, ttft, tpot, row);
        return row;
    }

    static Func<int, int, float> Run<TBody>(float[] row, float[] columns, HostLane? lane = null) where TBody : struct, IBody
    {
        using HostBackend host = lane is { } forced ? new(2, forced) : new(2);
        WorkGrid grid = WorkGrid.Of<TBody>(row, columns, Deployments.Kinds.Count);
        float[] outputs = new float[grid.OutputLength(TBody.Outputs)];
        host.Map<TBody>(grid, outputs);
        return (column, item) => outputs[grid.OutputIndex(column, 0, item)];
    }

    [Fact]
    public void At_its_capacity_a_replica_keeps_its_limits_and_a_little_beyond_it_misses_one()
    {
        Func<int, int, float> capacity = Run<CapacityBody>(Row(), Columns());
        int judged = 0;
        double[] beyond = new double[Deployments.Kinds.Count];
        for (int i = 0; i < beyond.Length; i++)
        {
            beyond[i] = Math.Max(capacity(OpenLoopOutput.RequestsPerSecond, i) * 1.06, 1e-3);
            if (capacity(OpenLoopOutput.RequestsPerSecond, i) == 0) continue;
            Assert.InRange(capacity(OpenLoopOutput.TtftSeconds, i), 0, TtftLimit * 1.02);
            Assert.InRange(capacity(OpenLoopOutput.TpotSeconds, i), 0, TpotLimit * 1.02);
            judged++;
        }
        Assert.True(judged >= Deployments.Kinds.Count / 2, $"{judged} of {Deployments.Kinds.Count} have a capacity");

        Func<int, int, float> open = Run<OpenLoopBody>(Row(), Columns(beyond));
        for (int i = 0; i < beyond.Length; i++)
        {
            bool saturated = (int)capacity(CapacityBody.Bound, i) is (int)CapacityBound.Sequences or (int)CapacityBound.KvMemory or (int)CapacityBound.TokenBudget;
            if (capacity(OpenLoopOutput.RequestsPerSecond, i) == 0 || saturated) continue;
            Assert.True(open(OpenLoopOutput.TtftSeconds, i) > TtftLimit || open(OpenLoopOutput.TpotSeconds, i) > TpotLimit, $"{Deployments.Kinds[i].Deployment} could take more");
        }
    }

    [Fact]
    public void A_looser_limit_never_lowers_the_capacity()
    {
        Func<int, int, float> tight = Run<CapacityBody>(Row(1, 0.03), Columns()), loose = Run<CapacityBody>(Row(2, 0.06), Columns());
        for (int i = 0; i < Deployments.Kinds.Count; i++)
            Assert.True(loose(OpenLoopOutput.RequestsPerSecond, i) >= tight(OpenLoopOutput.RequestsPerSecond, i) * 0.999, $"{Deployments.Kinds[i].Deployment}");
    }

    [Fact]
    public void Every_lane_finds_the_same_capacity()
    {
        Func<int, int, float> scalar = Run<CapacityBody>(Row(), Columns(), HostLane.Scalar), wide = Run<CapacityBody>(Row(), Columns());
        for (int column = 0; column < CapacityBody.Outputs; column++)
            for (int i = 0; i < Deployments.Kinds.Count; i++)
                Assert.Equal(scalar(column, i), wide(column, i));
    }
}
