using System.Globalization;
using System.Text;
using InferenceModeler.Data.Traces;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Data.Measurements;

/// <summary>Reads measured points from CSV, Parquet or JSON: one row per experiment, metric and statistic, SI units, blank where unknown.</summary>
public static class MeasuredPointFiles
{
    static readonly string[] s_needed = ["id", "accelerator", "model", "mode", "metric", "value"];

    static readonly string[] s_columns =
    [
        .. s_needed, "accelerators", "weights", "kv_cache", "engine", "engine_version", "tp", "pp", "ep", "dp", "load", "prompt_tokens", "output_tokens", "cached_prompt_tokens", "max_batched_tokens",
        "max_sequences", "wait_steps", "ttft_limit_s", "tpot_limit_s", "limit_percentile", "statistic", "source", "notes",
    ];

    /// <summary>The points of measured-point files and of benchmark tools' result files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="facts">What result files do not tell; refused where no file is one.</param>
    /// <param name="note">Told once for each file which columns are not read, or how many requests failed.</param>
    public static IReadOnlyList<MeasuredPoint> Read(IReadOnlyList<string> paths, BenchmarkFacts facts, Action<string> note)
    {
        List<MeasuredPoint> points = [];
        int results = 0;
        foreach ((string path, string name) in paths.Zip(ShortNames.Of(paths)))
        {
            IReadOnlyList<MeasuredPoint>? read = BenchmarkFiles.TryRead(path, name, facts, note);
            if (read is not null) results++;
            points.AddRange(read ?? Read(path, name, note));
        }
        if (results == 0 && !facts.AreEmpty) throw new InputException("--accelerator, --model and the like tell what a benchmark tool's result file does not; tables of measured points have columns for it");
        return points;
    }

    /// <summary>All rows in the order of the file. A row that cannot be read tells so in <see cref="MeasuredPoint.Fault"/>.</summary>
    /// <exception cref="InputException">No such file, or it lacks a column that every row needs.</exception>
    public static IReadOnlyList<MeasuredPoint> Read(string path) => Read(path, Path.GetFileName(path), _ => { });

    static List<MeasuredPoint> Read(string path, string file, Action<string> note)
    {
        TraceTable table = TraceTable.Open(path);
        string[] missing = [.. s_needed.Except(table.Columns)];
        if (missing.Length > 0)
        {
            throw new InputException($"{path}: no column {string.Join(", ", missing)}; measured points need {string.Join(", ", s_needed)}; in the file: {string.Join(", ", table.Columns)}");
        }
        string[] unread = [.. table.Columns.Except(s_columns)];
        if (unread.Length > 0) note($"{path}: {Quantities.Count(unread.Length, "column")} {(unread.Length == 1 ? "is" : "are")} not read: {string.Join(", ", unread.Select(name => $"{name}{Meant(name, table)}"))}");
        string[] known = [.. s_columns.Intersect(table.Columns)];
        Dictionary<string, int> at = known.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        List<MeasuredPoint> points = [];
        table.Read(known, cells => points.Add(Point(file, new Row(cells, at))));
        return points.Count > 0 ? points : throw new InputException($"{path}: holds no rows");
    }

    static string Meant(string name, TraceTable table) => NearestNames.Of(name, s_columns.Except(table.Columns), 1) is [var near] ? $" (did you mean {near}?)" : "";

    static MeasuredPoint Point(string file, Row row)
    {
        MeasuredPoint point = new()
        {
            File = file,
            Source = row.Text("source"),
            Id = row.Text("id"),
            Accelerator = row.Text("accelerator"),
            Accelerators = row.Whole("accelerators"),
            Model = row.Text("model"),
            Weights = row.Text("weights"),
            KvCache = row.Text("kv_cache"),
            Engine = row.Text("engine"),
            EngineVersion = row.Text("engine_version"),
            Tensor = row.Whole("tp"),
            Pipeline = row.Whole("pp"),
            Expert = row.Whole("ep"),
            Data = row.Whole("dp"),
            Mode = row.Text("mode"),
            Load = row.Positive("load"),
            PromptTokens = row.Positive("prompt_tokens"),
            OutputTokens = row.Positive("output_tokens"),
            CachedPromptTokens = row.Number("cached_prompt_tokens"),
            MaxBatchedTokens = row.Rounded("max_batched_tokens"),
            MaxSequences = row.Rounded("max_sequences"),
            WaitSteps = row.Number("wait_steps"),
            TtftLimitSeconds = row.Positive("ttft_limit_s"),
            TpotLimitSeconds = row.Positive("tpot_limit_s"),
            LimitPercentile = row.Share("limit_percentile"),
            Metric = row.Text("metric"),
            Statistic = row.Text("statistic") is { Length: > 0 } stated ? stated : "mean",
            Value = row.Positive("value") ?? double.NaN,
            Notes = row.Text("notes"),
        };
        return point with { Fault = row.Fault.Length > 0 ? row.Fault : double.IsNaN(point.Value) ? "no value" : "" };
    }

    sealed class Row(string?[] cells, Dictionary<string, int> at)
    {
        const string WholeRule = "a whole number of at least 1";

        public string Fault { get; set; } = "";

        public string Text(string column) => at.TryGetValue(column, out int i) ? cells[i]?.Trim() ?? "" : "";

        public double? Number(string column)
        {
            string text = Text(column);
            if (text.Length == 0) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= 0) return number;
            return Wrong(column, "a number of at least 0");
        }

        public double? Positive(string column)
        {
            double? number = Number(column);
            return number == 0 ? Wrong(column, "above 0") : number;
        }

        /// <summary>Also 4.0, as tables of floating-point columns write it.</summary>
        public int? Whole(string column)
        {
            double? number = Positive(column);
            return number is null || double.IsInteger(number.Value) ? Rounded(column) : (int?)Wrong(column, WholeRule);
        }

        /// <summary>A limit between whole numbers is rounded.</summary>
        public int? Rounded(string column)
        {
            double? number = Positive(column);
            return number is >= 1 and <= int.MaxValue ? (int)Math.Round(number.Value) : number is null ? null : (int?)Wrong(column, WholeRule);
        }

        /// <summary>0.99, 99 or p99.</summary>
        public double? Share(string column)
        {
            string text = Text(column).TrimStart('p', 'P').TrimEnd('%');
            if (text.Length == 0) return null;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return Wrong(column, "a percentile");
            double share = number > 1 ? number / 100 : number;
            return share is > 0 and < 1 ? share : Wrong(column, "a percentile between 0 and 100");
        }

        double? Wrong(string column, string rule)
        {
            if (Fault.Length == 0) Fault = $"{column} '{Text(column)}': must be {rule}";
            return null;
        }
    }
}
