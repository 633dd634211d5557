using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Data.Traces;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Commands;

/// <summary>Lists and shows workloads, and reduces traces to presets.</summary>
static class WorkloadCommand
{
    const int ReducedPoints = 32;

    /// <summary>Nine prompt by eight output bins.</summary>
    const int PresetPoints = 72;

    static readonly (string Name, Func<RequestShape, double> Of)[] s_lengths =
    [
        ("prompt", shape => shape.PromptTokens),
        ("cached prompt", shape => shape.CachedPromptTokens),
        ("output", shape => shape.OutputTokens),
        ("total", shape => (double)shape.PromptTokens + shape.OutputTokens),
    ];

    static readonly double[] s_probabilities = [0.5, 0.9, 0.95, 0.99];

    public static Command Create(Session session) => new Verb("workload", "List, show and make workloads: lengths, arrivals, prefix reuse.",
        "inference-modeler workload show azure-conversation-2023")
    {
        List(session),
        Show(session),
        Preset(session),
    };

    static Verb List(Session session)
    {
        Option<bool> json = Options.Json();
        Verb command = new("list", "List the presets, their short names and the hour curves.", "inference-modeler workload list") { json };
        command.SetAction(result =>
        {
            Workload[] presets = [.. WorkloadLibrary.PresetNames.Select(name => WorkloadLibrary.Load(name).Workload)];
            if (result.GetValue(json))
            {
                session.Json(new
                {
                    Workloads = presets.Select(Summary),
                    WorkloadLibrary.Aliases,
                    HourCurves = WorkloadLibrary.HourCurves.Select(curve => new { curve.Name, curve.PeakToMean, curve.OfPeak, curve.Source }),
                });
                return ExitCodes.Answered;
            }

            TextTable table = new(Column.Text("workload"), Column.Text("also"), Column.Number("prompt mean"), Column.Number("p95"), Column.Number("output mean"), Column.Number("p95"),
                Column.Number("cached"), Column.Text("source"));
            foreach (Workload preset in presets)
            {
                LengthDistribution lengths = preset.Lengths;
                table.Row(preset.Name, string.Join(", ", WorkloadLibrary.Aliases.Where(alias => alias.Value == preset.Name).Select(alias => alias.Key).Order()),
                    Format.Number(lengths.MeanPromptTokens), Format.Number(lengths.Quantile(shape => shape.PromptTokens, 0.95)),
                    Format.Number(lengths.MeanOutputTokens), Format.Number(lengths.Quantile(shape => shape.OutputTokens, 0.95)),
                    Format.Percent(lengths.PrefixReuse), preset.Source);
            }

            session.Table(table);
            TextTable curves = new(Column.Text("hour curve"), Column.Number("peak to mean"), Column.Text("source"));
            foreach (HourCurve curve in WorkloadLibrary.HourCurves) curves.Row(curve.Name, Format.Number(curve.PeakToMean), curve.Source);
            session.Table(curves);
            session.Line("Fixed lengths need no preset: 1024x128 is a prompt of 1,024 and an output of 128 tokens.");
            return ExitCodes.Answered;
        });
        return command;
    }

    static object Summary(Workload workload) => new
    {
        workload.Name,
        workload.Lengths.MeanPromptTokens,
        workload.Lengths.MeanOutputTokens,
        workload.Lengths.MeanCachedPromptTokens,
        workload.Lengths.PrefixReuse,
        workload.Source,
    };

    static Verb Show(Session session)
    {
        Argument<string> name = new("workload") { Description = "A preset, lengths such as 1024x128, a workload file or a trace." };
        name.CompletionSources.Add([.. WorkloadLibrary.PresetNames]);
        Option<string?> columns = Options.Columns();
        Option<double?> rate = Options.Positive("--rate", "Mean requests per second of the peak hour.", "requests per second");
        Option<string?> hours = Options.Text("--hours", "Hour curve that the day follows.", "name");
        Option<double?> ratio = Options.Positive("--peak-to-mean", "Rate of the peak hour ÷ mean rate of the day.", "1.8");
        Option<string?> plot = Options.Text("--plot", "Draw the lengths and the rate into a .png or .svg file.", "file");
        Option<bool> json = Options.Json();
        Verb command = new("show", "Show lengths, rate, burstiness and prefix reuse of a workload.", "inference-modeler workload show chat --rate 200 --plot chat.png",
            "inference-modeler workload show trace.csv --columns prompt=in,output=out")
        { name, columns, rate, hours, ratio, plot, json };
        command.SetAction(result =>
        {
            Workload workload = Loaded(session, result.GetValue(name)!, result.GetValue(columns));
            workload = WithDay(workload, result.GetValue(hours), result.GetValue(ratio));
            double? peakRate = result.GetValue(rate) ?? workload.PeakRequestsPerSecond;
            if (result.GetValue(plot) is { } file) WorkloadPlot.Save(workload, peakRate, file);
            if (result.GetValue(json)) session.Json(Document(workload, peakRate));
            else Print(session, workload, peakRate);
            return ExitCodes.Answered;
        });
        return command;
    }

