using System.CommandLine;
using InferenceModeler.Cli.Explaining;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data.Scenarios;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Commands;

/// <summary>Takes one operating point apart, operator by operator.</summary>
static class ExplainCommand
{
    // More than any engine holds in its queue.
    const double MostConcurrency = 1e6;

    public static Command Create(Session session)
    {
        Option<string?> model = Options.Text("--model", "Model: catalog id, a variant's name, or the path of a config.json.", "id");
        Option<string?> accelerator = Options.Text("--accelerator", "Accelerator; default h100-sxm.", "id");
        Option<Layout?> layout = Options.Checked<Layout?>("--layout", "Layout such as tp4 or tp8pp2; default: the fewest accelerators that hold the model.", "layout", text => Layouts.Parse(text, "--layout"));
        Option<string?> precision = Options.Text("--precision", "Format of weights, and of the cache where it differs: fp8, bf16, fp8/kv-bf16; default fp8.", "format");
        Option<string?> engine = Options.Text("--engine", "Serving engine; default vllm.", "id");
        Option<int?> budget = Options.Whole("--max-batched-tokens", "Tokens of a step; default: the engine's own.", 1, 1 << 20);
        Option<string?> workload = Options.Text("--workload", "Lengths such as 1024x128, or a preset whose means are taken; default azure-conversation-2023.", "name");
        Option<double?> concurrency = Options.Checked<double?>("--concurrency", "Requests in flight in the replica; default 32.", "number", text => Concurrency(text, "--concurrency"));
        Option<string?> catalog = Options.Text("--catalog", "Folder with catalog files laid over the built-in ones.", "folder");
        Option<string?> coefficients = Options.Coefficients();
        Option<bool> json = Options.Json();
        Verb command = new("explain", "Take one operating point apart: operators, memory, sensitivities, and where each input comes from.",
            "inference-modeler explain --model Llama-3.3-70B-Instruct --accelerator h100-sxm --layout tp4 --precision fp8 --workload 1024x256 --concurrency 64",
            "inference-modeler explain --model deepseek-ai/DeepSeek-V3 --accelerator h200-sxm --layout tp8 --json")
        {
            model, accelerator, layout, precision, engine, budget, workload, concurrency, coefficients, catalog, json,
        };
        command.SetAction(result =>
        {
            Scenario defaults = ScenarioFiles.Default();
            Explanation explanation = Explanation.Of(new()
            {
                Model = result.GetValue(model) ?? defaults.Model!,
                Accelerator = result.GetValue(accelerator) ?? "h100-sxm",
                Layout = result.GetValue(layout),
                Precision = result.GetValue(precision) ?? "fp8",
                Engine = result.GetValue(engine) ?? "vllm",
                MaxBatchedTokens = result.GetValue(budget),
                Workload = result.GetValue(workload) ?? defaults.Workload!,
                Concurrency = result.GetValue(concurrency) ?? 32,
                CatalogFolder = result.GetValue(catalog),
                CoefficientFile = result.GetValue(coefficients),
            });
            if (result.GetValue(json)) session.Json(ExplainDocument.Of(explanation));
            else ExplainTables.Write(session, explanation);
            return ExitCodes.Answered;
        });
        return command;
    }

    static double Concurrency(string text, string name) => Quantities.Positive(text, name, "requests") is >= 1 and <= MostConcurrency and var value
        ? value
        : throw new InputException($"{name} {text}: must be from 1 to {MostConcurrency:N0} (requests)");
}
