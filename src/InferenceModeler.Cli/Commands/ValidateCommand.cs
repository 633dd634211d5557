using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Validating;
using InferenceModeler.Data.Measurements;

namespace InferenceModeler.Cli.Commands;

/// <summary>Predicts measured points and says how far off the predictions are.</summary>
static class ValidateCommand
{
    public static Command Create(Session session)
    {
        Argument<string[]> files = new("file") { Description = "Measured points (CSV or Parquet, one row per experiment, metric and statistic), or result files of vllm bench serve, GuideLLM, inference-perf, AIPerf and GenAI-Perf.", Arity = ArgumentArity.OneOrMore };
        Option<string?> points = Options.Text("--points", "Write id, prediction, 90% interval, error and status of every row to this CSV file.", "file");
        Option<string?> plot = Options.Text("--plot", "Draw predicted against measured and the errors by group (.png or .svg).", "file");
        Option<int?> worst = Options.Whole("--worst", "Rows to show with their operators; default 10.", 0, 1000);
        Option<string?> coefficients = Options.Coefficients();
        Option<string?> catalog = Options.Text("--catalog", "Folder with catalog files laid over the built-in ones.", "folder");
        Option<bool> json = Options.Json();
        Verb command = new("validate", "Predict measured points and print the errors by metric, mode, accelerator, engine, model and file.",
            "inference-modeler validate measured.csv --points predicted.csv",
            "inference-modeler validate a.csv b.parquet --json --plot parity.png",
            "inference-modeler validate result.json --accelerator h100-sxm --tp 2 --engine vllm")
        {
            files, points, plot, worst, coefficients, catalog, json,
        };
        BenchmarkOptions benchmark = new();
        benchmark.AddTo(command);
        command.SetAction(result =>
        {
            int shown = result.GetValue(worst) ?? 10;
            Validation validation = Validation.Of(result.GetValue(files)!, benchmark.Facts(result), result.GetValue(catalog), result.GetValue(coefficients), session.Note, session.Cancellation);
            if (result.GetValue(points) is { } csv) ScoredPointFiles.Write(csv, validation.Points);
            if (result.GetValue(plot) is { } picture) ValidationPlot.Save(validation, picture);
            if (result.GetValue(json)) session.Json(ValidationDocument.Of(validation, shown));
            else ValidationTables.Write(session, validation, shown);
            return validation.Predicted > 0 ? ExitCodes.Answered : ExitCodes.AnsweredNo;
        });
        return command;
    }
}
