using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InferenceModeler.Cost;

namespace InferenceModeler.Data;

/// <summary>Reads coefficient files: <c>{version, name, date, coverage: [{family, engine, points, models?}], spreads?: [{lowFactor, highFactor, points, mode?, metric?, statistic?, engine?, family?, model?, nearness?}], errors?: [{test, rows, count, median, p90}], eras?: [{era, engine, before, year}], starts?: [{engine, startSeconds, rushFactor, meanShare, points}], waits?: [{engine, family?, modelFamilies?, fromConcurrency?, fromAttentionRanks?, steps, source}], entries: [{coefficient, value | factor, family?, accelerator?, engine?, weights?, modelKind?, model?, era?, deviation?, loadings?, standing, points, source}]}</c>.</summary>
public static class CoefficientFiles
{
    /// <summary>The version of the format that this program reads.</summary>
    public const int Version = 3;

    /// <summary>The coefficients that ship with the program.</summary>
    public static CoefficientSet Shipped()
    {
        using Stream stream = typeof(CoefficientFiles).Assembly.GetManifestResourceStream("InferenceModeler.Data.Catalog.coefficients.json")
            ?? throw new InvalidOperationException("the shipped coefficients are missing from the assembly");
        return Read(stream, "coefficients.json");
    }

    /// <summary>A user's coefficients, or the shipped ones where there is no path.</summary>
    public static CoefficientSet LoadOrShipped(string? path) => path is null ? Shipped() : Load(path);

