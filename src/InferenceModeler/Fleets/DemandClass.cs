using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Fleets;

/// <summary>A class of requests: one model, one distribution of lengths, one promise.</summary>
public sealed record DemandClass
{
    /// <summary>Shapes of <see cref="Mix"/>: enough to tell short requests from long ones; the capacity's percentiles change little beyond.</summary>
    public const int MixShapes = 12;

    public required string Name { get; init; }
    public required ModelArchitecture Model { get; init; }

    /// <summary>Lengths and arrivals.</summary>
    public required Workload Workload { get; init; }

    /// <summary>The same lengths as few weighted shapes.</summary>
    public required RequestMix Mix { get; init; }

    public required ServiceLimits Limits { get; init; }

    /// <summary>Whether a request may wait for any hour of its week.</summary>
    public bool IsDeferrable { get; init; }

    /// <summary>Which class goes short first where not all can be served: the smaller number later. At least 1.</summary>
    public int Priority { get; init; } = 1;

    /// <summary>Countries, region ids or site names that may serve it; empty: everywhere.</summary>
    public IReadOnlyList<string> Residency { get; init; } = [];

    /// <summary>Prompt tokens at which the class is split into bands (<see cref="Fleets.PromptBands"/>); empty where it is whole.</summary>
    public IReadOnlyList<int> PromptBands { get; init; } = [];

    public TokenPrices? Prices { get; init; }

    /// <summary>What comes with a prompt besides its text (images, sound, documents), and what goes with an answer, bytes.</summary>
    public double PayloadBytesIn { get; init; }

    public double PayloadBytesOut { get; init; }

    public required IReadOnlyList<RegionalDemand> Demands { get; init; }
}
