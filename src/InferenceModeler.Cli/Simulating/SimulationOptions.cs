using System.CommandLine;
using InferenceModeler.Cli.Commands;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The options that <c>simulate</c> and <c>capacity</c> share.</summary>
sealed class SimulationOptions
{
    readonly Option<string?> _model = Options.Text("--model", "Model: catalog id, a variant's name, or the path of a config.json.", "id");
    readonly Option<string?> _accelerator = Options.Text("--accelerator", "Accelerator; default h100-sxm.", "id");
    readonly Option<Layout?> _layout = Options.Checked<Layout?>("--layout", "Layout such as tp4 or tp8pp2; default: the smallest that fits.", "layout", text => Layouts.Parse(text, "--layout"));
    readonly Option<string?> _precision = Options.Text("--precision", "Format of weights, and of the cache where it differs: fp8, bf16, fp8/kv-bf16; default fp8 where it runs.", "format");
    readonly Option<string?> _engine = Options.Text("--engine", "Serving engine; default vllm.", "id");
    readonly Option<int?> _budget = Options.Whole("--max-batched-tokens", "Tokens of a step; default: the engine's own.", 1, 1 << 20);
    readonly Option<int?> _longPrefill = Options.Whole("--long-prefill-tokens", "Most tokens of one prompt in a step; default: all that the step has room for.", 1, 1 << 20);
    readonly Option<AdmissionRule?> _admission = Options.Choice<AdmissionRule>("--admission", "When memory runs out: recompute, or no-evict (reserve the output). Default: the engine's.");
    readonly Option<string?> _workload = Options.Text("--workload", "Preset, lengths such as 1024x128, workload file or trace; default azure-conversation-2023.", "name");
    readonly Option<int?> _replicas = Options.Whole("--replicas", "Equal replicas; default 1.", 1, 100_000);
    readonly Option<Router?> _router = Options.Choice<Router>("--router", "Who gets an arrival: random, round-robin or join-shortest-queue; default random.");
    readonly Option<int?> _requests = Options.Whole("--requests", $"Requests counted, over all seeds; default {DefaultRequests:N0}. Those that warm up come on top.", 1, SimulationQuestion.MostRequests);
    readonly Option<int?> _seeds = Options.Whole("--seeds", "Independent repetitions behind the confidence intervals; default 8.", 2, 10_000);
    readonly Option<int?> _seed = Options.Whole("--seed", "Seed of the whole run; default 1.", 0);
    readonly Option<double?> _ttft = Options.Duration("--ttft", "Limit on the time to the first token.");
    readonly Option<double?> _tpot = Options.Duration("--tpot", "Limit on the time per output token.");
    readonly Option<double?> _percentile = Options.Percentile("--percentile", "Share of requests that must keep the limits, in percent; default 95.");
    readonly Option<string?> _coefficients = Options.Coefficients();
    readonly Option<string?> _catalog = CatalogCommand.Overlay();

    public const int DefaultRequests = 16_000;

    const double DefaultPercentile = 0.95;

    public SimulationOptions() => _workload.CompletionSources.Add(_ => WorkloadLibrary.PresetNames.Select(n => new System.CommandLine.Completions.CompletionItem(n)));

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _model, _accelerator, _layout, _precision, _engine, _budget, _longPrefill, _admission, _workload, _replicas, _router, _requests, _seeds, _seed, _ttft, _tpot, _percentile, _coefficients, _catalog,
        ];
        foreach (Option option in all) command.Options.Add(option);
    }

    public double Percentile(ParseResult result) => result.GetValue(_percentile) ?? DefaultPercentile;

    public (SimulationQuestion Question, IReadOnlyList<string> Notes) Question(ParseResult result, double requestsPerSecond)
    {
        NamedDeployment named = NamedDeployment.Of(new(
            result.GetValue(_model), result.GetValue(_accelerator), result.GetValue(_layout), result.GetValue(_precision), result.GetValue(_engine), result.GetValue(_budget), result.GetValue(_workload),
            result.GetValue(_catalog), result.GetValue(_coefficients)));
        int requests = result.GetValue(_requests) ?? DefaultRequests;
        return (new SimulationQuestion
        {
            Plan = named.Plan,
            Workload = named.Workload,
            RequestsPerSecond = requestsPerSecond,
            Requests = requests,
            Seeds = result.GetValue(_seeds) ?? Math.Clamp(requests, 2, 8),
            Seed = (uint)(result.GetValue(_seed) ?? 1),
            Replicas = result.GetValue(_replicas) ?? 1,
            Router = result.GetValue(_router) ?? Router.Random,
            Admission = result.GetValue(_admission) ?? AdmissionRules.Of(named.Plan.Deployment.Engine),
            LongPrefillTokens = result.GetValue(_longPrefill) ?? 0,
            TtftSeconds = result.GetValue(_ttft),
            TpotSeconds = result.GetValue(_tpot),
        }.Checked(), named.Notes);
    }
}