    static Verb Preset(Session session)
    {
        Option<string> from = new("--from") { Description = "A trace, or a ServeGen client summary.", HelpName = "file", Required = true };
        Option<string> name = new("--name") { Description = "Name of the preset.", HelpName = "name", Required = true };
        Option<string> output = new("--output") { Description = "The workload file to write.", HelpName = "file", Required = true };
        Option<int?> points = Options.Whole("--points", "Most cells to keep, 72 by default.", 1, 4096);
        Option<string?> columns = Options.Columns();
        Option<string?> source = Options.Text("--source", "Where the trace comes from.", "text");
        Option<string?> hours = Options.Text("--hours", "Hour curve that the day follows.", "name");
        Option<string?> category = Options.Text("--category", "Category of a ServeGen client summary.", "name");
        Option<string?> model = Options.Text("--client-model", "One model class of that category; all by default.", "name");
        Verb command = new("preset", "Reduce a trace to a workload file of quantile cells.", "inference-modeler workload preset --from trace.csv --name mine --output mine.json")
        { from, name, output, points, columns, source, hours, category, model };
        command.SetAction(result =>
        {
            string path = result.GetValue(from)!;
            bool serveGen = ServeGenSummary.IsOne(path);
            if (serveGen != result.GetValue(category) is not null)
                throw new InputException(serveGen ? $"{path}: a ServeGen client summary; choose a --category" : $"--category: {path} is not a ServeGen client summary");
            Workload workload = serveGen
                ? ServeGenSummary.Read(path, result.GetValue(category)!, result.GetValue(model), result.GetValue(name)!)
                : Loaded(session, path, result.GetValue(columns)) with { Name = result.GetValue(name)! };
            if (result.GetValue(source) is { } text) workload = workload with { Source = serveGen ? $"{text}; {workload.Source}" : text };
            workload = WithDay(workload, result.GetValue(hours), null);
            WholeFile.Write(result.GetValue(output)!, WorkloadFile.Write(workload, result.GetValue(points) ?? PresetPoints));
            return ExitCodes.Answered;
        });
        return command;
    }

    static Workload Loaded(Session session, string nameOrFile, string? columns)
    {
        LoadedWorkload loaded = WorkloadLibrary.Load(nameOrFile, columns is null ? null : TraceColumns.Parse(columns));
        foreach (string warning in loaded.Warnings) session.Note($"warning: {warning}");
        return loaded.Workload;
    }

    static Workload WithDay(Workload workload, string? hours, double? peakToMean) => (hours, peakToMean) switch
    {
        (not null, not null) => throw new InputException("--hours and --peak-to-mean: give one of them"),
        (not null, null) => workload with { Day = WorkloadLibrary.FindHourCurve(hours) },
        (null, not null) => workload with { Day = HourCurve.FromPeakToMean(peakToMean.Value) },
        _ => workload,
    };

