using System.Text;
using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity;

/// <summary>How a fit did on its own rows and on what it was not shown, as a table in Markdown: median and, in brackets, nine tenths of |predicted / measured − 1|.</summary>
public static class ErrorTable
{
    const string Each = "each accelerator left out";

    /// <summary>Times (of offline runs throughput) by accelerator, each of which was left out by itself.</summary>
    public static IEnumerable<FitError> EachAccelerator(IEnumerable<ScoredPoint> leftOut) =>
        leftOut.Where(p => p.Point.Metric is "tpot_s" or "decode_step_s" or "batch_latency_s" || p.Point is { Mode: "offline" } or { Engine: "neuron", Metric: "e2e_s" })
            .GroupBy(p => p.Point.Accelerator).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => GroupScore.Of(Each, g.Key, [.. g]))
            .Select(s => new FitError(Each, s.Key, s.Count, s.MedianApe, s.P90Ape));

    /// <summary>The recorded errors by accelerator.</summary>
    public static IReadOnlyList<FitError> ByAccelerator(IReadOnlyList<FitError> errors) => [.. errors.Where(e => e.Test == Each)];

    public static string Of(IReadOnlyList<FitError> errors)
    {
        errors = [.. errors.Where(e => e.Test != Each)];
        string[] tests = [.. errors.Select(e => e.Test).Distinct()];
        StringBuilder table = new($"| measurements | figure | rows | {string.Join(" | ", tests)} |\n| --- | --- | --- |{string.Concat(Enumerable.Repeat(" --- |", tests.Length))}\n");
        foreach (IGrouping<string, FitError> rows in errors.GroupBy(e => e.Rows).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            int cut = rows.Key.LastIndexOf(' ');
            string cells = string.Concat(tests.Select(t => rows.FirstOrDefault(e => e.Test == t) is { } e ? $" {Percent(e.Median)} ({Percent(e.P90)}) |" : " – |"));
            table.Append($"| {Path.ChangeExtension(rows.Key[..cut], null)} | {rows.Key[(cut + 1)..]} | {rows.Max(e => e.Count)} |{cells}\n");
        }
        return table.ToString();
    }

    static string Percent(double share) => $"{100 * share:0.#}%";
}
