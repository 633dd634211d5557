using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace InferenceModeler.Data.Scenarios;

/// <summary>Reads scenario files.</summary>
public static class ScenarioFiles
{
    // What the parser says of a key that a mapping has already.
    const string Duplicate = "Duplicate key ";

    /// <summary>The shipped scenario that stands where nothing else is said.</summary>
    public static Scenario Default()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("InferenceModeler.Data.Scenarios.default.yaml")
            ?? throw new InvalidOperationException("the default scenario is missing from the assembly");
        using StreamReader reader = new(stream);
        return Read(reader, "default.yaml");
    }

    /// <summary>A user's file. A trace in it is found relative to the file.</summary>
    /// <exception cref="InputException">Missing, not YAML, unknown keys or wrong types; the message names file, line, path and rule.</exception>
    public static Scenario Load(string path)
    {
        InputFile.Check(path, $"scenario {path}");
        using StreamReader reader = new(path);
        Scenario scenario = Read(reader, path);
        return scenario.Trace is { } trace ? scenario with { Trace = Path.Combine(Path.GetDirectoryName(path) ?? "", trace) } : scenario;
    }

    static Scenario Read(TextReader reader, string file) => Read(Root(reader, file));

    /// <summary>The mapping at the top of a file; empty where the file is.</summary>
    internal static YamlSection Root(TextReader reader, string file)
    {
        YamlStream yaml = [];
        try
        {
            yaml.Load(reader);
        }
        catch (YamlException exception)
        {
            string complaint = exception.InnerException?.Message ?? exception.Message;
            throw new InputException($"{file} line {exception.Start.Line}: {(complaint.StartsWith(Duplicate, StringComparison.Ordinal) ? $"{complaint[Duplicate.Length..]}: is written twice; keep one" : $"not YAML: {complaint}")}");
        }
        catch (InvalidOperationException)
        {
            throw new InputException($"{file}: not YAML: a bracket or brace is not closed before the next key; close it");
        }
        if (yaml.Documents.Count == 0) return new(file, "", null);
        if (yaml.Documents.Count > 1) throw new InputException($"{file}: holds {yaml.Documents.Count} documents; a scenario is one");
        if (yaml.Documents[0].RootNode is not YamlMappingNode root) throw new InputException($"{file} line 1: a scenario holds keys and values");
        return new(file, "", root);
    }

    static Scenario Read(YamlSection root)
    {
        root.Only("model", "traffic", "limits", "places", "candidates", "headroom", "facility");
        YamlSection traffic = root.Section("traffic").Only("workload", "trace", "columns", "requestsPerSecond", "peakToMean");
        YamlSection limits = root.Section("limits").Only("ttft", "tpot", "e2e", "percentile");
        YamlSection places = root.Section("places").Only("providers", "regions", "purchase");
        YamlSection candidates = root.Section("candidates").Only("accelerators", "assumedUsdPerAcceleratorHour", "precisions", "engines", "layouts");
        YamlSection headroom = root.Section("headroom").Only("zoneLoss", "mostZones", "availability", "failuresPerInstanceDay", "repair", "surge");
        YamlSection facility = root.Section("facility").Only("serverPowerFactor", "pue");
        return new()
        {
            Model = root.Text("model"),
            Workload = traffic.Text("workload"),
            Trace = traffic.Text("trace"),
            TraceColumns = traffic.Text("columns"),
            RequestsPerSecond = traffic.Positive("requestsPerSecond", "requests per second"),
            PeakToMean = traffic.AtLeastOne("peakToMean", "peak hour ÷ mean of the day"),
            TtftSeconds = limits.Seconds("ttft"),
            TpotSeconds = limits.Seconds("tpot"),
            E2eSeconds = limits.Seconds("e2e"),
            Percentile = limits.Percentile("percentile"),
            Providers = places.Texts("providers"),
            Regions = places.Texts("regions"),
            Purchase = places.Purchase("purchase"),
            Accelerators = candidates.Texts("accelerators"),
            AssumedUsdPerAcceleratorHour = candidates.Table("assumedUsdPerAcceleratorHour", 0.0001, 100_000, "$ per accelerator and hour"),
            Precisions = candidates.Texts("precisions"),
            Engines = candidates.Texts("engines"),
            Layouts = candidates.Texts("layouts"),
            SurvivesZoneLoss = headroom.YesOrNo("zoneLoss"),
            MostZones = headroom.Whole("mostZones", 1),
            AvailabilityTarget = headroom.Percentile("availability"),
            FailuresPerInstanceDay = headroom.Positive("failuresPerInstanceDay", "failures per instance and day"),
            RepairSeconds = headroom.Seconds("repair"),
            SurgeShare = headroom.Share("surge"),
            ServerPowerFactor = facility.AtLeastOne("serverPowerFactor", "server power ÷ accelerator power"),
            Pue = facility.AtLeastOne("pue", "facility power ÷ IT power"),
        };
    }
}
