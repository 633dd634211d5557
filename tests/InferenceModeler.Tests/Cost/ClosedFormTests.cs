using CsCheck;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Cost;

public class ClosedFormTests
{
    static readonly Gen<(int Kind, float[] Shape)> s_cases =
        from kind in Gen.Int[0, Deployments.Kinds.Count - 1]
        from prompt in Gen.Int[1, 3500]
        from output in Gen.Int[2, 500]
        from cached in Gen.Int[0, prompt - 1]
        from load in Gen.Int[1, 300]
        select (kind, new float[] { prompt, output, cached, load });

    static float[] Row(int kind)
    {
        float[] row = new float[SweepRow.Fields];
        Deployments.Kinds[kind].WriteRow(row);
        return row;
    }

    static double[] Figures(OperatingPoint<Precise> p) =>
        [p.TtftSeconds.Value, p.TpotSeconds.Value, p.E2eSeconds.Value, p.RequestsPerSecond.Value, p.OutputTokensPerSecond.Value, p.PowerWatts.Value,
            p.UsdPerMillionOutputTokens.Value, p.JoulesPerOutputToken.Value, p.KvOccupancy.Value];

    static double[] Figures(OperatingPoint<Scalar> p) =>
        [p.TtftSeconds.Value, p.TpotSeconds.Value, p.E2eSeconds.Value, p.RequestsPerSecond.Value, p.OutputTokensPerSecond.Value, p.PowerWatts.Value,
            p.UsdPerMillionOutputTokens.Value, p.JoulesPerOutputToken.Value, p.KvOccupancy.Value];

    static double[] Slopes(OperatingPoint<Dual<Precise>> p) =>
        [p.TtftSeconds.Slope.Value, p.TpotSeconds.Slope.Value, p.E2eSeconds.Slope.Value, p.RequestsPerSecond.Slope.Value, p.OutputTokensPerSecond.Slope.Value,
            p.PowerWatts.Slope.Value, p.UsdPerMillionOutputTokens.Slope.Value, p.JoulesPerOutputToken.Slope.Value];

    // Single precision carries 24 bits through about 150 operations, some of them differences of step times: 2^-24 × 150 × a cancellation of about 10.
    const double RoundingBound = 1e-4;

    static void FloatStaysNearDouble<TForm>() where TForm : struct, IClosedForm => s_cases.Sample(c =>
    {
        float[] row = Row(c.Kind);
        double[] single = Figures(RowMemory<Scalar>.Evaluate<TForm>(row, c.Shape, -1, v => new(v)));
        double[] oracle = Figures(RowMemory<Precise>.Evaluate<TForm>(row, c.Shape, -1, v => new(v)));
        for (int i = 0; i < single.Length; i++) Assert.InRange(single[i], oracle[i] * (1 - RoundingBound), oracle[i] * (1 + RoundingBound));
    }, iter: 300);

    [Fact]
    public void Closed_loop_in_float_stays_near_double() => FloatStaysNearDouble<ClosedLoopForm>();

    [Fact]
    public void Static_batch_in_float_stays_near_double() => FloatStaysNearDouble<StaticBatchForm>();

    [Fact]
    public void Offline_in_float_stays_near_double() => FloatStaysNearDouble<OfflineForm>();

