using System.Globalization;
using InferenceModeler.Data.Parquet;
using InferenceModeler.Serving;

namespace InferenceModeler.Data.Simulations;

/// <summary>Writes a percentile surface, one point a row, as .parquet or .csv. What is unbounded or unknown is missing.</summary>
public static class SurfaceFile
{
    static readonly (string Name, Func<SurfacePoint, string> Of)[] s_names = [("layout", p => p.Layout.ToString()), ("verdict", p => Choices.Name(p.Answer.Verdict))];

    static readonly (string Name, Func<SurfacePoint, int> Of)[] s_counts =
    [
        ("max_num_seqs", p => p.MaxSequences), ("max_num_batched_tokens", p => p.MaxBatchedTokens), ("requests", p => p.Answer.Requests), ("finished", p => p.Answer.Finished), ("dropped", p => p.Answer.Dropped),
    ];

    static readonly (string Name, Func<SurfacePoint, double> Of)[] s_numbers =
    [
        ("requests_per_second", p => p.RequestsPerSecond),
        .. Figure("slo_attainment", a => a.SloAttainment), .. Figure("goodput", a => a.Goodput), .. Figure("utilisation", a => a.Utilisation), .. Figure("kv_occupancy", a => a.KvOccupancy),
        .. Figure("preemptions_per_thousand", a => a.PreemptionsPerThousand), .. Figure("power_watts", a => a.PowerWatts),
        .. Latency("ttft", a => a.Ttft), .. Latency("tpot", a => a.Tpot), .. Latency("itl", a => a.Itl), .. Latency("e2e", a => a.EndToEnd), .. Latency("queue_wait", a => a.QueueWait),
    ];

    public static IReadOnlyList<string> ColumnNames { get; } = [.. s_names.Select(c => c.Name), .. s_counts.Select(c => c.Name), .. s_numbers.Select(c => c.Name)];

    /// <exception cref="InputException">Neither .parquet nor .csv.</exception>
    public static void CheckName(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".parquet" or ".csv")) throw new InputException($"--surface {path}: must end in .parquet or .csv");
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<SurfacePoint> points)
    {
        CheckName(path);
        bool isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        WholeFile.Write(path, stream =>
        {
            if (isCsv) WriteCsv(stream, points);
            else WriteParquet(stream, points);
        });
    }

    static void WriteParquet(Stream stream, IReadOnlyList<SurfacePoint> points)
    {
        ParquetColumn.Texts[] names = [.. s_names.Select(c => new ParquetColumn.Texts(c.Name))];
        ParquetColumn.Counts[] counts = [.. s_counts.Select(c => new ParquetColumn.Counts(c.Name))];
        ParquetColumn.Doubles[] numbers = [.. s_numbers.Select(c => new ParquetColumn.Doubles(c.Name))];
        using ParquetWriter writer = new(stream, [.. names, .. counts, .. numbers]);
        foreach (SurfacePoint point in points)
        {
            for (int i = 0; i < names.Length; i++) names[i].Add(s_names[i].Of(point));
            for (int i = 0; i < counts.Length; i++) counts[i].Add(s_counts[i].Of(point));
            for (int i = 0; i < numbers.Length; i++) numbers[i].Add(Bounded(s_numbers[i].Of(point)));
            writer.EndRow();
        }
    }

    static void WriteCsv(Stream stream, IReadOnlyList<SurfacePoint> points)
    {
        using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', ColumnNames));
        foreach (SurfacePoint point in points)
            writer.WriteLine(string.Join(',', s_names.Select(c => c.Of(point)).Concat(s_counts.Select(c => c.Of(point).ToString(CultureInfo.InvariantCulture)))
                .Concat(s_numbers.Select(c => double.IsFinite(c.Of(point)) ? c.Of(point).ToString("G9", CultureInfo.InvariantCulture) : ""))));
    }

    static double Bounded(double value) => double.IsFinite(value) ? value : double.NaN;

    static (string, Func<SurfacePoint, double>)[] Figure(string name, Func<SimulationAnswer, Estimate> of) =>
        [(name, p => of(p.Answer).Value), ($"{name}_low", p => of(p.Answer).Low), ($"{name}_high", p => of(p.Answer).High)];

    static IEnumerable<(string, Func<SurfacePoint, double>)> Latency(string name, Func<SimulationAnswer, LatencyFigures> of) =>
        LatencyFigures.Percentiles.SelectMany(at => Figure($"{name}_p{(100 * at).ToString("0.#", CultureInfo.InvariantCulture).Replace('.', '_')}_seconds", a => of(a).Seconds(at)));
}
