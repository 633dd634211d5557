namespace InferenceModeler.Hardware;

/// <summary>A provider's region. Blank facts are null, never 0.</summary>
public sealed record Region
{
    public required string Provider { get; init; }

    /// <summary>The provider's id, for example <c>us-east-1</c>.</summary>
    public required string Id { get; init; }

    public required string City { get; init; }

    /// <summary>ISO country code.</summary>
    public required string Country { get; init; }

    public required double LatitudeDegrees { get; init; }
    public required double LongitudeDegrees { get; init; }

    /// <summary>Availability zones, at least 1.</summary>
    public required int Zones { get; init; }

    public double? GridCarbonGramsPerKwh { get; init; }

    /// <summary>Facility power ÷ IT power, at least 1.</summary>
    public double? Pue { get; init; }

    public double? WaterLitresPerKwh { get; init; }
    public double? ElectricityUsdPerKwh { get; init; }
    public required Provenance Provenance { get; init; }
}
