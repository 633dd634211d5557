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
        SurfaceOptions surface = new();
        Option<string?> perRequest = Options.Text("--per-request", "Write every counted request but those too long to this .parquet or .csv file, with its status and its times as the client sees them, whole or not at all.", "file");
        Option<string?> plot = Options.Text("--plot", "Draw histograms of the latencies and the first seed over time: a .png or .svg file.", "file");
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = Options.Json();
        Verb command = new("simulate", "Simulate a deployment under load, step by step: queues, tails, preemptions, with confidence intervals.",
            "inference-modeler simulate --model Llama-3.3-70B-Instruct --accelerator h100-sxm --layout tp4 --rate 4 --ttft 500ms --tpot 50ms",
            "inference-modeler simulate --model Qwen/Qwen3-32B --accelerator h200-sxm --workload azure-code-2023 --rate 40 --replicas 4 --router join-shortest-queue --json",
            "inference-modeler simulate --model Llama-3.3-70B-Instruct --surface surface.parquet --plot surface.png --ttft 500ms --tpot 50ms")
        {
            perRequest, plot, device, json,
        };
        loads.AddTo(command);
        options.AddTo(command);
        surface.AddTo(command);
        command.SetAction(result =>
        {
            if (surface.File(result) is { } points)
            {
                if (result.GetValue(perRequest) is { } requests) throw new InputException($"--per-request {requests}: a surface has too many; leave it out");
                if (loads.Given(result) is { } given) throw new InputException($"{given}: a surface is over rates; give --rates instead");
                return Surface(session, result, options, surface, points, result.GetValue(plot), result.GetValue(device), result.GetValue(json));
            }
            (ServingLoad load, double requestsPerSecond, int? counted) = loads.Load(result, options.Columns(result));
            string? file = result.GetValue(perRequest);
            if (file is not null) RequestFile.CheckName(file);
            if (result.GetValue(plot) is { } name) SimulationPlot.CheckName(name);
            (SimulationQuestion question, IReadOnlyList<string> notes) = options.Question(result, load, requestsPerSecond, counted, loads.Trace(result));
            if (file is not null && question.Requests > RequestFile.MostRequests)
                throw new InputException($"--per-request {file}: {question.Requests} requests; a file takes at most {RequestFile.MostRequests}: give fewer --requests");
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
            session.Note($"simulated {Format.Count(answer.SimulatedRequests)} finished requests, those of the warm-up included, and {Format.Count(answer.Steps)} steps in {Format.Seconds(seconds)}: {Format.Metric(answer.SimulatedRequests / seconds)}requests/s");
            notes = [.. notes, .. SimulationNotes.Of(answer, percentile)];
            if (result.GetValue(plot) is { } picture) SimulationPlot.Save(picture, answer, percentile);
            if (result.GetValue(json)) session.Json(SimulationDocument.Of(answer, percentile, notes, seconds, simulator.Device));
            else SimulationTables.Write(session, answer, percentile, notes);
            return question.HasLimits && !answer.Keeps(percentile) ? ExitCodes.AnsweredNo : ExitCodes.Answered;
        });
        return command;
    }

    static int Surface(Session session, ParseResult result, SimulationOptions options, SurfaceOptions surface, string file, string? plot, string? device, bool json)
    {
        if (plot is not null) SimulationPlot.CheckName(plot);
        double percentile = options.Percentile(result);
        if (plot is not null && !LatencyFigures.Percentiles.Contains(percentile))
            throw new InputException($"--percentile {100 * percentile:0.###}: a surface is drawn at {string.Join(", ", LatencyFigures.Percentiles.Select(p => $"{100 * p:0.#}"))}; choose one of these");
        (SimulationQuestion common, IReadOnlyList<string> notes) = options.Question(result, 1, SurfaceOptions.DefaultRequests);
        if (surface.NamesLayouts(result)) notes = [.. notes.Where(n => !n.StartsWith("layout ", StringComparison.Ordinal))];
        IReadOnlyList<SimulationQuestion> questions = surface.Questions(result, common, options.Coefficients(result), options.HasLayout(result), session.Cancellation);
        using ISimulator simulator = SimulationDevice.Open(session, device, questions);
        long started = Stopwatch.GetTimestamp();
        SurfacePoint[] points;
        using (Progress progress = session.Progress("surface"))
        {
            progress.Total = questions.Sum(q => (long)q.Requests);
            points = [.. Simulation.Run(questions, simulator, progress, session.Cancellation).Select(SurfacePoint.Of)];
        }
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        SurfaceFile.Write(file, points);
        if (plot is not null) SurfacePlot.Save(plot, points, percentile);
        long simulated = points.Sum(p => p.Answer.SimulatedRequests);
        session.Note($"simulated {Format.Count(simulated)} finished requests, those of the warm-up included, in {Format.Seconds(seconds)}: {Format.Metric(simulated / seconds)}requests/s");
        if (json) session.Json(SurfaceReport.Json(points, file, percentile, notes, seconds, simulator.Device));
        else SurfaceReport.Write(session, points, file, percentile, notes);
        return common.HasLimits && points.All(p => !p.Answer.Keeps(percentile)) ? ExitCodes.AnsweredNo : ExitCodes.Answered;
    }
}
