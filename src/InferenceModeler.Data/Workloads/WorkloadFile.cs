using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Workloads;

/// <summary>
/// Workload files: JSON with <c>name</c>, <c>source</c>, lengths (<c>cells</c>, or lognormal <c>prompt</c> and <c>output</c>), <c>arrivals</c>, <c>hours</c> or
/// <c>peakToMean</c>, <c>sharing</c>.
/// </summary>
public static partial class WorkloadFile
{
    const double ShareTolerance = 0.01;

    /// <summary>Whether the file looks like a workload rather than a trace: one JSON object that names cells or lognormal lengths.</summary>
    public static bool IsOne(string path)
    {
        if (!File.Exists(path)) return false;
        using StreamReader reader = new(path);
        char[] head = new char[4096];
        int read = reader.ReadBlock(head);
        string text = new string(head, 0, read).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith('{') && (text.Contains("\"name\"", StringComparison.Ordinal) || text.Contains("\"cells\"", StringComparison.Ordinal));
    }

    /// <param name="json">The whole file.</param>
    /// <param name="file">What to call it in errors.</param>
    /// <exception cref="InputException">Not JSON, an unknown or missing field, or a value that breaks a rule.</exception>
    public static Workload Parse(string json, string file)
    {
        try
        {
            WorkloadShape shape = JsonSerializer.Deserialize(json, WorkloadJson.Default.WorkloadShape) ?? throw new InputException("is empty");
            return ToWorkload(shape);
        }
        catch (JsonException exception)
        {
            throw JsonFault.In(file, exception, WorkloadJson.Default);
        }
        catch (InputException exception)
        {
            throw new InputException($"{file}: {exception.Message}");
        }
    }

