using System.CommandLine;
using InferenceModeler.Data.Measurements;

namespace InferenceModeler.Cli.Validating;

/// <summary>The options that tell what benchmark tools' result files do not.</summary>
sealed class BenchmarkOptions
{
    readonly Option<string?> _accelerator = Options.Text("--accelerator", "Accelerator that a result file was measured on.", "id");
    readonly Option<string?> _model = Options.Text("--model", "Model of a result file; default: the one it names.", "id");
    readonly Option<string?> _weights = Options.Text("--weights", "Weight format of a result file; default bf16.", "format");
    readonly Option<string?> _kvCache = Options.Text("--kv-cache", "Format of its keys and values.", "format");
    readonly Option<string?> _engine = Options.Text("--engine", "Serving engine of a result file.", "id");
    readonly Option<string?> _version = Options.Text("--engine-version", "Version of that engine.", "version");
    readonly Option<int?> _tensor = Options.Whole("--tp", "Tensor parallel degree of a result file; default 1.");
    readonly Option<int?> _pipeline = Options.Whole("--pp", "Pipeline parallel degree; default 1.");
    readonly Option<int?> _expert = Options.Whole("--ep", "Expert parallel degree; default 1.");
    readonly Option<int?> _data = Options.Whole("--dp", "Data parallel degree; default 1.");
    readonly Option<double?> _concurrency = Options.Positive("--concurrency", "Requests in flight, where a result file does not tell.", "requests");
    readonly Option<double?> _rate = Options.Positive("--request-rate", "Requests per second, where a result file does not tell.", "requests per second");
    readonly Option<double?> _prompt = Options.Positive("--prompt-tokens", "Mean prompt, where a result file does not tell.", "tokens");
    readonly Option<double?> _output = Options.Positive("--output-tokens", "Mean output, where a result file does not tell.", "tokens");
    readonly Option<double?> _cached = Options.Positive("--cached-tokens", "Prompt tokens already in the prefix cache.", "tokens");

    public void AddTo(Command command)
    {
        Option[] all = [_accelerator, _model, _weights, _kvCache, _engine, _version, _tensor, _pipeline, _expert, _data, _concurrency, _rate, _prompt, _output, _cached];
        foreach (Option option in all) command.Options.Add(option);
    }

    public BenchmarkFacts Facts(ParseResult result)
    {
        if (result.GetValue(_concurrency) is not null && result.GetValue(_rate) is not null) throw new InputException("--concurrency and --request-rate both tell the load; give one of them");
        return new()
        {
            Accelerator = result.GetValue(_accelerator),
            Model = result.GetValue(_model),
            Weights = result.GetValue(_weights),
            KvCache = result.GetValue(_kvCache),
            Engine = result.GetValue(_engine),
            EngineVersion = result.GetValue(_version),
            Tensor = result.GetValue(_tensor),
            Pipeline = result.GetValue(_pipeline),
            Expert = result.GetValue(_expert),
            Data = result.GetValue(_data),
            Concurrency = result.GetValue(_concurrency),
            RequestsPerSecond = result.GetValue(_rate),
            PromptTokens = result.GetValue(_prompt),
            OutputTokens = result.GetValue(_output),
            CachedPromptTokens = result.GetValue(_cached),
        };
    }
}
