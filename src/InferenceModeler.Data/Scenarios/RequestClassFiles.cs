using InferenceModeler.Data.Workloads;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Scenarios;

/// <summary>Reads files of request classes: <c>classes</c>, a list of <c>name</c>, <c>workload</c>, <c>share</c>, <c>priority</c>, <c>ttft</c> and <c>tpot</c>.</summary>
public static class RequestClassFiles
{
    /// <exception cref="InputException">Missing, not YAML, unknown keys, wrong types, or shares that do not sum to 1; the message names file, line, path and rule.</exception>
    public static IReadOnlyList<RequestClass> Load(string path)
    {
        InputFile.Check(path, $"classes {path}");
        using StreamReader reader = new(path);
        YamlSection root = ScenarioFiles.Root(reader, path).Only("classes");
        RequestClass[] classes = [.. root.Sections("classes").Select(s => Read(s.Only("name", "workload", "share", "priority", "ttft", "tpot")))];
        if (classes.Length == 0) throw root.Missing("classes");
        double total = classes.Sum(c => c.Share);
        if (!(Math.Abs(total - 1) < 1e-6)) throw root.Wrong("classes", $"the shares sum to {100 * total:0.####}%; they must sum to 100%");
        if (classes.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw root.Wrong("classes", $"two are named '{twice.Key}'");
        return classes;
    }

    static RequestClass Read(YamlSection section)
    {
        double share = section.Required("share", section.Share("share"));
        if (share == 0) throw section.Wrong("share", "must be above 0");
        string name = section.Required("workload");
        Workload workload = section.At("workload", () => WorkloadLibrary.Load(name).Workload);
        return new(section.Required("name"), workload, share, section.Whole("priority", 0, ServingRules.Levels - 1) ?? 0, section.Seconds("ttft"), section.Seconds("tpot"));
    }
}
