using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceModeler.Data.Traces;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Workloads;

/// <summary>The workloads that ship with the program, and those of a user's files.</summary>
public static partial class WorkloadLibrary
{
    const string Folder = "InferenceModeler.Data.Workloads.";
    const string HoursFile = "hours", AliasesFile = "aliases";

    static readonly Assembly s_assembly = typeof(WorkloadLibrary).Assembly;

    static readonly Lazy<IReadOnlyDictionary<string, string>> s_aliases = new(() =>
        JsonSerializer.Deserialize(Text(AliasesFile), WorkloadJson.Default.DictionaryStringString)!);

    static readonly Lazy<IReadOnlyList<HourCurve>> s_hourCurves = new(() =>
    [
        HourCurve.Flat,
        .. JsonSerializer.Deserialize(Text(HoursFile), WorkloadJson.Default.HourShapeArray)!.Select(h => new HourCurve(h.Name, h.RelativeRates, h.Source)),
    ]);

    /// <summary>Names of the presets, in alphabetical order.</summary>
    public static IReadOnlyList<string> PresetNames { get; } =
    [
        .. s_assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".json".Length])
            .Where(name => name is not (HoursFile or AliasesFile))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Short names, and the presets they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Aliases => s_aliases.Value;

    public static IReadOnlyList<HourCurve> HourCurves => s_hourCurves.Value;

    /// <exception cref="InputException">No curve has this name.</exception>
    public static HourCurve FindHourCurve(string name) =>
        HourCurves.FirstOrDefault(curve => Names.Fold(curve.Name) == Names.Fold(name))
        ?? throw new InputException($"hour curve '{name}': unknown; {Names.NearestText(name, HourCurves.Select(curve => curve.Name))}");

    /// <summary>A preset by name or alias; fixed lengths such as <c>1024x128</c>; a workload file; or a trace.</summary>
    /// <param name="nameOrFile">Tried in this order.</param>
    /// <param name="columns">For a trace whose columns have unusual names.</param>
    /// <exception cref="InputException">Neither a known name nor a file, or a file that breaks a rule.</exception>
    public static LoadedWorkload Load(string nameOrFile, TraceColumns? columns = null)
    {
        LoadedWorkload NoTrace(Workload workload) => columns is null ? new(workload, [])
            : throw new InputException($"--columns: workload '{nameOrFile}' is no trace; name one or leave --columns out");
        string? preset = PresetNames.FirstOrDefault(name => Names.Fold(name) == Names.Fold(Aliases.GetValueOrDefault(nameOrFile, nameOrFile)));
        if (preset is not null) return NoTrace(WorkloadFile.Parse(Text(preset), preset));
        if (FixedLengths().Match(nameOrFile) is { Success: true } match)
            return int.TryParse(match.Groups[1].ValueSpan, out int prompt) && int.TryParse(match.Groups[2].ValueSpan, out int output) && prompt > 0 && output > 0
                ? NoTrace(Workload.Fixed(prompt, output))
                : throw new InputException($"workload {nameOrFile}: lengths must be from 1 to {int.MaxValue} tokens");
        if (!Path.Exists(nameOrFile))
            throw new InputException($"workload '{nameOrFile}': neither a preset, nor lengths such as 1024x128, nor a file; {Names.NearestText(nameOrFile, [.. PresetNames, .. Aliases.Keys])}");
        return WorkloadFile.IsOne(nameOrFile) ? NoTrace(WorkloadFile.Parse(File.ReadAllText(nameOrFile), nameOrFile)) : FromTrace(nameOrFile, columns);
    }

    /// <summary>The workload of a trace: its shape, its own rate, its burstiness.</summary>
    /// <exception cref="InputException">Missing or empty file, missing column, or a bad value, told with its line.</exception>
    public static LoadedWorkload FromTrace(string path, TraceColumns? columns = null)
    {
        Trace trace = TraceReader.Read(path, columns);
        string name = Path.GetFileNameWithoutExtension(path);
        return new(Workload.FromTrace(name, trace.Requests, trace.HasTimes, $"trace {Path.GetFileName(path)}, {trace.Requests.Count} requests"), trace.Warnings);
    }

    static string Text(string name)
    {
        using Stream stream = s_assembly.GetManifestResourceStream($"{Folder}{name}.json") ?? throw new InvalidOperationException($"{name}.json is missing from the assembly");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^([0-9]+)[xX]([0-9]+)$")]
    private static partial Regex FixedLengths();
}
