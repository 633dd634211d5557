using System.CommandLine;
using InferenceModeler.Cli.Benchmarks;
using InferenceModeler.Cli.Output;
using InferenceModeler.Kernels;

namespace InferenceModeler.Cli.Commands;

/// <summary>Measures this program on this machine, through the calls that its commands make.</summary>
static class BenchCommand
{
    const double DefaultSeconds = 0.5;

    public static Command Create(Session session) => new Verb("bench", "Measure the devices of this machine: evaluations per second, checksums, cost of a call.", "inference-modeler bench sweep --json")
    {
        Sweep(session),
        Simulate(session),
        Capacity(session),
        DevicesOf(session),
    };

    static Verb Sweep(Session session)
    {
        Option<string?> device = Wanted();
        Option<double?> seconds = Options.Positive("--seconds", $"Time per measurement. Default: {DefaultSeconds}.", "seconds");
        Option<string[]> modes = Options.Names("--mode", "Equations: static, closed, open, capacity; default: all.");
        modes.CompletionSources.Add([.. Choices.Names<BenchMode>()]);
        Option<bool> json = Options.Json();
        Verb command = new("sweep", "Evaluations per second of each device, lane and set of equations, with checksums that tell whether they agree.",
            "inference-modeler bench sweep --json", "inference-modeler bench sweep --device host --mode closed,capacity --seconds 2")
        { device, seconds, modes, json };
        command.SetAction(result =>
        {
            BenchMode[] wanted = [.. result.GetValue(modes)!.Select(name => Choices.Parse<BenchMode>(name, "--mode")).Distinct()];
            if (wanted.Length == 0) wanted = Enum.GetValues<BenchMode>();
            IReadOnlyList<DeviceInfo> devices = Chosen(result.GetValue(device));
            SweepBench bench = new(result.GetValue(seconds) ?? DefaultSeconds, session.Cancellation);
            List<BenchResult> results = [];
            foreach (DeviceInfo one in devices)
            {
                session.Note($"measuring {one}");
                results.AddRange(bench.Run(one, wanted));
            }
            if (result.GetValue(json)) session.Json(new { BenchGrids.Evaluation, Results = results });
            else
            {
                session.Table(Table(results));
                session.Line($"evaluation: {BenchGrids.Evaluation}");
            }
            return ExitCodes.Answered;
        });
        return command;
    }

    static Verb Simulate(Session session)
    {
        Option<string?> device = Wanted();
        Option<int?> replicas = Options.Whole("--replicas", $"Replicas, each with its own seed. Default: {SimulateBench.DefaultReplicas}.", 2, 10_000);
        Option<bool> json = Options.Json();
        Verb command = new("simulate", "Requests per second and core that the serving simulator gets through: Azure conversation lengths at 70% load.", "inference-modeler bench simulate --device host --json") { device, replicas, json };
        command.SetAction(result =>
        {
            List<SimulateBenchResult> results = [];
            foreach (DeviceInfo one in Chosen(result.GetValue(device)))
            {
                session.Note($"measuring {one}");
                results.Add(SimulateBench.Run(one, result.GetValue(replicas) ?? SimulateBench.DefaultReplicas, session.Cancellation));
            }
            if (result.GetValue(json))
            {
                session.Json(new { Results = results });
                return ExitCodes.Answered;
            }
            TextTable table = new(Column.Text("device"), Column.Number("requests/s per core"), Column.Number("steps/s per core"), Column.Number("evaluations per request"), Column.Number("replicas"), Column.Number("requests"), Column.Number("cores"));
            foreach (SimulateBenchResult r in results)
                table.Row(r.Device, Format.Metric(r.RequestsPerSecondPerCore), Format.Metric(r.StepsPerSecondPerCore), Format.Number(r.StepEvaluationsPerRequest), Format.Count(r.Replicas), Format.Count(r.Requests), Format.Count(r.Cores));
            session.Line($"{results[0].Deployment} at {Format.Percent(results[0].Load)} of its closed form's saturated rate, lengths of azure-conversation-2023");
            session.Table(table);
            return ExitCodes.Answered;
        });
        return command;
    }

