using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Kernels;

namespace InferenceModeler.Cli.Commands;

/// <summary>Lists what can run the program's own arithmetic here, and whether it computes what the reference computes.</summary>
static class DevicesCommand
{
    /// <summary>One device as JSON.</summary>
    sealed record DeviceReport(
        string Device, string Kind, string Name, string Vendor, string Driver, long? MemoryBytes, int ComputeUnits, bool IsGpu, bool SelfTestPassed, string SelfTest);

    public static Command Create(Session session)
    {
        Option<bool> json = Options.Json();
        Option<string?> wanted = DeviceOption.Create();
        Verb command = new("devices", "List the devices that can compute here, best first, each tested against the reference; stderr says which one runs use.",
            "inference-modeler devices --json", "inference-modeler devices --device opencl") { json, wanted };
        command.SetAction(result =>
        {
            DeviceOption.Choose(session, result.GetValue(wanted));
            List<DeviceReport> reports = [.. Devices.Enumerate().Select(device => Report(device, session.Cancellation))];
            if (result.GetValue(json)) session.Json(new { devices = reports });
            else session.Table(Table(reports));
            return reports.TrueForAll(report => report.SelfTestPassed) ? ExitCodes.Answered : ExitCodes.MachineFailed;
        });
        return command;
    }

    static DeviceReport Report(DeviceInfo device, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SelfTest test = SelfTest.Run(device);
        return new(device.Id, device.Kind.ToString().ToLowerInvariant(), device.Name, device.Vendor, device.Driver, device.MemoryBytes, device.ComputeUnits, device.IsGpu, test.Passed, test.Detail);
    }

    static TextTable Table(List<DeviceReport> reports)
    {
        TextTable table = new(Column.Text("device"), Column.Text("name"), Column.Text("vendor"), Column.Text("driver"), Column.Number("memory"),
            Column.Number("units"), Column.Text("self-test"));
        foreach (DeviceReport report in reports)
            table.Row(report.Device, report.Name, report.Vendor, report.Driver, report.MemoryBytes is { } bytes ? Format.Bytes(bytes) : "–",
                Format.Count(report.ComputeUnits), (report.SelfTestPassed ? "" : "FAILED: ") + report.SelfTest);
        return table;
    }
}