    static void SlopeIsCentralDifference<TForm>() where TForm : struct, IClosedForm => Gen.Select(s_cases, Gen.Int[0, PreparedDeployment<Scalar>.Count - 1]).Sample((c, field) =>
    {
        float[] row = Row(c.Kind);
        double x = row[field], h = Math.Abs(x) * 1e-5;
        if (x == 0) return;
        double[] up = Figures(RowMemory<Precise>.Evaluate<TForm>(row, c.Shape, field, v => new(x + h)));
        double[] down = Figures(RowMemory<Precise>.Evaluate<TForm>(row, c.Shape, field, v => new(x - h)));
        double[] here = Figures(RowMemory<Precise>.Evaluate<TForm>(row, c.Shape, field, v => new(x)));
        double[] slopes = Slopes(RowMemory<Dual<Precise>>.Evaluate<TForm>(row, c.Shape, field, v => Dual<Precise>.Variable(new(x))));
        for (int i = 0; i < slopes.Length; i++)
        {
            double left = (here[i] - down[i]) / h, right = (up[i] - here[i]) / h, central = (up[i] - down[i]) / (2 * h);
            // At a kink (a minimum or maximum changes sides within the step) the two one-sided slopes differ: nothing is claimed there.
            if (Math.Abs(left - right) > 1e-3 * (Math.Abs(left) + Math.Abs(right))) continue;
            double small = 1e-6 * Math.Abs(here[i]) / Math.Abs(x);
            Assert.InRange(slopes[i], central - 0.01 * Math.Abs(central) - small, central + 0.01 * Math.Abs(central) + small);
        }
    }, iter: 500);

    [Fact]
    public void Dual_lane_equals_the_central_difference_in_the_closed_loop() => SlopeIsCentralDifference<ClosedLoopForm>();

    [Fact]
    public void Dual_lane_equals_the_central_difference_in_a_static_batch() => SlopeIsCentralDifference<StaticBatchForm>();

    [Fact]
    public void Dual_lane_equals_the_central_difference_offline() => SlopeIsCentralDifference<OfflineForm>();

    [Fact]
    public void Offline_never_ends_before_one_request_would() => s_cases.Sample(c =>
    {
        OperatingPoint<Precise> p = RowMemory<Precise>.Evaluate<OfflineForm>(Row(c.Kind), c.Shape, -1, v => new(v));
        Assert.True(p.TtftSeconds.Value > 0, "the first token takes time");
        Assert.True(p.E2eSeconds.Value >= p.TpotSeconds.Value * c.Shape[1] * (1 - 1e-9), "the batch lasts at least one residence");
    }, iter: 300);

