using System.Globalization;
using System.Text;
using InferenceModeler.Cost;
using InferenceModeler.Data.Measurements;
using InferenceModeler.Fidelity;
using InferenceModeler.Fidelity.Calibrating;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Docs;

/// <summary>The accuracy tables of the docs are what the program computes for the measurements beside the checkout.</summary>
[Collection("files of the repository")]
public class AccuracyTests
{

    static readonly Lazy<IReadOnlyList<ScoredPoint>> s_rows = new(() =>
        [.. new Scorer(Deployments.Catalog, Deployments.Coefficients).Score([.. Calibrated.Concat(NeverFitted).SelectMany(f => MeasuredPointFiles.Read(SharedData.Path("data", f)))]).Where(Counts)]);

    // Means and medians; not first tokens behind a queue for slots, nor rows that their notes doubt.
    static bool Counts(ScoredPoint p) => p.IsPredicted && p.Point.Statistic is "mean" or "p50" && !(p.Point.Metric == "ttft_s" && FitPoints.IsBeyondKnee(p.Plan!))
        && !p.Point.Notes.Contains("could not be excluded", StringComparison.Ordinal) && !p.Point.Notes.Contains("exceeds KV", StringComparison.Ordinal);

    static IEnumerable<string> Calibrated =>
        ["calibrate/silicon_sample.csv", "calibrate/inferencex_mi325x_mi355x.csv", "calibrate/llm_inference_bench.csv", "calibrate/trtllm_v0.15.csv", "calibrate/mlenergy_h100.csv"];

    static IEnumerable<string> NeverFitted => ["develop-validate/inferencex_nvidia.csv", "develop-validate/silicon_sample_b300.csv"];

