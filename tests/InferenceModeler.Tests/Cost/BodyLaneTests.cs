using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Cost;

/// <summary>The real bodies on the host: every lane gives the scalar lane's bits, and a population agrees with the sweep.</summary>
public class BodyLaneTests
{
    internal static readonly Gen<WorkGrid> s_sweeps =
        from items in Gen.Int[1, 40]
        from columns in Gen.Select(Gen.Int[1, 100_000], Gen.Int[1, 20_000], Gen.Int[0, 100], Gen.Int[1, 5_000]).Array[items]
        select Sweep(columns);

    static WorkGrid Sweep((int Prompt, int Output, int Cached, int Load)[] items)
    {
        float[] rows = new float[Deployments.Kinds.Count * SweepRow.Fields];
        for (int row = 0; row < Deployments.Kinds.Count; row++) Deployments.Kinds[row].WriteRow(rows.AsSpan(row * SweepRow.Fields, SweepRow.Fields));
        float[] columns = [.. items.Select(i => (float)i.Prompt), .. items.Select(i => (float)i.Output),
            .. items.Select(i => MathF.Floor(i.Prompt * (i.Cached / 101f))), .. items.Select(i => (float)i.Load)];
        return WorkGrid.Of<SweepBody<ClosedLoopForm>>(rows, columns, items.Length);
    }

    /// <summary>A mix of one to all cells, before every kind of deployment at rates from idle to far beyond saturation.</summary>
    internal static readonly Gen<(float[] Row, float[] Rates)> s_mixes =
        from cells in Gen.Int[1, MixRow.MostCells]
        from shapes in Gen.Select(Gen.Int[1, 20_000], Gen.Int[1, 2_000], Gen.Int[0, 100], Gen.Double[0.01, 1]).Array[cells]
        from percentile in Gen.Double[0.5, 0.99]
        from limits in Gen.Select(Gen.Double[0.05, 5], Gen.Double[0.005, 0.2])
        from octaves in Gen.Float[-8, 8].Array[Deployments.Kinds.Count]
        select (Mix(shapes, percentile, limits.Item1, limits.Item2), octaves.Select(o => MathF.Pow(2, o)).ToArray());

    static float[] Mix((int Prompt, int Output, int Cached, double Weight)[] shapes, double percentile, double ttft, double tpot)
    {
        double all = shapes.Sum(s => s.Weight);
        float[] row = new float[MixRow.Fields];
        MixRow.Write(new([.. shapes.Select(s => new WeightedShape(new(s.Prompt, s.Output, s.Prompt * s.Cached / 101), s.Weight / all))]), percentile, ttft, tpot, row);
        return row;
    }

    /// <summary>Every kind of deployment as an item, then further columns.</summary>
    internal static float[] Columns(params float[][] further)
    {
        float[][] rows = [.. Deployments.Kinds.Select(kind => { float[] row = new float[SweepRow.Fields]; kind.WriteRow(row); return row; })];
        return [.. Enumerable.Range(0, SweepRow.Fields).SelectMany(field => rows.Select(row => row[field])), .. further.SelectMany(column => column)];
    }

    static readonly (int, int, int, double)[] s_chat = [(300, 100, 0, 0.5), (2000, 300, 50, 0.5)];

    /// <summary>Every kind of deployment at one rate.</summary>
    internal static WorkGrid OpenLoop(float rate)
    {
        float[] rates = new float[Deployments.Kinds.Count];
        Array.Fill(rates, rate);
        return WorkGrid.Of<OpenLoopBody>(Mix(s_chat, 0.95, 1, 0.05), Columns(rates), rates.Length);
    }

    /// <summary>Every kind of deployment.</summary>
    internal static WorkGrid CapacityGrid() => WorkGrid.Of<CapacityBody>(Mix(s_chat, 0.95, 1, 0.05), Columns(), Deployments.Kinds.Count);

    static void LanesAgree<TBody>(WorkGrid grid) where TBody : struct, IBody
    {
        ulong Sum(HostLane lane, int threads)
        {
            Checksum sum = new(TBody.Outputs);
            new HostBackend(threads, lane).Reduce<TBody, Checksum>(grid, sum);
            return sum.Value;
        }

        ulong scalar = Sum(HostLane.Scalar, 1);
        Assert.Equal(scalar, Sum(HostLane.Wide256, 2));
        Assert.Equal(scalar, Sum(HostLane.Wide512, 3));
    }

    [Fact]
    public void The_closed_loop_agrees_in_every_lane() => s_sweeps.Sample(LanesAgree<SweepBody<ClosedLoopForm>>, iter: 50);

    [Fact]
    public void A_static_batch_agrees_in_every_lane() => s_sweeps.Sample(LanesAgree<SweepBody<StaticBatchForm>>, iter: 50);

