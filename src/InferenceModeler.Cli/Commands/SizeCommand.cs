using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Sizing;
using InferenceModeler.Compute;
using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Hardware;
using InferenceModeler.Kernels;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Commands;

/// <summary>The main job: from a scenario to a fleet.</summary>
static class SizeCommand
{
    const int DefaultTop = 10;

    public static Command Create(Session session)
    {
        Argument<string?> file = new("scenario") { Description = "Scenario file (YAML); without it, a default scenario.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> model = Options.Text("--model", "Model: catalog id, a variant's name, or the path of a config.json.", "id");
        Option<string?> trace = Options.Text("--trace", "Trace file whose lengths and arrivals shape the traffic.", "file");
        Option<string?> columns = Options.Columns();
        Option<string?> workload = Options.Text("--workload", "Preset, lengths such as 1024x128, or workload file.", "name");
        workload.CompletionSources.Add(_ => WorkloadLibrary.PresetNames.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        Option<double?> rate = Options.Positive("--rate", "Requests per second, mean of the peak hour.", "requests per second");
        Option<double?> peakToMean = Options.Checked<double?>("--peak-to-mean", "Rate of the peak hour ÷ mean of the day, at least 1.", "number",
            text => Quantities.Positive(text, "--peak-to-mean", "peak hour ÷ mean of the day") is >= 1 and var value ? value : throw new InputException($"--peak-to-mean {text}: must be at least 1"));
        Option<double?> ttft = Options.Duration("--ttft", "Limit on the time to the first token.");
        Option<double?> tpot = Options.Duration("--tpot", "Limit on the time per output token.");
        Option<double?> e2e = Options.Duration("--e2e", "Limit on the end-to-end time.");
        Option<double?> percentile = Options.Percentile("--percentile", "Share of requests that keep each limit, in percent.");
        Option<string[]> accelerators = Options.Names("--accelerators", "Accelerators to consider, also those not on sale; default: all on sale here.");
        Option<Dictionary<string, double>> assumed = Options.Table("--assume-price", "Price per accelerator and hour to count with in the place of what the catalog says; marked as assumed.", "accelerator=usd", "$ per accelerator and hour");
        Option<string[]> providers = Options.Names("--providers", "Clouds to buy from.");
        Option<string[]> regions = Options.Names("--regions", "Regions (us-east-1, aws/us-east-1) or country codes.");
        Option<string[]> precisions = Options.Names("--precisions", "Weight formats to consider; naming one below 8 bit is consent to it.");
        Option<string[]> engines = Options.Names("--engines", "Serving engines to consider.");
        Option<string[]> layouts = Options.Names("--layouts", "Layouts to consider, such as tp8 or tp2ep8dp4.");
        Option<PurchaseOption?> purchase = Options.Choice<PurchaseOption>("--purchase", "How instances are bought; default on-demand.");
        Option<int?> top = Options.Whole("--top", $"Deployments to list; default {DefaultTop}.", 1, 1000);
        Option<string?> catalog = Options.Text("--catalog", "Folder with catalog files laid over the built-in ones.", "folder");
        Option<string?> device = DeviceOption.Create();
        Option<SimulateExtent?> simulate = Options.Choice<SimulateExtent>("--simulate", "Deployments whose capacity is simulated: best (until nothing else looks cheaper, 5 to 15), full (all that are listed) or none; default best.");
        Option<bool> noSimulate = new("--no-simulate") { Description = "The closed form alone, as --simulate none." };
        Option<string?> coefficients = Options.Coefficients();
        Option<bool> json = Options.Json();
        Verb command = new("size", "Size a fleet: which accelerators, how many, where and at what cost.",
            "inference-modeler size",
            "inference-modeler size --model Qwen/Qwen3-32B --workload azure-code-2023 --rate 80 --ttft 1s --tpot 30ms",
            "inference-modeler size --trace requests.csv --rate 200 --regions us-east-1,IE --precisions fp4,fp8 --json",
            "inference-modeler size scenario.yaml --percentile 99")
        {
            file, model, trace, columns, workload, rate, peakToMean, ttft, tpot, e2e, percentile, accelerators, assumed, providers, regions, precisions, engines, layouts, purchase, top, simulate, noSimulate, coefficients, catalog, device, json,
        };
        command.SetAction(result =>
        {
            if (result.GetValue(trace) is not null && result.GetValue(workload) is not null) throw new InputException("--trace and --workload both say what arrives; give one of them");
            if (result.GetValue(simulate) is not null && result.GetValue(noSimulate)) throw new InputException("--simulate and --no-simulate contradict each other; give one of them");
            SimulateExtent extent = result.GetValue(noSimulate) ? SimulateExtent.None : result.GetValue(simulate) ?? SimulateExtent.Best;
            Scenario options = new()
            {
                Model = result.GetValue(model),
                Trace = result.GetValue(trace),
                TraceColumns = result.GetValue(columns),
                Workload = result.GetValue(workload),
                RequestsPerSecond = result.GetValue(rate),
                PeakToMean = result.GetValue(peakToMean),
                TtftSeconds = result.GetValue(ttft),
                TpotSeconds = result.GetValue(tpot),
                E2eSeconds = result.GetValue(e2e),
                Percentile = result.GetValue(percentile),
                Accelerators = result.GetValue(accelerators)!,
                AssumedUsdPerAcceleratorHour = result.GetValue(assumed)!,
                Providers = result.GetValue(providers)!,
                Regions = result.GetValue(regions)!,
                Precisions = result.GetValue(precisions)!,
                Engines = result.GetValue(engines)!,
                Layouts = result.GetValue(layouts)!,
                Purchase = result.GetValue(purchase),
            };
            Scenario scenario = options.Over(result.GetValue(file) is { } path ? ScenarioFiles.Load(path).Over(ScenarioFiles.Default()) : ScenarioFiles.Default());
            SizeInput input = SizeInput.Of(scenario, result.GetValue(catalog), result.GetValue(coefficients));
            return Run(session, input, result.GetValue(device), extent, result.GetValue(top) ?? DefaultTop, result.GetValue(json));
        });
        return command;
    }

    static int Run(Session session, SizeInput input, string? device, SimulateExtent extent, int top, bool json)
    {
        DeviceChoice choice = DeviceOption.Asked(device);
        using IComputeBackend backend = choice.Open(Environment.ProcessorCount);
        using Progress progress = session.Progress("evaluating");
        SizeAnswer answer = SizeAnswer.Of(input, backend, extent, progress, session.Cancellation);
        DeviceOption.Tell(session, choice);
        if (answer.EvaluationSeconds > 0)
            session.Note($"evaluated {Format.Count(answer.Evaluations)} operating points in {Format.Seconds(answer.EvaluationSeconds)}: {Format.Metric(answer.Evaluations / answer.EvaluationSeconds)}/s"
                + (answer.FirstMillionSeconds is { } first ? $", the first million in {Format.Seconds(first)} from the launch, compiling included" : ""));
        if (answer.SimulationSeconds > 0) session.Note($"simulated the capacity of {Quantities.Count(answer.Simulations, "deployment")} in {Format.Seconds(answer.SimulationSeconds)}");
        if (json) session.Json(SizeDocument.Of(answer, top));
        else SizeTables.Write(session, answer, top);
        return answer.Ranked.Count > 0 && !answer.HasMissedAll ? ExitCodes.Answered : ExitCodes.AnsweredNo;
    }
}
