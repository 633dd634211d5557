using System.Text;

namespace InferenceModeler.Tests.Docs;

/// <summary>The accuracy tables of the docs are what the program computes for the measurements beside the checkout.</summary>
[Collection("files of the repository")]
public class AccuracyTests
{
    const string Begin = "<!-- accuracy -->\n", End = "<!-- /accuracy -->";

    static readonly Lazy<IReadOnlyList<MeasuredRow>> s_rows = new(() =>
        [.. Calibrated.Concat(NeverFitted).SelectMany(f => MeasuredRow.Read(SharedData.Path("data", f)))]);

    static IEnumerable<string> Calibrated =>
        ["calibrate/silicon_sample.csv", "calibrate/inferencex_mi325x_mi355x.csv", "calibrate/llm_inference_bench.csv", "calibrate/trtllm_v0.15.csv", "calibrate/mlenergy_h100.csv"];

    static IEnumerable<string> NeverFitted => ["develop-validate/inferencex_nvidia.csv", "develop-validate/silicon_sample_b300.csv"];

    static (double Median, double P90) Errors(IEnumerable<MeasuredRow> rows)
    {
        double[] sorted = [.. rows.Select(r => Math.Abs(r.Error)).Order()];
        return (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.9)]);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/model.md")]
    public void The_accuracy_tables_hold_what_is_computed(string file)
    {
        StringBuilder table = new("| measurements | figure | rows | median error | p90 |\n| --- | --- | --- | --- | --- |\n");
        foreach (var group in s_rows.Value.GroupBy(r => (r.File, r.Metric)).Where(g => file != "README.md" || g.Key.Metric is "tpot_s" or "batch_latency_s" or "decode_step_s"))
        {
            (double median, double p90) = Errors(group);
            string fitted = NeverFitted.Any(f => f.EndsWith($"/{group.Key.File}.csv", StringComparison.Ordinal)) ? " (never fitted)" : "";
            table.Append($"| {group.Key.File}{fitted} | {group.Key.Metric} | {group.Count()} | {median:P0} | {p90:P0} |\n".Replace(" %", "%"));
        }
        string path = Path.Combine(Repository.Root, file), text = File.ReadAllText(path);
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end > 0, $"{file} has no accuracy block");
        if (Repository.Updates) File.WriteAllText(path, text[..start] + table + text[end..]);
        else Assert.Equal(table.ToString(), text[start..end]);
    }

    [Fact]
    public void The_closed_form_is_within_15_percent_of_half_of_all_measured_times_per_token()
    {
        (double median, _) = Errors(s_rows.Value.Where(r => r.Metric == "tpot_s"));
        Assert.InRange(median, 0, 0.15);
    }
}
