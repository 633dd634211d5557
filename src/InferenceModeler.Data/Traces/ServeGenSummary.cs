using System.Globalization;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Traces;

/// <summary>
/// Client summaries of ServeGen (one line a client: rate, and mean, p50, p90, p99 of prompt and output) as one workload: the clients' distributions mixed by
/// their requests. Inside a client prompt and output are taken as independent and each distribution as straight in the logarithm between its quantiles, the
/// lower half and the last 1% set so that the mean comes out.
/// </summary>
public static class ServeGenSummary
{
    static readonly string[] s_columns =
        ["category", "model", "windows", "mean_rate_rps", "in_mean", "in_p50", "in_p90", "in_p99", "out_mean", "out_p50", "out_p90", "out_p99"];

    /// <summary>Most that the last 1% may exceed p99 by.</summary>
    const double LongestOfP99 = 4;

    public static bool IsOne(string path)
    {
        TraceTable table = TraceTable.Open(path);
        return table.Format == TraceFormat.Csv && s_columns.All(table.Columns.Contains);
    }

    /// <param name="path">The summary.</param>
    /// <param name="category">For example <c>language</c>.</param>
    /// <param name="model">One model class of the category; null: all.</param>
    /// <param name="name">What to call the workload.</param>
    /// <exception cref="InputException">An unknown category or model, or none with lengths.</exception>
    public static Workload Read(string path, string category, string? model, string name)
    {
        List<WeightedShape> cells = [];
        HashSet<string> categories = [], models = [];
        int clients = 0, withoutLengths = 0, rowNumber = 0;
        TraceTable table = TraceTable.Open(path);
        table.Read(s_columns, row =>
        {
            int line = rowNumber++;
            categories.Add(row[0] ?? "");
            if (row[0] != category) return;
            models.Add(row[1] ?? "");
            if (model is not null && row[1] != model) return;
            if (row.AsSpan(2).Contains(null))
            {
                withoutLengths++;
                return;
            }

            double[] numbers = [.. row[2..].Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 ? number
                : throw new InputException($"{path}: {table.Place(line)}: '{text}' must be a number of at least 0"))];
            double requests = numbers[0] * numbers[1];
            if (requests == 0) return;
            clients++;
            foreach ((double prompt, double promptShare) in Marginal(numbers[2], numbers[3], numbers[4], numbers[5]))
                foreach ((double output, double outputShare) in Marginal(numbers[6], numbers[7], numbers[8], numbers[9]))
                    cells.Add(new(new((int)Math.Round(prompt), (int)Math.Round(output)), requests * promptShare * outputShare));
        });
        if (!categories.Contains(category)) throw new InputException($"{path}: no category '{category}'; known are {string.Join(", ", categories.Order())}");
        if (model is not null && !models.Contains(model)) throw new InputException($"{path}: no model '{model}' in {category}; known are {string.Join(", ", models.Order())}");
        if (clients == 0) throw new InputException($"{path}: no client of {category} has both prompt and output lengths");
        return new()
        {
            Name = name,
            Lengths = new EmpiricalLengths(cells),
            Source = $"ServeGen client summary, {category}{(model is null ? "" : $" {model}")}: {clients} clients with lengths, {withoutLengths} without left out; Poisson arrivals assumed",
        };
    }

    static IEnumerable<(double Tokens, double Share)> Marginal(double mean, double p50, double p90, double p99)
    {
        p50 = Math.Max(p50, 1);
        p90 = Math.Max(p90, p50);
        p99 = Math.Max(p99, p90);
        List<(double Tokens, double Share)> upper = [.. Between(p50, p90, 0.4, 6), .. Between(p90, p99, 0.09, 4)];
        double rest = Math.Max(mean, 1) - upper.Sum(point => point.Tokens * point.Share);
        double longest = Math.Clamp((rest - 0.5 * 0.6 * p50) / 0.01, p99, LongestOfP99 * p99);
        double lowerMean = Math.Clamp((rest - 0.01 * longest) / 0.5, (1 + p50) / 2, p50);
        double shortest = Math.Max(2 * lowerMean - p50, 1);
        for (int i = 0; i < 6; i++) yield return (shortest + (p50 - shortest) * (i + 0.5) / 6, 0.5 / 6);
        foreach ((double, double) point in upper) yield return point;
        yield return (longest, 0.01);
    }

    static IEnumerable<(double Tokens, double Share)> Between(double low, double high, double share, int steps)
    {
        for (int i = 0; i < steps; i++) yield return (low * Math.Pow(high / low, (i + 0.5) / steps), share / steps);
    }
}