    [Fact]
    public void Offline_agrees_in_every_lane() => s_sweeps.Sample(LanesAgree<SweepBody<OfflineForm>>, iter: 50);

    [Fact]
    public void There_is_room_for_every_cell_of_a_mix() => Assert.InRange(MixRow.MostCells * Latencies.Places, 1, IKept<Scalar>.Places);

    [Fact]
    public void The_open_loop_agrees_in_every_lane() =>
        s_mixes.Sample(c => LanesAgree<OpenLoopBody>(WorkGrid.Of<OpenLoopBody>(c.Row, Columns(c.Rates), c.Rates.Length)), iter: 50);

    [Fact]
    public void Capacities_agree_in_every_lane() =>
        s_mixes.Sample(c => LanesAgree<CapacityBody>(WorkGrid.Of<CapacityBody>(c.Row, Columns(), Deployments.Kinds.Count)), iter: 50);

    /// <summary>Each kind of deployment at three loads, and candidates that are the first one's coefficients with efficiencies scaled.</summary>
    internal static (WorkGrid Grid, float[] Rows) Population(PlannedDeployment planned, float[] scales)
    {
        float[] loads = [1, 16, 200], rows = new float[loads.Length * PopulationInput.Count];
        for (int row = 0; row < loads.Length; row++)
            PopulationInput.Write(planned, 1000, 300, 0, loads[row], rows.AsSpan(row * PopulationInput.Count, PopulationInput.Count));
        float[] items = new float[Coefficients<Scalar>.Count * scales.Length];
        for (int coefficient = 0; coefficient < Coefficients<Scalar>.Count; coefficient++)
            for (int item = 0; item < scales.Length; item++)
                items[coefficient * scales.Length + item] =
                    (float)planned.Resolved[coefficient].Value * ((Coefficient)coefficient == Coefficient.MemoryEfficiency ? scales[item] : 1);
        return (WorkGrid.Of<PopulationBody<ClosedLoopForm>>(rows, items, scales.Length), loads);
    }

    [Fact]
    public void A_population_predicts_what_the_sweep_does_and_finds_the_coefficients_behind_it()
    {
        float[] scales = [.. Enumerable.Range(0, 21).Select(i => 0.5f + 0.05f * i)];
        const int truth = 10;
        foreach (PlannedDeployment planned in Deployments.Kinds)
        {
            (WorkGrid grid, float[] loads) = Population(planned, scales);
            float[] predicted = new float[grid.OutputLength(PopulationOutput.Count)];
            new HostBackend(2).Map<PopulationBody<ClosedLoopForm>>(grid, predicted, TestContext.Current.CancellationToken);
            float[] measured = new float[loads.Length];
            for (int row = 0; row < loads.Length; row++)
            {
                OperatingPoint<Precise> point = ClosedLoop.Evaluate(in planned.Prepared, in planned.Limits, new Precise(1000), new(300), new(0), new(loads[row]));
                measured[row] = (float)point.TpotSeconds.Value;
                Assert.Equal(measured[row], predicted[grid.OutputIndex(PopulationOutput.TpotSeconds, row, truth)], 1e-4f * measured[row]);
            }

            ItemScores scores = new(PopulationOutput.TpotSeconds, measured, scales.Length);
            new HostBackend(3).Reduce<PopulationBody<ClosedLoopForm>, ItemScores>(grid, scores, null, TestContext.Current.CancellationToken);
            Assert.InRange(scores[truth], 0, 2e-4);
            for (int item = 0; item < scales.Length; item++) Assert.True(scores[truth] <= scores[item] + 2e-4);
            // Scores are means of capped distances in octaves.
            double Distance(int row, int item) => Math.Abs(Math.Log2(predicted[grid.OutputIndex(PopulationOutput.TpotSeconds, row, item)] / (double)measured[row]));
            Assert.Equal(Enumerable.Range(0, loads.Length).Average(row => Math.Min(1, Distance(row, 0))), scores[0], 1e-5);
        }
    }

    [Fact]
    public void Scores_cap_what_is_far_off_and_leave_out_what_was_not_measured()
    {
        (WorkGrid grid, float[] loads) = Population(Deployments.Kinds[0], [1f, 0.9f]);
        ItemScores scores = new(PopulationOutput.TpotSeconds, [1e9f, 0, 0], 2, capOctaves: 3);
        new HostBackend(1).Reduce<PopulationBody<ClosedLoopForm>, ItemScores>(grid, scores, null, TestContext.Current.CancellationToken);
        Assert.Equal(3, scores[0]);
        Assert.Equal(0, scores.Best);
        Assert.Throws<ArgumentException>(() => new ItemScores(0, [float.NaN], 2));
        Assert.Throws<ArgumentException>(() => new ItemScores(0, [0f], 2));
    }
}
