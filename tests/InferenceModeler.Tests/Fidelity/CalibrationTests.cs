using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Fidelity;
using InferenceModeler.Fidelity.Calibrating;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Fidelity;

public class CalibrationTests
{
    static readonly CalibrationOptions s_options = new() { Folds = 0, Iterations = 8 };

    // What a machine whose memory is used by a fifth less well would have measured.
    static MeasuredPoint[] Slower(double factor)
    {
        CoefficientSet truth = Deployments.Coefficients with
        {
            Entries = [.. Deployments.Coefficients.Entries.Select(e => e.Coefficient is Coefficient.MemoryEfficiency && !e.IsFactor ? e with { Value = e.Value * factor } : e)],
        };
        Scorer scorer = new(Deployments.Catalog, truth);
        MeasuredPoint[] asked =
        [
            .. from batch in (double[])[1, 2, 4, 8, 16, 32]
               from tensor in (int[])[2, 4, 8]
               select new MeasuredPoint
               {
                   File = "t.csv",
                   Id = $"{tensor}-{batch}/tpot_s/mean",
                   Accelerator = "h100-sxm",
                   Model = "meta-llama/Llama-3.1-70B",
                   Weights = "fp8",
                   Engine = "vllm",
                   Tensor = tensor,
                   Mode = "closed",
                   Load = batch,
                   PromptTokens = 500,
                   OutputTokens = 500,
                   Metric = "tpot_s",
                   Statistic = "mean",
                   Value = 1,
               },
        ];
        return [.. asked.Select(p => p with { Value = scorer.Score(p).Predicted })];
    }

    [Fact]
    public void A_fit_finds_the_change_that_made_its_points()
    {
        MeasuredPoint[] points = Slower(0.8);
        Calibration fitted = Calibration.Of(points, Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken);
        double before = GroupScore.Of("", "", new Scorer(Deployments.Catalog, Deployments.Coefficients).Score(points, TestContext.Current.CancellationToken)).MedianApe;
        double after = GroupScore.Of("", "", new Scorer(Deployments.Catalog, fitted.Set).Score(points, TestContext.Current.CancellationToken)).MedianApe;
        Assert.InRange(after, 0, before / 3);
    }

    [Fact]
    public void Throughput_of_a_closed_loop_follows_from_its_latencies()
    {
        MeasuredPoint tpot = Slower(1).Single(p => p.Load == 16 && p.Tensor == 4);
        MeasuredPoint ttft = tpot with { Id = "4-16/ttft_s/mean", Metric = "ttft_s", Value = 0.05 }, whole = tpot with { Id = "4-16/total_tokens_per_s/mean", Metric = "total_tokens_per_s", Value = 900 };
        Calibration Of(params MeasuredPoint[] points) => Calibration.Of(points, Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken);
        Calibration both = Of(tpot, ttft);
        double Predicted(MeasuredPoint p) => new Scorer(Deployments.Catalog, both.Set).Score(p).Predicted;
        double expected = (ttft.Value + 499 * tpot.Value) / (Predicted(ttft) + 499 * Predicted(tpot)) - 1;
        GroupScore throughput = both.Scores.Single(s => s.Key == "t.csv output_tokens_per_s");
        Assert.Equal(1, throughput.Count);
        Assert.Equal(expected, throughput.SignedMedian, 1e-5);
        Assert.Equal("t.csv ttft_s/vllm", both.Scores.Single(s => s.Key.Contains("ttft", StringComparison.Ordinal)).Key);
        Assert.DoesNotContain(Of(tpot).Scores, s => s.Key.Contains("output_tokens", StringComparison.Ordinal));
        Assert.DoesNotContain(Of(tpot, ttft, whole).Scores, s => s.Key.Contains("output_tokens", StringComparison.Ordinal));
    }

