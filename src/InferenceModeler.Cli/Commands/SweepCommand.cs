using System.CommandLine;
using System.Diagnostics;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Sweeping;
using InferenceModeler.Compute;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Hardware;
using InferenceModeler.Kernels;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Cli.Commands;

/// <summary>Evaluates every combination of what is named, and keeps all of them, the fronts or the best.</summary>
static class SweepCommand
{
    const long MostRows = 20_000_000, RowsPerReport = 1 << 16;

    public static Command Create(Session session)
    {
        Option<string[]> models = Options.Names("--models", "Models by catalog name, paths of config.json, or all."), accelerators = Options.Names("--accelerators", "Accelerators; default: all that are offered."),
            layouts = Options.Names("--layouts", "Layouts such as tp4, tp8pp2, tp2ep8dp4; default: all that make sense.", "layouts"),
            precisions = Options.Names("--precisions", "Weight and KV formats; default: the model's own, and 8 bit.", "formats"), engines = Options.Names("--engines", "Serving engines; default: all but generic."),
            stepTokens = Options.Names("--step-tokens", "Token budgets of a step, beside the engine's own.", "numbers"),
            prompt = Axis("--prompt", "Prompt tokens: 128,1024 or ranges 128..4096:128 (steps), 128..4096*2 (factors). Default: 1024.", "1024"),
            outputTokens = Axis("--output-tokens", "Output tokens. Default: 256.", "256"), cached = Axis("--cached", "Prompt tokens already in the prefix cache. Default: 0.", "0"),
            loads = Axis("--loads", "Requests in flight (closed), in the batch (static) or queued (offline). Default: 1..256*2.", "1..256*2");
        Option<SweepMode?> mode = Options.Choice<SweepMode>("--mode", "How requests arrive: closed, static or offline. Default: closed.");
        Option<(SweepKeep Keep, int Top)?> keep = Options.Checked<(SweepKeep, int)?>("--keep", "What to keep per model and shape: front, best, top:K, or all. Default: front.", "all|front|top:K|best", text => Keep(text));
        Option<SweepObjective?> objective = Options.Choice<SweepObjective>("--objective", "What is better, beside a fast TPOT in a front: throughput (tokens/s per accelerator), price ($/Mtok) or speed. Default: throughput.");
        Option<double?> ttft = Options.Duration("--ttft", "Ceiling of the mean time to the first token."), tpot = Options.Duration("--tpot", "Ceiling of the mean time per output token.");
        Option<int?> mostAccelerators = Options.Whole("--max-accelerators", "Largest replica."), maxRows = Options.Whole("--max-rows", $"Most rows to keep; more is an error. Default: {MostRows:N0}.");
        Option<int?> saveEvery = Options.Whole("--save-every", "Most evaluations between two saves beside --output; default: 131,072 where all is kept, else 33 million.");
        Option<PurchaseOption?> purchase = Options.Choice<PurchaseOption>("--purchase", "How capacity is bought. Default: on-demand.");
        Option<string?> output = Options.Text("--output", "Write the kept rows to a .parquet, .duckdb or .csv file, whole or not at all.", "file"), plot = Options.Text("--plot", "Draw speed against throughput and price into a .png or .svg file.", "file");
        Option<bool> overwrite = new("--overwrite") { Description = "Replace the output file, and discard parts of other sweeps beside it." }, json = Options.Json();
        Option<bool> resume = new("--resume") { Description = "Only go on with an interrupted sweep; refuse where there is none. Without it a sweep resumes where it can." };
        Option<string?> device = DeviceOption.Create(), overlay = CatalogCommand.Overlay();
        Verb command = new("sweep", "Evaluate models × accelerators × layouts × precisions × engines × shapes × loads; keep all, the fronts or the best.",
            "inference-modeler sweep --models Qwen3-32B --accelerators h200 --prompt 4000 --output-tokens 500 --cached 500 --loads 1..256 --ttft 300ms --tpot 10ms",
            "inference-modeler sweep --models llama-3.3-70b-instruct,gpt-oss-120b --prompt 128..8192*2 --loads 1..512*2 --keep all --output sweep.parquet --plot sweep.png")
        {
            models, accelerators, layouts, precisions, engines, stepTokens, prompt, outputTokens, cached, loads, mode, keep, objective, ttft, tpot, mostAccelerators, maxRows, saveEvery, purchase, output, overwrite,
            resume, plot, device, overlay, json,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(models) is not { Length: > 0 } names) throw new InputException("--models is missing: name at least one, for example --models Llama-3.3-70B-Instruct, or all");
            (SweepKeep kept, int top) = result.GetValue(keep) ?? (SweepKeep.Front, 1);
            SweepSettings settings = new()
            {
                Mode = result.GetValue(mode) ?? SweepMode.Closed,
                Keep = kept,
                Top = top,
                Objective = result.GetValue(objective) ?? SweepObjective.Throughput,
                TtftCeilingSeconds = (float)(result.GetValue(ttft) ?? double.PositiveInfinity),
                TpotCeilingSeconds = (float)(result.GetValue(tpot) ?? double.PositiveInfinity),
            };
            if (kept == SweepKeep.Front && settings.Objective == SweepObjective.Speed) throw new InputException("--objective speed: a front already weighs speed; take throughput or price, or --keep best");
            SweepFiles files = new(result.GetValue(output), result.GetValue(plot), result.GetValue(overwrite), result.GetValue(resume));
            files.Check(kept);
            SweepInput input = new()
            {
                Models = names,
                Accelerators = result.GetValue(accelerators)!,
                Layouts = result.GetValue(layouts)!,
                Precisions = result.GetValue(precisions)!,
                Engines = result.GetValue(engines)!,
                StepTokens = result.GetValue(stepTokens)!,
                Prompt = result.GetValue(prompt)!,
                Output = result.GetValue(outputTokens)!,
                Cached = result.GetValue(cached)!,
                Loads = result.GetValue(loads)!,
                MostAccelerators = result.GetValue(mostAccelerators) ?? int.MaxValue,
                Purchase = result.GetValue(purchase) ?? PurchaseOption.OnDemand,
            };
            SweepInput.Found found = input.Find(result.GetValue(overlay), session.Cancellation);
            foreach (string note in found.Notes) session.Note(note);
            if (found.Space is not null) return Run(session, found, found.Space, settings, files, result.GetValue(device), result.GetValue(maxRows) ?? MostRows, result.GetValue(saveEvery), result.GetValue(json));
            if (result.GetValue(json)) session.Json(new { Verdicts = new Dictionary<string, long>(), found.Rejections, KeptRows = 0 });
            else SweepReport.Rejected(session, found);
            session.Note("nothing fits: no deployment of these models, accelerators, layouts, precisions and engines");
            return ExitCodes.AnsweredNo;
        });
        return command;
    }

    static int Run(Session session, SweepInput.Found found, SweepSpace space, SweepSettings settings, SweepFiles files, string? device, long mostRows, int? saveEvery, bool json)
    {
        DeviceChoice choice = DeviceOption.Choose(session, device);
        SweepParts parts = new(space, settings.Keep, saveEvery);
        using SweepStore? store = files.Open(session, SweepIdentity.Of(space, settings, parts), parts.Count, string.Join(" + ", choice.Devices));
        SweepJob job = new(space, settings, parts, store, mostRows);
        using IComputeBackend backend = choice.Open(Environment.ProcessorCount);
        try
        {
            using (SweepProgress progress = new(session.ErrorIsTerminal ? session.Error : TextWriter.Null, space.Evaluations)) job.Run(backend, progress, session.Cancellation);
            if (files.Plot is { } plot) SweepPlot.Save(plot, space, settings, job.Kept);
            if (store is { IsFinished: true }) store.Clear();
            else store?.Finish(path => Write(session, path, files.Output!, space, job));
            if (json) session.Json(SweepReport.Json(space, settings, found, job, files.Output, backend.Device, (DateTime.Now - Process.GetCurrentProcess().StartTime).TotalSeconds));
            else SweepReport.Print(session, space, found, job, files.Output);
        }
        catch (Exception stop) when (store is not null && stop is OperationCanceledException or DeviceException)
        {
            session.Note($"{job.FinishedParts} of {Quantities.Count(parts.Count, "part")} {(job.FinishedParts == 1 ? "is" : "are")} saved beside {files.Output}; the same command goes on from there{(stop is DeviceException ? ", on any device" : "")}");
            throw;
        }
        catch (InputException) when (store is not null)
        {
            store.Clear();
            throw;
        }
        session.Note($"{Quantities.Count(job.Evaluated, "evaluation")} in {Format.Seconds(job.EvaluationSeconds)} ({Format.Metric(job.Evaluated / Math.Max(job.EvaluationSeconds, 1e-9))}/s) on {backend.Device}");
        if (backend is SharedBackend shared) session.Note($"shares: {string.Join(", ", shared.Shares.Select(share => $"{share.Device.Kind} {Format.Percent((double)share.Evaluations / Math.Max(job.Evaluated, 1))}"))}");
        return job.KeptRows > 0 ? ExitCodes.Answered : ExitCodes.AnsweredNo;
    }

    static void Write(Session session, string path, string output, SweepSpace space, SweepJob job)
    {
        using Progress progress = session.Progress("writing");
        progress.Total = job.KeptRows;
        IEnumerable<SweepPoint> Told()
        {
            long written = 0;
            foreach (SweepPoint point in job.Kept)
            {
                yield return point;
                if (++written % RowsPerReport == 0) progress.Report(written);
            }
        }

        SweepFile.Write(path, output, space, Told(), session.Cancellation);
    }

    static Option<string[]> Axis(string name, string description, string byDefault)
    {
        Option<string[]> option = Options.Names(name, description, "numbers");
        option.DefaultValueFactory = _ => [byDefault];
        return option;
    }

    static (SweepKeep, int) Keep(string text) => text switch
    {
        "all" => (SweepKeep.All, 1),
        "front" => (SweepKeep.Front, 1),
        "best" => (SweepKeep.Top, 1),
        _ when text.StartsWith("top:", StringComparison.Ordinal) => (SweepKeep.Top, Quantities.Whole(text[4..], "--keep top", 1, 1_000_000)),
        _ => throw new InputException($"--keep '{text}': must be all, front, best or top:K, for example top:10"),
    };
}
