using System.CommandLine;
using System.Diagnostics;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Simulating;
using InferenceModeler.Data.Simulations;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Commands;

/// <summary>Lets a deployment serve a workload, step by step.</summary>
static class SimulateCommand
{
    public static Command Create(Session session)
    {
        SimulationOptions options = new();
        LoadOptions loads = new();
        Option<string?> perRequest = Options.Text("--per-request", "Write every counted request that was not dropped to this .parquet or .csv file, whole or not at all.", "file");
        Option<string?> plot = Options.Text("--plot", "Draw histograms of the latencies and the first seed over time: a .png or .svg file.", "file");
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = Options.Json();
        Verb command = new("simulate", "Simulate a deployment under load, step by step: queues, tails, preemptions, with confidence intervals.",
            "inference-modeler simulate --model Llama-3.3-70B-Instruct --accelerator h100-sxm --rate 8 --ttft 500ms --tpot 50ms",
            "inference-modeler simulate --model Qwen/Qwen3-32B --accelerator h200-sxm --workload azure-code-2023 --rate 40 --replicas 4 --router join-shortest-queue --json")
        {
            perRequest, plot, device, json,
        };
        loads.AddTo(command);
        options.AddTo(command);
        command.SetAction(result =>
        {
            (ServingLoad load, double requestsPerSecond, int? counted) = loads.Load(result);
            string? file = result.GetValue(perRequest);
            if (file is not null) RequestFile.CheckName(file);
            if (result.GetValue(plot) is { } name) SimulationPlot.CheckName(name);
            (SimulationQuestion question, IReadOnlyList<string> notes) = options.Question(result, load, requestsPerSecond, counted, loads.Trace(result));
            double percentile = options.Percentile(result);
            using ISimulator simulator = SimulationDevice.Open(session, result.GetValue(device), question);
            long started = Stopwatch.GetTimestamp();
            SimulationAnswer answer;
            if (file is null) answer = Simulation.Run([question], simulator, null, session.Cancellation)[0];
            else
            {
                (answer, IReadOnlyList<SimulatedRequest> requests) = Simulation.RunWithRequests(question, simulator, session.Cancellation);
                RequestFile.Write(file, requests);
            }
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            session.Note($"simulated {Format.Count(answer.SimulatedRequests)} requests and {Format.Count(answer.Steps)} steps in {Format.Seconds(seconds)}: {Format.Metric(answer.SimulatedRequests / seconds)}requests/s");
            if (result.GetValue(plot) is { } picture) SimulationPlot.Save(picture, answer, percentile);
            if (result.GetValue(json)) session.Json(SimulationDocument.Of(answer, percentile, notes, seconds, simulator.Device));
            else SimulationTables.Write(session, answer, percentile, notes);
            bool isLimited = question.HasLimits;
            return isLimited && answer.SloAttainment.Value < percentile ? ExitCodes.AnsweredNo : ExitCodes.Answered;
        });
        return command;
    }
}