    static Verb Capacity(Session session)
    {
        Option<string?> device = Options.Text("--device", "Measure this device: cuda, opencl, host; cuda:1 is the second. Default: host.", "device");
        device.CompletionSources.Add("cuda", "opencl", "host");
        Option<int?> deployments = Options.Whole("--deployments", $"Deployments whose capacity is searched. Default: {CapacityBench.Deployments}.", 1, CapacityBench.Deployments);
        Option<bool> json = Options.Json();
        Verb command = new("capacity", $"Time of a capacity search by simulation: {CapacityBench.Deployments} deployments, {CapacityBench.Seeds} seeds of {CapacityBench.RequestsPerRun:N0} requests at every rate that is tried.", "inference-modeler bench capacity --json") { device, deployments, json };
        command.SetAction(result =>
        {
            List<CapacityBenchResult> results = [.. DeviceChoice.Of(result.GetValue(device) ?? "host").Devices.Select(one => CapacityBench.Run(one, result.GetValue(deployments) ?? CapacityBench.Deployments, session.Cancellation))];
            if (result.GetValue(json))
            {
                session.Json(new { Results = results });
                return ExitCodes.Answered;
            }
            TextTable table = new(Column.Text("device"), Column.Number("time"), Column.Number("deployments"), Column.Number("seeds each"), Column.Number("requests simulated"), Column.Number("requests/s"), Column.Number("keep the limits"));
            foreach (CapacityBenchResult r in results)
                table.Row(r.Device, Format.Seconds(r.Seconds), Format.Count(r.Deployments), Format.Count(r.Seeds), Format.Count(r.SimulatedRequests), Format.Metric(r.SimulatedRequests / r.Seconds), Format.Count(r.Found));
            session.Table(table);
            return ExitCodes.Answered;
        });
        return command;
    }

    static Verb DevicesOf(Session session)
    {
        Option<string?> device = Wanted();
        Option<bool> json = Options.Json();
        Verb command = new("devices", "What it costs to use each device: opening, compiling, a call, transfers.", "inference-modeler bench devices") { device, json };
        command.SetAction(result =>
        {
            BenchGrids grids = new();
            List<DeviceCost> costs = [.. Chosen(result.GetValue(device)).Select(one => DeviceBench.Run(one, grids, session.Cancellation))];
            if (result.GetValue(json))
            {
                session.Json(new { Results = costs });
                return ExitCodes.Answered;
            }
            TextTable table = new(Column.Text("device"), Column.Number("open"), Column.Number("first call"), Column.Number("call"), Column.Number("upload"), Column.Number("results"));
            foreach (DeviceCost cost in costs)
                table.Row(cost.Device, Format.Seconds(cost.OpenSeconds), Format.Seconds(cost.FirstCallSeconds), Format.Seconds(cost.CallSeconds),
                    cost.UploadBytesPerSecond is { } upload ? $"{Format.Metric(upload)}B/s" : "–", $"{Format.Metric(cost.ResultBytesPerSecond)}B/s");
            session.Table(table);
            return ExitCodes.Answered;
        });
        return command;
    }

    static TextTable Table(List<BenchResult> results)
    {
        TextTable table = new(Column.Text("device"), Column.Text("lane"), Column.Text("mode"), Column.Number("evaluations/s"), Column.Number("processor time each"), Column.Number("operations each"), Column.Number("FLOP/s"), Column.Number("of peak"),
            Column.Number("bytes each"), Column.Number("B/s"), Column.Text("checksum"), Column.Number("ulp off"));
        foreach (BenchResult r in results)
            table.Row(r.Device, r.Lane, Choices.Name(r.Mode), $"{Format.Metric(r.EvaluationsPerSecond)}", Format.Seconds(r.ProcessorSecondsPerEvaluation), Format.Number(r.OperationsPerEvaluation), Format.Metric(r.OperationsPerSecond),
                r.ShareOfPeak is { } share ? Format.Percent(share) : "–", Format.Number(r.BytesPerEvaluation), Format.Metric(r.BytesPerSecond), r.Checksum, Format.Count(r.LargestDifferenceUlp));
        return table;
    }

    static Option<string?> Wanted()
    {
        Option<string?> option = Options.Text("--device", "Measure these devices only: cuda, opencl, host, cpu; cuda:1 is the second. Default: all that are here.", "device");
        option.CompletionSources.Add("cuda", "opencl", "host", "cpu");
        return option;
    }

    static IReadOnlyList<DeviceInfo> Chosen(string? device) => device is null ? Devices.Enumerate() : DeviceChoice.Of(device).Devices;
}