    static Workload ToWorkload(WorkloadShape shape)
    {
        if (shape.Hours is not null && shape.PeakToMean is not null) throw new InputException("give hours or peakToMean, not both");
        if (shape.RequestsPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate))) throw new InputException($"requestsPerSecond {rate}: must be a positive number");
        LengthDistribution lengths = Lengths(shape);
        return new()
        {
            Name = shape.Name,
            Source = shape.Source,
            Lengths = shape.PrefixReuse is { } reuse ? lengths.WithPrefixReuse(reuse) : lengths,
            Arrivals = Arrivals(shape.Arrivals),
            Day = shape.Hours is { } hours ? WorkloadLibrary.FindHourCurve(hours) : shape.PeakToMean is { } ratio ? HourCurve.FromPeakToMean(ratio) : HourCurve.Flat,
            PeakRequestsPerSecond = shape.RequestsPerSecond,
            Sharing = shape.Sharing is { } s ? new(s.SystemPrompts, s.SystemPromptTokens, s.OpenSessions, s.MeanTurns) : null,
            OwnRate = shape.OwnRate is { } r
                ? new(r.DurationSeconds, r.MeanRequestsPerSecond, r.PeakMinuteRequestsPerSecond, r.GapCv, r.MinuteDispersion, r.TimesAreCoarse, r.RequestsPerMinute)
                : null,
        };
    }

    static LengthDistribution Lengths(WorkloadShape shape)
    {
        if (shape.Cells is null)
        {
            if (shape.Prompt is null || shape.Output is null) throw new InputException("needs cells, or both prompt and output");
            return new LognormalLengths(Lognormal(shape.Prompt, "prompt"), Lognormal(shape.Output, "output"));
        }

        if (shape.Prompt is not null || shape.Output is not null) throw new InputException("give cells or prompt and output, not both");
        double total = shape.Cells.Sum(cell => cell.Length > 0 ? cell[0] : 0);
        if (!(Math.Abs(total - 1) < ShareTolerance)) throw new InputException($"the shares of the cells sum to {total:0.####}: must sum to 1");
        return new EmpiricalLengths([.. shape.Cells.Select(Cell)]);
    }

    static WeightedShape Cell(double[] cell, int index)
    {
        if (cell.Length is < 3 or > 4) throw new InputException($"cell {index + 1}: {cell.Length} numbers; give share, prompt, output and, if any, cached tokens");
        foreach (double tokens in cell.AsSpan(1))
            if (tokens != Math.Floor(tokens) || tokens > int.MaxValue) throw new InputException($"cell {index + 1}: {tokens} tokens; must be a whole number");
        return new(new((int)cell[1], (int)cell[2], cell.Length > 3 ? (int)cell[3] : 0), cell[0]);
    }

    static LognormalTokens Lognormal(TokensShape t, string which) => (t.Median, t.Mean, t.P95, t.Cv) switch
    {
        ({ } median, null, { } p95, null) => LognormalTokens.FromMedianAndP95(median, p95, t.Min ?? 1, t.Max ?? int.MaxValue),
        ({ } median, null, null, { } cv) => LognormalTokens.FromMedianAndCv(median, cv, t.Min ?? 1, t.Max ?? int.MaxValue),
        (null, { } mean, { } p95, null) => LognormalTokens.FromMeanAndP95(mean, p95, t.Min ?? 1, t.Max ?? int.MaxValue),
        (null, { } mean, null, { } cv) => LognormalTokens.FromMeanAndCv(mean, cv, t.Min ?? 1, t.Max ?? int.MaxValue),
        _ => throw new InputException($"{which}: give one of median and mean, and one of p95 and cv"),
    };

    static ArrivalProcess Arrivals(ArrivalShape? shape) => shape switch
    {
        null or { Law: "poisson", GapCv: null, Burst: null } => ArrivalProcess.Poisson,
        { Law: "poisson", GapCv: null, Burst: { } b } => ArrivalProcess.Bursty(new TwoStateBurst(b.HighRateFactor, b.HighTimeShare, b.MeanHighSeconds)),
        { Law: "deterministic", GapCv: null, Burst: null } => ArrivalProcess.Deterministic,
        { Law: "gamma", GapCv: { } cv, Burst: null } => ArrivalProcess.Gamma(cv),
        _ => throw new InputException($"arrivals '{shape.Law}': write poisson (with burst or without), gamma with gapCv, or deterministic"),
    };

    /// <summary>The workload as a file, its lengths reduced to at most <paramref name="points"/> cells, one a line.</summary>
    public static string Write(Workload workload, int points)
    {
        WorkloadShape shape = new(workload.Name, workload.Source)
        {
            Hours = WorkloadLibrary.HourCurves.Any(curve => curve.Name == workload.Day.Name) ? workload.Day.Name : null,
            PeakToMean = WorkloadLibrary.HourCurves.Any(curve => curve.Name == workload.Day.Name) ? null : workload.Day.PeakToMean,
            RequestsPerSecond = workload.PeakRequestsPerSecond,
            Arrivals = ToShape(workload.Arrivals),
            OwnRate = workload.OwnRate is { } r
                ? new(Rounded(r.DurationSeconds), Rounded(r.MeanRequestsPerSecond), Rounded(r.PeakMinuteRequestsPerSecond), Rounded(r.GapCv), Rounded(r.MinuteDispersion),
                    r.TimesAreCoarse, [.. r.RequestsPerMinute])
                : null,
        };
        StringBuilder text = new("{\n  " + TopLevel().Replace(JsonSerializer.Serialize(shape, WorkloadJson.Default.WorkloadShape)[1..^1], ",\n  $1"));
        text.Append(",\n  \"cells\": [\n");
        text.AppendJoin(",\n", workload.Lengths.ToMix(points).Mix.Shapes.Select(cell =>
            $"    [{cell.Share:G6}, {cell.Shape.PromptTokens}, {cell.Shape.OutputTokens}{(cell.Shape.CachedPromptTokens > 0 ? $", {cell.Shape.CachedPromptTokens}" : "")}]"));
        return text.Append("\n  ]\n}\n").ToString();
    }

    static ArrivalShape ToShape(ArrivalProcess arrivals) => new(arrivals.Law switch { GapLaw.Gamma => "gamma", GapLaw.Deterministic => "deterministic", _ => "poisson" })
    {
        GapCv = arrivals.Law == GapLaw.Gamma ? Rounded(arrivals.GapCv) : null,
        Burst = arrivals.Burst is { } b ? new(b.HighRateFactor, b.HighTimeShare, b.MeanHighSeconds) : null,
    };

    static double Rounded(double value) => double.Parse(value.ToString("G5"));

    /// <summary>Starts a line for every field of the file; what lies inside one stays on it.</summary>
    [GeneratedRegex(",(\"(source|hours|peakToMean|requestsPerSecond|arrivals|ownRate)\":)")]
    private static partial Regex TopLevel();
}
