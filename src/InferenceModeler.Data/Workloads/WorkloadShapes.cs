using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceModeler.Data.Workloads;

/// <summary>A workload file as it is written. Cells are [share, prompt tokens, output tokens, cached prompt tokens].</summary>
sealed record WorkloadShape(string Name, string Source)
{
    public string? Hours { get; init; }
    public double? PeakToMean { get; init; }
    public double? RequestsPerSecond { get; init; }
    public ArrivalShape? Arrivals { get; init; }
    public RateShape? OwnRate { get; init; }
    public TokensShape? Prompt { get; init; }
    public TokensShape? Output { get; init; }
    public double? PrefixReuse { get; init; }
    public SharingShape? Sharing { get; init; }
    public double[][]? Cells { get; init; }
}

sealed record ArrivalShape(string Law)
{
    public double? GapCv { get; init; }
    public BurstShape? Burst { get; init; }
}

sealed record SharingShape(int SystemPrompts, int SystemPromptTokens, int OpenSessions, double MeanTurns);

sealed record BurstShape(double HighRateFactor, double HighTimeShare, double MeanHighSeconds);

sealed record RateShape(
    double DurationSeconds, double MeanRequestsPerSecond, double PeakMinuteRequestsPerSecond, double GapCv, double MinuteDispersion, bool TimesAreCoarse,
    int[] RequestsPerMinute);

/// <summary>Lognormal: one of median and mean, one of p95 and cv.</summary>
sealed record TokensShape
{
    public double? Median { get; init; }
    public double? Mean { get; init; }
    public double? P95 { get; init; }
    public double? Cv { get; init; }
    public int? Min { get; init; }
    public int? Max { get; init; }
}

sealed record HourShape(string Name, string Source, double[] RelativeRates);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(WorkloadShape))]
[JsonSerializable(typeof(HourShape[]))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class WorkloadJson : JsonSerializerContext;
