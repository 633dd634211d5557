using System.CommandLine;
using System.Diagnostics;
using InferenceModeler.Cli.Output;
using InferenceModeler.Cli.Simulating;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Commands;

/// <summary>Finds the largest rate that a simulated deployment serves within its limits.</summary>
static class CapacityCommand
{
    public static Command Create(Session session)
    {
        SimulationOptions options = new();
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = Options.Json();
        Verb command = new("capacity", "Find by simulation the largest rate that keeps the limits, with its confidence interval.",
            "inference-modeler capacity --model Llama-3.3-70B-Instruct --accelerator h100-sxm --layout tp4 --ttft 500ms --tpot 50ms --percentile 95 --confidence 99")
        {
            device, json,
        };
        options.AddTo(command);
        command.SetAction(result =>
        {
            (SimulationQuestion question, IReadOnlyList<string> notes) = options.Question(result, 1);
            double percentile = options.Percentile(result);
            SimulatedCapacity.Check(question, percentile);
            // The closed form says where to begin; the answer is the simulation's. Of classes with limits of their own it knows nothing.
            double? closedForm = question.Classes.Count > 0 ? null : ClosedForm(question, percentile, session.Cancellation);
            if (closedForm > 0) question = question with { RequestsPerSecond = closedForm.Value };
            string traffic = SimulationTables.Traffic(question);
            using ISimulator simulator = SimulationDevice.Open(session, result.GetValue(device), question);
            long started = Stopwatch.GetTimestamp();
            SimulatedCapacity capacity = SimulatedCapacity.Of([question], percentile, simulator, session.Cancellation)[0];
            // Which class sets the rate shows there.
            IReadOnlyList<GroupAnswer> groups = question.Classes.Count > 0 && capacity.RequestsPerSecond.Value > 0
                ? Simulation.Run([question with { RequestsPerSecond = capacity.RequestsPerSecond.Value }], simulator, null, session.Cancellation)[0].Groups
                : [];
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            session.Note($"simulated {Format.Count(capacity.SimulatedRequests)} finished requests, those of the warm-up included, in {Format.Seconds(seconds)}: {Format.Metric(capacity.SimulatedRequests / seconds)}requests/s");
            if (capacity.RequestsPerSecond.Value == 0 && !(question.NetworkSeconds >= question.TtftSeconds)) notes = [.. notes, "no rate keeps the limits, however low: simulate --rate 0.01 shows the latencies of a pool that is almost idle"];
            if (result.GetValue(json))
                session.Json(new
                {
                    run = new { device = simulator.Device.Kind, seconds, threads = Environment.ProcessorCount, simulatedRequests = capacity.SimulatedRequests },
                    model = question.Plan.Deployment.Model.Id,
                    deployment = question.Plan.Deployment.ToString(),
                    layout = question.Plan.Deployment.Layout.ToString(),
                    replicas = question.Replicas,
                    workload = traffic,
                    limits = new { ttftSeconds = question.TtftSeconds, tpotSeconds = question.TpotSeconds, percentile },
                    confidence = question.Confidence,
                    notes,
                    requestsPerSecond = capacity.RequestsPerSecond,
                    groups = groups.Select(SimulationDocument.Group),
                    closedFormRequestsPerSecond = closedForm,
                });
            else
            {
                session.Line($"model        {question.Plan.Deployment.Model.Id}");
                session.Line($"deployment   {Format.Count(question.Replicas)} × {question.Plan.Deployment}");
                foreach (string note in notes) session.Line($"note         {note}");
                session.Line($"capacity     {SimulationTables.Interval(capacity.RequestsPerSecond, v => Format.Number(v))} requests/s of {traffic}, {Format.Percent(percentile)} {(question.Classes.Count > 0 ? "of each class " : "")}within the limits; in brackets the {100 * question.Confidence:0.###}% confidence interval");
                if (groups.Count > 0) session.Table(SimulationTables.Groups(groups, "class"));
                if (closedForm is { } rate) session.Line($"closed form  {Format.Number(rate)} requests/s");
            }
            return capacity.RequestsPerSecond.Value > 0 ? ExitCodes.Answered : ExitCodes.AnsweredNo;
        });
        return command;
    }

    static double ClosedForm(SimulationQuestion question, double percentile, CancellationToken cancellation)
    {
        double? ttftSeconds = question.TtftSeconds - question.NetworkSeconds;
        if (ttftSeconds <= 0) return 0;
        using HostBackend backend = new(1);
        ServiceLimits limits = new() { TtftSeconds = ttftSeconds, TpotSeconds = question.TpotSeconds, Percentile = percentile };
        Workloads.RequestMix mix = question.Workload.Lengths.ToMix(MixRow.MostCells, question.Plan.Deployment.Model.MaxContextTokens).Mix;
        return question.Replicas * Capacities.Of(backend, [question.Plan], mix, limits, cancellation)[0].RequestsPerSecond;
    }
}
