namespace InferenceModeler.Worlds;

/// <summary>A fleet in many worlds.</summary>
public sealed record WorldOutcome
{
    public required string Name { get; init; }
    public required int Worlds { get; init; }

    /// <summary>Share of the worlds in which all work had a place in every hour, a zone lost or not where that was asked.</summary>
    public required double SloKeptProbability { get; init; }

    /// <summary>The same for each quarter alone.</summary>
    public required IReadOnlyList<double> SloKeptByQuarter { get; init; }

    /// <summary>Share of the worlds in which work wanted more power than a site may draw, in some hour.</summary>
    public required double PowerExceededProbability { get; init; }

    public required IReadOnlyList<double> PowerExceededByQuarter { get; init; }

    /// <summary>Dollars over the horizon, what is not served left out.</summary>
    public required Quantiles Usd { get; init; }

    /// <summary>Facility MW at the highest hour.</summary>
    public required Quantiles PeakMegawatts { get; init; }

    /// <summary>Largest share of an hour's demand without a place.</summary>
    public required Quantiles WorstUnservedShare { get; init; }

    /// <summary>Dollars over the horizon, what is not served bought elsewhere.</summary>
    public required Quantiles UsdWithUnserved { get; init; }

    /// <summary>Dollars of each world, what is not served bought elsewhere.</summary>
    public IReadOnlyList<double> UsdByWorld { get; init; } = [];
}

/// <summary>A figure over worlds.</summary>
public readonly record struct Quantiles(double P5, double P50, double P95, double Mean)
{
    /// <summary>The smallest value that at least the share of all lies at or below.</summary>
    public static Quantiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        return new(At(0.05), At(0.5), At(0.95), sorted.Average());
    }
}
