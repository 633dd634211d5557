using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>What a sweep says: how much was looked at, why the rest was not kept, and, where no file takes them, the kept rows.</summary>
static class SweepReport
{
    const int PrintedRows = 100;

    public static object Json(SweepSpace space, SweepSettings settings, SweepInput.Found found, SweepJob job, string? output, ComputeDevice device, double processSeconds) => new
    {
        Sweep = new
        {
            Deployments = space.Deployments.Count,
            Shapes = space.Shapes.Count,
            Loads = space.Loads.Count,
            space.Evaluations,
            settings.Mode,
            settings.Keep,
            settings.Objective,
        },
        Verdicts = Enum.GetValues<SweepVerdict>().ToDictionary(Choices.Name, verdict => job.Tally[verdict]),
        found.Rejections,
        CachedPrefixNotShorterThanPrompt = found.ShapesLeftOut,
        KeptRows = job.KeptRows,
        Output = output,
        Columns = SweepTable.ColumnNames,
        Results = output is null ? job.Kept.Select(point => SweepTable.Row(space, point)) : null,
        Run = new
        {
            Device = device.Kind,
            device.Lane,
            device.Threads,
            EvaluatedHere = job.Evaluated,
            job.ResumedParts,
            job.EvaluationSeconds,
            EvaluationsPerSecond = job.EvaluationSeconds > 0 ? job.Evaluated / job.EvaluationSeconds : double.NaN,
            ProcessSeconds = processSeconds,
        },
    };

    public static void Print(Session session, SweepSpace space, SweepInput.Found found, SweepJob job, string? output)
    {
        session.Line($"{Quantities.Count(space.Evaluations, "combination")}: {Quantities.Count(space.Deployments.Count, "deployment")} × {Quantities.Count(space.Shapes.Count, "shape")} × {Quantities.Count(space.Loads.Count, "load")}");
        TextTable verdicts = new(Column.Text("combinations that"), Column.Number("count"));
        foreach (SweepVerdict verdict in Enum.GetValues<SweepVerdict>())
            if (job.Tally[verdict] > 0 || verdict == SweepVerdict.Fits) verdicts.Row(Told(verdict), Format.Count(job.Tally[verdict]));
        session.Table(verdicts);
        Rejected(session, found);
        if (output is not null) session.Line($"{Quantities.Count(job.KeptRows, "row")} in {output}");
        else Rows(session, space, job);
    }

    public static void Rejected(Session session, SweepInput.Found found)
    {
        if (found.ShapesLeftOut > 0) session.Line($"{Quantities.Count(found.ShapesLeftOut, "shape")} left out: the cached prefix is not shorter than the prompt");
        if (found.Rejections.Count == 0) return;
        TextTable table = new(Column.Text("deployments left out because"), Column.Number("count"), Column.Text("nearest miss"));
        foreach (Rejection rejection in found.Rejections) table.Row(Choices.Name(rejection.Reason), Format.Count(rejection.Count), rejection.NearestMiss);
        session.Table(table);
    }

    static void Rows(Session session, SweepSpace space, SweepJob job)
    {
        TextTable table = new(Column.Text("model"), Column.Text("deployment"), Column.Number("prompt"), Column.Number("cached"), Column.Number("output"), Column.Number("load"), Column.Number("TTFT"),
            Column.Number("TPOT"), Column.Number("tokens/s per user"), Column.Number("per accelerator"), Column.Number("$/Mtok"), Column.Number("J/token"));
        foreach (SweepPoint point in job.Kept.Take(PrintedRows))
        {
            Deployment deployment = space.Deployments[point.Row].Deployment;
            Workloads.RequestShape shape = space.ShapeOf(point.Item);
            table.Row(deployment.Model.Id, deployment.ToString(), Format.Count(shape.PromptTokens), Format.Count(shape.CachedPromptTokens), Format.Count(shape.OutputTokens), Format.Count(space.LoadOf(point.Item)),
                Format.Seconds(point.TtftSeconds), Format.Seconds(point.TpotSeconds), Format.Number(1 / point.TpotSeconds), Format.Number(point.OutputTokensPerSecond / space.AcceleratorsOf(point.Row)),
                point.UsdPerMillionOutputTokens < 0 ? "–" : Format.Number(point.UsdPerMillionOutputTokens), Format.Number(point.JoulesPerOutputToken));
        }
        if (job.KeptRows > 0) session.Table(table);
        if (job.KeptRows > PrintedRows) session.Line($"{Quantities.Count(job.KeptRows - PrintedRows, "further row")}; write all with --output FILE.parquet");
    }

    static string Told(SweepVerdict verdict) => verdict switch
    {
        SweepVerdict.Fits => "fit",
        SweepVerdict.ContextTooLong => "exceed the model's context",
        SweepVerdict.KvMemoryTooSmall => "exceed the KV memory with one request",
        SweepVerdict.TtftMissed => "miss the TTFT ceiling",
        SweepVerdict.TpotMissed => "miss the TPOT ceiling",
        SweepVerdict.PriceUnknown => "have no price",
        _ => "have a figure that is not finite",
    };
}