    /// <summary>A user's coefficients.</summary>
    /// <exception cref="InputException">The file is missing, not JSON, of another version, or an entry breaks a rule.</exception>
    public static CoefficientSet Load(string path)
    {
        InputFile.Check(path, $"coefficients {path}");
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Writes a set that <see cref="Load"/> reads, one entry a line.</summary>
    public static void Write(string path, CoefficientSet set)
    {
        static double Rounded(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        static double Short(double value) => double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        static string Lines<T>(IEnumerable<T> items, JsonTypeInfo<T> type) => $"[\n    {string.Join(",\n    ", items.Select(i => JsonSerializer.Serialize(i, type)))}\n  ]";
        CoefficientJson json = CoefficientJson.Default;
        StringBuilder text = new("{\n");
        text.Append($"  \"version\": {Version},\n  \"name\": {JsonSerializer.Serialize(set.Name, json.String)},\n  \"date\": {JsonSerializer.Serialize(set.Date, json.String)},\n");
        text.Append($"  \"coverage\": {Lines(set.Coverage, json.CoefficientCoverage)},\n");
        text.Append($"  \"errors\": {Lines(set.Errors.Select(e => e with { Median = Rounded(e.Median), P90 = Rounded(e.P90) }), json.FitError)},\n");
        text.Append($"  \"eras\": {Lines(set.Eras, json.EngineEra)},\n");
        text.Append($"  \"starts\": {Lines(set.Starts, json.BenchmarkStart)},\n");
        text.Append($"  \"waits\": {Lines(set.Waits, json.BenchmarkWait)},\n");
        text.Append($"  \"spreads\": {Lines(set.Spreads.Select(s => s with { LowFactor = Rounded(s.LowFactor), HighFactor = Rounded(s.HighFactor) }), json.ErrorSpread)},\n");
        text.Append($"  \"entries\": {Lines(set.Entries.Select(e => ToShape(e with { Value = Rounded(e.Value), Deviation = e.Deviation is { } deviation ? Rounded(deviation) : null, Loadings = e.Loadings is { } loadings ? [.. loadings.Select(Short)] : null })), json.EntryShape)}\n}}\n");
        WholeFile.Write(path, text.ToString());
    }

    static EntryShape ToShape(CoefficientEntry e) => new(JsonNamingPolicy.CamelCase.ConvertName(e.Coefficient.ToString()), JsonNamingPolicy.CamelCase.ConvertName(e.Standing.ToString()), e.Points, e.Source)
    {
        Value = e.IsFactor ? null : e.Value,
        Factor = e.IsFactor ? e.Value : null,
        Family = e.Family,
        Accelerator = e.Accelerator,
        Engine = e.Engine,
        Weights = e.Weights,
        ModelKind = e.ModelKind,
        Model = e.Model,
        Deviation = e.Deviation,
        Era = e.Era,
        Loadings = e.Loadings,
    };

    static CoefficientSet Read(Stream stream, string name)
    {
        void Check(int version)
        {
            if (version != Version) throw new InputException($"{name}: version {version}, this program reads version {Version}; calibrate fits it anew");
        }
        FileShape shape;
        try
        {
            shape = JsonSerializer.Deserialize(stream, CoefficientJson.Default.FileShape) ?? throw new InputException($"{name}: empty");
        }
        catch (JsonException e)
        {
            // The fields of another version may be others.
            if (VersionOf(stream) is { } version) Check(version);
            throw JsonFault.In(name, e, CoefficientJson.Default);
        }
        Check(shape.Version);

        return new(shape.Name, shape.Date, [.. shape.Entries.Select((entry, i) => ToEntry(entry, $"{name}: entry {i + 1}"))], shape.Coverage)
        {
            Starts = shape.Starts ?? [],
            Waits = shape.Waits ?? [],
            Eras = shape.Eras ?? [],
            Errors = shape.Errors ?? [],
            Spreads = [.. (shape.Spreads ?? []).Select((spread, i) => Checked(spread, $"{name}: spread {i + 1}"))],
        };
    }

    static int? VersionOf(Stream stream)
    {
        stream.Position = 0;
        using JsonDocument? document = Parsed(stream);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("version", out JsonElement version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number) ? number : null;
    }

    static JsonDocument? Parsed(Stream stream)
    {
        try
        {
            return JsonDocument.Parse(stream);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static CoefficientEntry ToEntry(EntryShape e, string where)
    {
        if (!Enum.TryParse(e.Coefficient, ignoreCase: true, out Coefficient coefficient))
            throw new InputException($"{where}: unknown coefficient '{e.Coefficient}'; {Names.NearestText(e.Coefficient, Enum.GetNames<Coefficient>())}");
        if (e.Value.HasValue == e.Factor.HasValue) throw new InputException($"{where}: {e.Coefficient} needs either a value or a factor");
        double value = e.Value ?? e.Factor!.Value;
        if (!double.IsFinite(value) || value < 0) throw new InputException($"{where}: {e.Coefficient} {value}: must be a finite number of at least 0");
        if (!Enum.TryParse(e.Standing, ignoreCase: true, out Standing standing))
            throw new InputException($"{where}: unknown standing '{e.Standing}'; known: {string.Join(", ", Enum.GetNames<Standing>())}");
        return new(coefficient, value, e.Factor.HasValue, standing, e.Points, e.Source)
        {
            Family = e.Family,
            Accelerator = e.Accelerator,
            Engine = e.Engine,
            Weights = e.Weights,
            ModelKind = e.ModelKind,
            Model = e.Model,
            Deviation = e.Deviation,
            Loadings = e.Loadings is null || e.Loadings.All(double.IsFinite) ? e.Loadings : throw new InputException($"{where}: {e.Coefficient}: loadings must be finite numbers"),
            Era = e.Era,
        };
    }

    static ErrorSpread Checked(ErrorSpread spread, string where) => spread.LowFactor > 0 && spread.LowFactor <= spread.HighFactor && double.IsFinite(spread.HighFactor)
        ? spread
        : throw new InputException($"{where}: {spread.LowFactor} to {spread.HighFactor}: must be positive factors, the lower one first");

    internal sealed record FileShape(int Version, string Name, string Date, IReadOnlyList<CoefficientCoverage> Coverage, IReadOnlyList<EntryShape> Entries)
    {
        public IReadOnlyList<ErrorSpread>? Spreads { get; init; }
        public IReadOnlyList<BenchmarkStart>? Starts { get; init; }
        public IReadOnlyList<BenchmarkWait>? Waits { get; init; }
        public IReadOnlyList<EngineEra>? Eras { get; init; }
        public IReadOnlyList<FitError>? Errors { get; init; }
    }

    internal sealed record EntryShape(string Coefficient, string Standing, int Points, string Source)
    {
        public double? Value { get; init; }
        public double? Factor { get; init; }
        public string? Family { get; init; }
        public string? Accelerator { get; init; }
        public string? Engine { get; init; }
        public string? Weights { get; init; }
        public string? ModelKind { get; init; }
        public string? Model { get; init; }
        public double? Deviation { get; init; }
        public string? Era { get; init; }
        public IReadOnlyList<double>? Loadings { get; init; }
    }
}

sealed class NearnessConverter() : JsonStringEnumConverter<Nearness>(JsonNamingPolicy.CamelCase);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(NearnessConverter)], RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CoefficientFiles.FileShape))]
sealed partial class CoefficientJson : JsonSerializerContext;