    [Fact]
    public void What_takes_more_arithmetic_than_there_is_is_set_aside()
    {
        // 400 prompts of 15,000 tokens of a model of 70 billion weights every 8.5 s: 100 PFLOP/s.
        MeasuredPoint tpot = Slower(1)[1] with { Id = "beyond/tpot_s/mean", Load = 400, PromptTokens = 15_000, OutputTokens = 300, Value = 0.012 }, ttft = tpot with { Id = "beyond/ttft_s/mean", Metric = "ttft_s", Value = 4.9 };
        Calibration fitted = Calibration.Of([.. Slower(0.9), tpot, ttft], Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(2, fitted.Skipped["more arithmetic than the accelerators have"]);
    }

    [Fact]
    public void What_was_measured_by_itself_stays_told()
    {
        CoefficientSet start = Deployments.Coefficients with { Entries = [.. Deployments.Coefficients.Entries.Select(e => e is { Coefficient: Coefficient.MemoryEfficiency, IsFactor: false } ? e with { Standing = Standing.Measured, Source = "a table of copies" } : e)] };
        Calibration fitted = Calibration.Of(Slower(0.8), Deployments.Catalog, start, s_options, _ => { }, TestContext.Current.CancellationToken);
        CoefficientEntry entry = fitted.Set.Entries.Single(e => e is { Coefficient: Coefficient.MemoryEfficiency, IsFactor: false });
        Assert.Equal((Standing.Calibrated, "fitted on t.csv, near a table of copies"), (entry.Standing, entry.Source));
    }

    [Fact]
    public void No_pace_reads_faster_than_the_memory_nor_computes_faster_than_the_peak()
    {
        foreach (CoefficientEntry pace in Deployments.Coefficients.Entries.Where(e => e is { Model: not null, Coefficient: Coefficient.StepScale, Value: < 1 }))
        {
            MeasuredPoint point = Slower(1)[0] with { Accelerator = pace.Accelerator!, Model = pace.Model!, Weights = pace.Weights!, Engine = pace.Engine!, Tensor = Deployments.Catalog.FindModel(pace.Model!).Architecture.QueryHeads % 8 == 0 ? 8 : 4 };
            PlannedDeployment plan = PointPlan.Of(point, Deployments.Catalog, Deployments.Coefficients).Plan;
            if (!plan.Resolved.Single(r => r.Coefficient == Coefficient.StepScale).Entries.Contains(pace)) continue;
            Assert.True(plan.Prepared.ProjectionMemory.Value >= plan.Facts.ProjectionBytes.Value / plan.Machine.MemoryBytesPerSecond.Value * (1 - 1e-9), $"{pace.Model} on {pace.Accelerator}");
            Assert.True(plan.Prepared.ProjectionCompute.Value >= plan.Facts.ProjectionFlopPerToken.Value / plan.Machine.ProjectionFlopPerSecond.Value * (1 - 1e-9), $"{pace.Model} on {pace.Accelerator}");
        }
    }

    [Fact]
    public void A_few_points_set_the_pace_of_their_deployment_alone()
    {
        MeasuredPoint[] all = Slower(0.8), few = [all[0], all[7], all[17]];
        List<string> said = [];
        CoefficientSet fitted = Calibration.Of(few, Deployments.Catalog, Deployments.Coefficients, s_options, said.Add, TestContext.Current.CancellationToken).Set;
        double Error(CoefficientSet set) => GroupScore.Of("", "", new Scorer(Deployments.Catalog, set).Score(all, TestContext.Current.CancellationToken)).MedianApe;
        Assert.InRange(Error(fitted), 0, Error(Deployments.Coefficients) / 2);
        Assert.Contains(said, s => s.Contains("3 rows are too few to fit efficiencies", StringComparison.Ordinal));
        CoefficientEntry[] changed = [.. fitted.Entries.Except(Deployments.Coefficients.Entries)];
        Assert.All(changed, e => Assert.Equal(("meta-llama/Llama-3.1-70B", "h100-sxm"), (e.Model, e.Accelerator)));
        CoefficientEntry pace = Assert.Single(changed, e => e.Coefficient == Coefficient.StepScale);
        Assert.True(pace.Value > 1);
    }

    [Fact]
    public void A_deployment_of_which_nothing_was_measured_gets_a_pace_of_its_own()
    {
        MeasuredPoint[] points = [.. Slower(1).Take(12).Select(p => p with { Accelerator = "l40s", Tensor = 8, Value = 4 * p.Value })];
        CoefficientSet Fitted(int rows) => Calibration.Of([.. points.Take(rows)], Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken).Set;
        CoefficientSet fitted = Fitted(12);
        InferenceModeler.Sizing.Deployment measured = PointPlan.Of(points[0], Deployments.Catalog, fitted).Plan.Deployment;
        Assert.Equal((Nearness.Transferred, Nearness.Measured), (Deployments.Coefficients.NearnessOf(measured), fitted.NearnessOf(measured)));
        Assert.Equal(Nearness.Related, fitted.NearnessOf(measured with { Accelerator = Deployments.Catalog.Accelerators.Single(a => a.Id == "l4") }));
        // Four rows give it a pace, but make neither it nor its family sure.
        CoefficientSet few = Fitted(4);
        Assert.Contains(few.Entries, e => e.Model is not null && e.Points == 4 && e.Holds(measured));
        Assert.Equal((Nearness.Transferred, 0), (few.NearnessOf(measured), few.PointsBehind(measured)));
    }

    [Fact]
    public void Entries_without_a_point_stay_as_they_were()
    {
        CoefficientSet fitted = Calibration.Of(Slower(0.8), Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken).Set;
        Assert.All(Deployments.Coefficients.Entries.Zip(fitted.Entries), pair => Assert.True(pair.First with { Loadings = null } == pair.Second || pair.First.Engine is null or "vllm"));
        Assert.Contains(Deployments.Coefficients.Entries.Zip(fitted.Entries), pair => pair.First.Engine == "sglang" && pair.First with { Loadings = null } == pair.Second);
    }

    [Fact]
    public void Entries_that_points_know_only_together_are_known_better_together()
    {
        CoefficientSet fitted = Calibration.Of(Slower(0.8), Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken).Set;
        ResolvedCoefficient memory = fitted.Resolve(PointPlan.Of(Slower(1)[0], Deployments.Catalog, fitted).Plan.Deployment)[(int)Coefficient.MemoryEfficiency];
        Assert.True(memory.Entries.Count > 1 && memory.Entries.All(e => e.Loadings is not null));
        Assert.All(memory.Entries, e => Assert.Equal(e.Deviation!.Value, Math.Sqrt(e.Loadings!.Sum(x => x * x)), 1e-12));
        static double Apart(ResolvedCoefficient c) => Math.Sqrt(c.Entries.Sum(e => e.Deviation!.Value * e.Deviation.Value));
        Assert.InRange(memory.Deviation, 0.1 * Apart(memory), 0.99 * Apart(memory));
        ResolvedCoefficient shipped = Deployments.Coefficients.Resolve(PointPlan.Of(Slower(1)[0], Deployments.Catalog, fitted).Plan.Deployment)[(int)Coefficient.MemoryEfficiency];
        Assert.InRange(shipped.Deviation, 0.1 * Apart(shipped), 0.6 * Apart(shipped));
        // Left alone by the fit, an entry's error is its own.
        Assert.All(fitted.Entries.Where(e => e.Engine == "sglang" && e.Deviation > 0), e => Assert.Null(e.Loadings));
    }

    [Fact]
    public void Too_few_points_leave_the_intervals_and_the_coverage_as_they_were()
    {
        CoefficientSet fitted = Calibration.Of(Slower(0.8), Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken).Set;
        Assert.Equal(Deployments.Coefficients.Spreads, fitted.Spreads);
        Assert.Equal(Deployments.Coefficients.Coverage.Select(c => (c.Family, c.Engine, c.Points)), fitted.Coverage.Select(c => (c.Family, c.Engine, c.Points)));
    }

    [Fact]
    public void A_written_set_reads_back()
    {
        string path = Path.GetTempFileName();
        try
        {
            CoefficientFiles.Write(path, Deployments.Coefficients);
            CoefficientSet read = CoefficientFiles.Load(path);
            // Written to four digits.
            static double Rounded(double value) => double.Parse(value.ToString("G4"));
            Assert.Equal(Deployments.Coefficients.Entries.Select(e => e with { Value = Rounded(e.Value), Loadings = null }), read.Entries.Select(e => e with { Loadings = null }));
            Assert.Contains(read.Entries, e => e.Loadings is not null);
            Assert.All(Deployments.Coefficients.Entries.Zip(read.Entries), pair => Assert.Equal(pair.First.Loadings, pair.Second.Loadings));
            Assert.Equal(Deployments.Coefficients.Spreads.Select(s => s with { LowFactor = Rounded(s.LowFactor), HighFactor = Rounded(s.HighFactor) }), read.Spreads);
            Assert.Equal(Deployments.Coefficients.Starts, read.Starts);
            Assert.Equal(Deployments.Coefficients.Eras, read.Eras);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_open_load_is_fitted_as_what_it_keeps_in_flight()
    {
        MeasuredPoint closed = Slower(1)[3];
        MeasuredPoint open = closed with { Id = "o/tpot_s/mean", Mode = "open", Load = 2 }, whole = open with { Id = "o/e2e_s/mean", Metric = "e2e_s", Value = closed.Load!.Value / 2 };
        Calibration Fitted(params MeasuredPoint[] points) => Calibration.Of(points, Deployments.Catalog, Deployments.Coefficients, s_options with { Iterations = 1 }, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal(Fitted(closed, whole with { Mode = "closed", Load = closed.Load }).Scores.Single(s => s.Key == "t.csv tpot_s").MedianApe, Fitted(open, whole).Scores.Single(s => s.Key == "t.csv tpot_s").MedianApe, 1e-9);
        Assert.Throws<InputException>(() => Fitted(open));
    }

    [Fact]
    public void A_row_that_two_files_hold_is_fitted_once()
    {
        MeasuredPoint[] points = Slower(0.8);
        Calibration fitted = Calibration.Of([.. points, .. points.Select(p => p with { File = "copy.csv", Source = "a copy" })], Deployments.Catalog, Deployments.Coefficients, s_options with { Iterations = 1 }, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((points.Length, points.Length), (fitted.Used, fitted.Skipped["the same row again"]));
    }

    [Fact]
    public void Points_of_which_none_can_be_fitted_are_refused()
    {
        InputException refused = Assert.Throws<InputException>(() => Calibration.Of([Slower(1)[0] with { Statistic = "p99" }], Deployments.Catalog, Deployments.Coefficients, s_options, _ => { }, TestContext.Current.CancellationToken));
        Assert.Contains("1 × upper percentile", refused.Message);
    }
}