    [Fact]
    public void Little_holds_in_the_closed_loop() => s_cases.Sample(c =>
    {
        OperatingPoint<Precise> p = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), c.Shape, -1, v => new(v));
        double inFlight = p.RequestsPerSecond.Value * p.E2eSeconds.Value;
        Assert.InRange(inFlight, c.Shape[3] * 0.999999, c.Shape[3] * 1.000001);
    }, iter: 300);

    // Where a decode phase is shorter than the others' prefills the mean field breaks: in a mixture of experts a prompt among more decodes costs so much less
    // that the sum over all prompts falls. Outputs of at least 64 tokens, as the documented range is.
    [Fact]
    public void More_in_flight_never_lowers_time_per_token() => s_cases.Where(c => c.Shape[1] >= 64).Sample(c =>
    {
        float[] more = [c.Shape[0], c.Shape[1], c.Shape[2], c.Shape[3] * 2];
        double before = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), c.Shape, -1, v => new(v)).TpotSeconds.Value;
        double after = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), more, -1, v => new(v)).TpotSeconds.Value;
        Assert.True(after >= before * (1 - 1e-12), $"{after} < {before}");
    }, iter: 300);

    [Fact]
    public void A_longer_prompt_never_comes_sooner() => s_cases.Sample(c =>
    {
        float[] longer = [c.Shape[0] + 64, c.Shape[1], c.Shape[2], c.Shape[3]];
        double before = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), c.Shape, -1, v => new(v)).TtftSeconds.Value;
        double after = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), longer, -1, v => new(v)).TtftSeconds.Value;
        Assert.True(after >= before * (1 - 1e-9), $"{after} < {before}");
    }, iter: 300);

    // Also across the edge of a chunk, where a prompt takes one more step.
    static void LongerNeverTakesLess<TForm>() where TForm : struct, IClosedForm => Gen.Select(Gen.Int[0, Deployments.Kinds.Count - 1], Gen.Int[1, 4], Gen.Int[-3, 3], Gen.Int[2, 300], Gen.Int[1, 4]).Sample((kind, chunks, apart, output, load) =>
    {
        int prompt = Math.Max(1, (int)Deployments.Kinds[kind].Limits.MaxBatchedTokens.Value * chunks + apart);
        OperatingPoint<Precise> At(int tokens) => RowMemory<Precise>.Evaluate<TForm>(Row(kind), [tokens, output, 0, load], -1, v => new(v));
        (OperatingPoint<Precise> before, OperatingPoint<Precise> after) = (At(prompt), At(prompt + 1));
        Assert.True(after.TtftSeconds.Value >= before.TtftSeconds.Value * (1 - 1e-9));
        Assert.True(after.E2eSeconds.Value >= before.E2eSeconds.Value * (1 - 1e-9), $"{after.E2eSeconds.Value} < {before.E2eSeconds.Value} at {prompt}");
    }, iter: 300);

    [Fact]
    public void A_longer_prompt_never_takes_less_in_the_closed_loop() => LongerNeverTakesLess<ClosedLoopForm>();

    [Fact]
    public void A_longer_prompt_never_takes_less_in_a_static_batch() => LongerNeverTakesLess<StaticBatchForm>();

    [Fact]
    public void A_longer_prompt_never_takes_less_offline() => LongerNeverTakesLess<OfflineForm>();

    [Fact]
    public void A_cached_prefix_never_delays_the_first_token() => s_cases.Sample(c =>
    {
        float[] uncached = [c.Shape[0], c.Shape[1], 0, c.Shape[3]];
        double with = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), c.Shape, -1, v => new(v)).TtftSeconds.Value;
        double without = RowMemory<Precise>.Evaluate<ClosedLoopForm>(Row(c.Kind), uncached, -1, v => new(v)).TtftSeconds.Value;
        Assert.True(with <= without * (1 + 1e-9), $"{with} > {without}");
    }, iter: 300);

    [Fact]
    public void All_rates_doubled_and_all_overheads_halved_halve_all_times()
    {
        PlannedDeployment plan = Deployments.Kinds[1];
        PreparedDeployment<Precise> fast = Scaled(plan, 2);
        OperatingPoint<Precise> before = ClosedLoop.Evaluate(in plan.Prepared, in plan.Limits, new(1000), new(200), new(0), new(32));
        OperatingPoint<Precise> after = ClosedLoop.Evaluate(in fast, in plan.Limits, new(1000), new(200), new(0), new(32));
        Assert.Equal(before.E2eSeconds.Value / 2, after.E2eSeconds.Value, 1e-12);
        Assert.Equal(before.TtftSeconds.Value / 2, after.TtftSeconds.Value, 1e-12);
        Assert.Equal(before.RequestsPerSecond.Value * 2, after.RequestsPerSecond.Value, 1e-9);
    }

    static PreparedDeployment<Precise> Scaled(PlannedDeployment plan, double by)
    {
        Machine<Precise> m = plan.Machine;
        Precise k = new(by);
        m.MatrixFlopPerSecond *= k;
        m.ProjectionFlopPerSecond *= k;
        m.ExpertFlopPerSecond *= k;
        m.AttentionFlopPerSecond *= k;
        m.HeadFlopPerSecond *= k;
        m.MemoryBytesPerSecond *= k;
        m.GroupBytesPerSecond *= k;
        m.ExchangeBytesPerSecond *= k;
        m.NextStageBytesPerSecond *= k;
        m.NextStageSeconds /= k;
        Coefficients<Precise> c = plan.Coefficients;
        c.LayerSeconds /= k;
        c.MoeLayerSeconds /= k;
        c.SharedExpertLayerSeconds /= k;
        c.StepSeconds /= k;
        c.RequestSeconds /= k;
        c.CollectiveSeconds /= k;
        c.FirstTokenSeconds /= k;
        c.PromptTokenSeconds /= k;
        Preparation.Prepare(in plan.Facts, in m, in c, out PreparedDeployment<Precise> prepared);
        return prepared;
    }
}