    static void Print(Session session, Workload workload, double? peakRate)
    {
        session.Line($"{workload.Name}: {workload.Source}");
        TextTable table = new([Column.Text("tokens"), Column.Number("mean"), .. s_probabilities.Select(p => Column.Number(Format.Percentile(p))), Column.Number("most")]);
        foreach ((string what, Func<RequestShape, double> of) in s_lengths)
        {
            if (what == "cached prompt" && workload.Lengths.PrefixReuse == 0) continue;
            WeightedQuantiles quantiles = WeightedQuantiles.Of(workload.Lengths.Table, of);
            double mean = workload.Lengths.Table.Sum(cell => cell.Share * of(cell.Shape));
            table.Row([what, Format.Number(mean, 4), .. s_probabilities.Select(p => Format.Number(quantiles.At(p), 4)), Format.Number(quantiles.At(1), 4)]);
        }

        session.Table(table);
        session.Line($"prefix reuse    {(workload.Lengths.PrefixReuse > 0 ? $"{Format.Percent(workload.Lengths.PrefixReuse)} of prompt tokens, with a cache that never evicts" : "none known")}");
        session.Line($"arrivals        {Described(workload.Arrivals)}");
        session.Line($"day             {workload.Day.Name}: the peak hour has {Format.Number(workload.Day.PeakToMean)} times the mean rate ({workload.Day.Source})");
        if (workload.OwnRate is { } own) PrintOwnRate(session, own);
        else session.Line("own rate        none: the source has no arrival times");
        if (peakRate is { } rate)
            session.Line($"at --rate {Format.Number(rate)}  mean of the day {Format.Number(workload.MeanRequestsPerSecond(rate))} requests/s, {Format.Metric(workload.ServedTokensPerDay(rate))}tokens served a day");
    }

    static void PrintOwnRate(Session session, RateFacts own)
    {
        session.Line($"own rate        {Format.Number(own.MeanRequestsPerSecond)} requests/s over {Format.Number(own.DurationSeconds / 60)} min, {Format.Number(own.PeakMinuteRequestsPerSecond)} in the busiest minute; only the shape is used");
        session.Line($"burstiness      {(own.TimesAreCoarse ? "gaps unknown, the clock of the trace is too coarse" : $"gaps vary by {Format.Number(own.GapCv)} times their mean (Poisson: 1)")}; counts of minutes disperse by {Format.Number(own.MinuteDispersion)} (Poisson: 1)");
        if (own.RequestsPerMinute.Count == 0) return;
        const string Bars = "▁▂▃▄▅▆▇█";
        const int Width = 60;
        int minutesPerBar = (own.RequestsPerMinute.Count + Width - 1) / Width;
        double[] counts = [.. own.RequestsPerMinute.Chunk(minutesPerBar).Select(chunk => chunk.Average())];
        double most = Math.Max(counts.Max(), 1e-9);
        session.Line($"rate over time  {string.Concat(counts.Select(count => Bars[(int)Math.Min(count / most * Bars.Length, Bars.Length - 1)]))}  ({minutesPerBar} min a bar)");
    }

    static string Described(ArrivalProcess arrivals) => arrivals switch
    {
        { Burst: { } burst } => $"Poisson in two states: {Format.Number(burst.HighRateFactor)} times the mean rate for {Format.Percent(burst.HighTimeShare)} of the time, {Format.Seconds(burst.MeanHighSeconds)} at a time",
        { Law: GapLaw.Gamma } => $"gamma, gaps vary by {Format.Number(arrivals.GapCv)} times their mean",
        { Law: GapLaw.Deterministic } => "equally spaced",
        _ => "Poisson",
    };

    static object Document(Workload workload, double? peakRate) => new
    {
        workload.Name,
        workload.Source,
        Lengths = s_lengths.ToDictionary(length => length.Name.Replace(" prompt", "Prompt", StringComparison.Ordinal) + "Tokens", length =>
        {
            WeightedQuantiles quantiles = WeightedQuantiles.Of(workload.Lengths.Table, length.Of);
            return new
            {
                Mean = workload.Lengths.Table.Sum(cell => cell.Share * length.Of(cell.Shape)),
                P50 = quantiles.At(0.5),
                P90 = quantiles.At(0.9),
                P95 = quantiles.At(0.95),
                P99 = quantiles.At(0.99),
                Most = quantiles.At(1),
            };
        }),
        workload.Lengths.PrefixReuse,
        Arrivals = new { workload.Arrivals.Law, workload.Arrivals.GapCv, workload.Arrivals.Burst },
        Day = new { workload.Day.Name, workload.Day.PeakToMean, workload.Day.OfPeak, workload.Day.Source },
        workload.OwnRate,
        PeakRequestsPerSecond = peakRate,
        MeanRequestsPerSecond = peakRate is { } rate ? workload.MeanRequestsPerSecond(rate) : (double?)null,
        ServedTokensPerDay = peakRate is { } peak ? workload.ServedTokensPerDay(peak) : (double?)null,
        ReducedShapes = workload.Lengths.ToMix(ReducedPoints).Mix.Shapes.Select(cell => new
        {
            cell.Share,
            cell.Shape.PromptTokens,
            cell.Shape.OutputTokens,
            cell.Shape.CachedPromptTokens,
        }),
    };
}
