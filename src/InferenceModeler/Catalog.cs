using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler;

/// <summary>All reference facts a run may use. Read from data files; immutable.</summary>
public sealed record Catalog
{
    public required IReadOnlyList<AcceleratorSpec> Accelerators { get; init; }
    public required IReadOnlyList<ModelArchitecture> Models { get; init; }
    public required IReadOnlyList<Instance> Instances { get; init; }
    public required IReadOnlyList<RegionalOffer> Offers { get; init; }
    public required IReadOnlyList<Region> Regions { get; init; }
    public required IReadOnlyList<RoundTrip> RoundTrips { get; init; }

    /// <summary>What stands in for a round trip that was not measured; null where the catalog has none.</summary>
    public RoundTripModel? RoundTripModel { get; init; }

    public required IReadOnlyList<ServingEngine> Engines { get; init; }
    public required IReadOnlyList<SupportRule> Support { get; init; }
}