    static (double Median, double P90) Errors(IEnumerable<ScoredPoint> rows)
    {
        double[] sorted = [.. rows.Select(r => r.AbsoluteError).Order()];
        return (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.9)]);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/accuracy.md")]
    public void The_accuracy_tables_hold_what_is_computed(string file)
    {
        StringBuilder table = new("| measurements | figure | rows | median error | p90 |\n| --- | --- | --- | --- | --- |\n");
        foreach (var group in s_rows.Value.GroupBy(r => (r.Point.File, r.Point.Metric)).Where(g => file != "README.md" || g.Key.Metric is "tpot_s" or "batch_latency_s" or "decode_step_s"))
        {
            (double median, double p90) = Errors(group);
            string fitted = NeverFitted.Any(f => f.EndsWith($"/{group.Key.File}", StringComparison.Ordinal)) ? " (never fitted)" : "";
            table.Append($"| {Path.GetFileNameWithoutExtension(group.Key.File)}{fitted} | {group.Key.Metric} | {group.Count()} | {median:P0} | {p90:P0} |\n".Replace(" %", "%"));
        }
        AssertBlock(file, "accuracy", table.ToString());
    }

    [Fact]
    public void The_table_of_what_was_never_fitted_holds_what_is_computed()
    {
        const int fewest = 40;
        StringBuilder table = new("| measurements | accelerator | figure | rows | median error | p90 | signed median | within the 90% interval |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        var groups = s_rows.Value.Where(r => NeverFitted.Any(f => f.EndsWith($"/{r.Point.File}", StringComparison.Ordinal))).GroupBy(r => (r.Point.File, r.Point.Accelerator, r.Point.Metric));
        foreach (var group in groups.Where(g => g.Count() >= fewest).OrderBy(g => g.Key.File).ThenBy(g => g.Key.Accelerator).ThenBy(g => g.Key.Metric))
        {
            (double median, double p90) = Errors(group);
            GroupScore score = GroupScore.Of("", "", [.. group]);
            table.Append(CultureInfo.InvariantCulture, $"| {Path.GetFileNameWithoutExtension(group.Key.File)} | {group.Key.Accelerator} | {group.Key.Metric} | {group.Count()} | {median:0%} | {p90:0%} | {score.SignedMedian:+0%;−0%} | {score.Coverage90:0%} |\n");
        }
        AssertBlock("docs/accuracy.md", "never fitted", table.ToString());
    }

    [Fact]
    public void The_table_of_what_was_left_out_holds_what_the_shipped_fit_recorded() => AssertBlock("docs/accuracy.md", "left out", ErrorTable.Of(Deployments.Coefficients.Errors));

    /// <summary>What the model aims at beside what the shipped fit recorded, or what is simulated.</summary>
    [Fact]
    public void The_table_of_aims_holds_what_was_reached()
    {
        const string silicon = "silicon_sample.csv", amd = "inferencex_mi325x_mi355x.csv", staticRuns = "llm_inference_bench.csv", offline = "trtllm_v0.15.csv", power = "mlenergy_h100.csv", neuron = "neuron_2.16_2.17.csv";
        FitError Left(string test, string rows) => Deployments.Coefficients.Errors.Single(e => e.Test == test && e.Rows == rows);
        double Median(string test, string rows) => Left($"{test} left out", rows).Median;
        string tpot = $"{silicon} tpot_s", ttft = $"{silicon} ttft_s";
        double Open(string metric) => Middle(s_open.Value.Where(r => r.Point.Metric == metric).Select(r => r.AbsoluteError));
        (string Aim, double Most, double[] Reached)[] aims =
        [
            ("time per output token, pair of model and accelerator unseen", 0.10, [Median("pair", tpot)]),
            ("the same, p90", 0.30, [Left("pair left out", tpot).P90]),
            ("throughput, pair unseen", 0.10, [Median("pair", $"{silicon} output_tokens_per_s")]),
            ("time per output token, model unseen", 0.11, [Median("model", tpot)]),
            ("time per output token, accelerator unseen, in the median over accelerators", 0.15, [Middle(ErrorTable.ByAccelerator(Deployments.Coefficients.Errors).Select(e => e.Median))]),
            ("time per output token, deployment seen at other loads, in other layouts", 0.06, [Median("load", tpot), Median("layout", tpot)]),
            ("static batches, pair, model unseen", 0.07, [Median("pair", $"{staticRuns} batch_latency_s"), Median("model", $"{staticRuns} batch_latency_s")]),
            ("saturated throughput (TensorRT-LLM offline), pair, model unseen", 0.12, [Median("pair", $"{offline} output_tokens_per_s"), Median("model", $"{offline} output_tokens_per_s")]),
            ("first tokens of vLLM, deployment seen at other loads, pair unseen", 0.15, [Median("load", $"{ttft}/vllm"), Median("pair", $"{ttft}/vllm")]),
            ("first tokens of TensorRT-LLM, the same", 0.22, [Median("load", $"{ttft}/tensorrt-llm"), Median("pair", $"{ttft}/tensorrt-llm")]),
            ("first tokens of SGLang, the same", 0.22, [Median("load", $"{ttft}/sglang"), Median("pair", $"{ttft}/sglang")]),
            ("open loop, never fitted: time per output token, end to end", 0.08, [Open("tpot_s"), Open("e2e_s")]),
            ("power, model unseen", 0.07, [Median("model", $"{power} power_w")]),
            ("energy per token, model unseen", 0.09, [Median("model", $"{power} energy_j_per_output_token")]),
            ("one, three rows of one's own: half the error of an unseen pair", Median("pair", tpot) / 2, [Left("pair left out, 1 row given", tpot).Median, Left("pair left out, 3 rows given", tpot).Median]),
            ("AMD: time per output token, pair, model unseen", 0.11, [Median("pair", $"{amd} tpot_s"), Median("model", $"{amd} tpot_s")]),
            ("AMD: throughput, pair unseen", 0.10, [Median("pair", $"{amd} total_tokens_per_s")]),
            ("Neuron, fitted: end to end in-sample; pair unseen", 0.11, [Left("in-sample", $"{neuron} e2e_s").Median, Median("pair", $"{neuron} e2e_s")]),
        ];
        StringBuilder table = new("| aim | at most | reached | |\n| --- | --- | --- | --- |\n");
        foreach ((string aim, double most, double[] reached) in aims)
            table.Append(CultureInfo.InvariantCulture, $"| {aim} | {most:0.#%} | {string.Join(", ", reached.Select(r => r.ToString("0.0%", CultureInfo.InvariantCulture)))} | {(reached.All(r => r <= most + 0.0005) ? "met" : reached.Any(r => r <= most + 0.0005) ? "met in part" : "missed")} |\n");
        AssertBlock("docs/accuracy.md", "aims", table.ToString());
    }

    static double Middle(IEnumerable<double> values) => GroupScore.Quantile([.. values.Order()], 0.5);

    [Fact]
    public void The_table_of_accelerators_holds_what_the_shipped_fit_recorded()
    {
        StringBuilder table = new("| accelerator | rows | median error | p90 |\n| --- | --- | --- | --- |\n");
        foreach (FitError e in ErrorTable.ByAccelerator(Deployments.Coefficients.Errors))
            table.Append(CultureInfo.InvariantCulture, $"| {e.Rows} | {e.Count} | {e.Median:0%} | {e.P90:0%} |\n");
        AssertBlock("docs/accuracy.md", "accelerators", table.ToString());
    }

    static readonly Lazy<ScoredPoint[]> s_open = new(() =>
        [.. new Scorer(Deployments.Catalog, Deployments.Coefficients).Score([.. MeasuredPointFiles.Read(SharedData.Path("data", "calibrate/blis_training.csv")).Where(p => p.Statistic == "mean")])]);

    /// <summary>Stages of one deployment by rate, and how the figures of equal requests grow from one rate to a higher one. Their source has no licence: no measured figure is shown, only ratios.</summary>
    [Fact]
    public void The_tables_of_open_loads_hold_what_is_simulated()
    {
        Scorer scorer = new(Deployments.Catalog, Deployments.Coefficients);
        ScoredPoint[] rows = s_open.Value;
        string[] metrics = ["ttft_s", "tpot_s", "e2e_s"];
        StringBuilder stages = new("| deployment | requests/s | of capacity | stages | TTFT | TPOT | end to end |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        StringBuilder growth = new("| deployment | requests/s | TTFT grows | TPOT grows | end to end grows |\n| --- | --- | --- | --- | --- |\n");
        foreach (var deployment in rows.GroupBy(r => (r.Point.Model, r.Point.Accelerators, r.Point.Accelerator)).OrderBy(g => g.Key.Accelerators))
        {
            string name = $"{deployment.Key.Model.Split('/')[1]}, {deployment.Key.Accelerators} × {deployment.Key.Accelerator}";
            double Median(IEnumerable<ScoredPoint> group, string metric, Func<ScoredPoint, double> figure)
            {
                double[] sorted = [.. group.Where(r => r.Point.Metric == metric).Select(figure).Order()];
                return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            }
            var byRate = deployment.GroupBy(r => r.Point.Load!.Value).OrderBy(g => g.Key).ToArray();
            foreach (var stage in byRate)
            {
                ScoredPoint overloaded = scorer.Score(stage.First().Point with { Load = 1e4, Metric = "output_tokens_per_s", Statistic = "mean" });
                double capacity = overloaded.Predicted / overloaded.Point.OutputTokens!.Value;
                stages.Append(CultureInfo.InvariantCulture, $"| {name} | {stage.Key} | {stage.Key / capacity:0%} | {stage.Count() / (metrics.Length + 1)} |");
                foreach (string metric in metrics) stages.Append(CultureInfo.InvariantCulture, $" {Median(stage, metric, r => r.Predicted / r.Point.Value):0.00} |");
                stages.Append('\n');
            }
            stages.Append(CultureInfo.InvariantCulture, $"| *median error* | {byRate[0].Key} to {byRate[^1].Key} | | {deployment.Count() / (metrics.Length + 1)} |");
            foreach (string metric in metrics) stages.Append(CultureInfo.InvariantCulture, $" {Median(deployment, metric, r => r.AbsoluteError):0%} |");
            stages.Append('\n');
            foreach (var low in byRate)
            {
                // The next rate of requests as long.
                if (byRate.FirstOrDefault(s => s.Key > low.Key && Math.Abs(s.First().Point.PromptTokens!.Value / low.First().Point.PromptTokens!.Value - 1) < 0.01) is not { } high) continue;
                growth.Append(CultureInfo.InvariantCulture, $"| {name} | {low.Key} to {high.Key} |");
                foreach (string metric in metrics)
                {
                    double Growth(Func<ScoredPoint, double> figure) => Median(high, metric, figure) / Median(low, metric, figure);
                    growth.Append(CultureInfo.InvariantCulture, $" {Growth(r => r.Predicted):0.00} (measured {Growth(r => r.Point.Value):0.00}) |");
                }
                growth.Append('\n');
            }
        }
        AssertBlock("docs/accuracy.md", "open loads", stages.ToString());
        AssertBlock("docs/accuracy.md", "growth", growth.ToString());
    }

    static void AssertBlock(string file, string name, string table)
    {
        string path = Path.Combine(Repository.Root, file), text = File.ReadAllText(path), begin = $"<!-- {name} -->\n";
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        Assert.True(start >= begin.Length && end > 0, $"{file} has no block '{name}'");
        if (Repository.Updates) File.WriteAllText(path, text[..start] + table + text[end..]);
        else Assert.Equal(table, text[start..end]);
    }

    [Fact]
    public void The_closed_form_is_within_15_percent_of_half_of_all_measured_times_per_token()
    {
        (double median, _) = Errors(s_rows.Value.Where(r => r.Point.Metric == "tpot_s"));
        Assert.InRange(median, 0, 0.15);
    }
}
