namespace InferenceModeler.Fleets;

/// <summary>What the users of one region ask of one class.</summary>
public sealed record RegionalDemand
{
    const double QuartersPerYear = 4;

    public required UserRegion Users { get; init; }

    /// <summary>In the peak hour of the first quarter.</summary>
    public required double PeakRequestsPerSecond { get; init; }

    public required WeekCurve Week { get; init; }
    public GrowthRates Growth { get; init; }
    public IReadOnlyList<Launch> Launches { get; init; } = [];

    /// <summary>Peak rates of the quarters of the horizon, in place of growth and launches; empty for none.</summary>
    public IReadOnlyList<double> Forecast { get; init; } = [];

    /// <summary>Countries, region ids or site names that may serve them; empty: wherever the class may be served.</summary>
    public IReadOnlyList<string> Residency { get; init; } = [];

    /// <summary>The same course, at so many times the rate.</summary>
    public RegionalDemand Times(double factor) => this with
    {
        PeakRequestsPerSecond = PeakRequestsPerSecond * factor,
        Launches = [.. Launches.Select(l => l with { PeakRequestsPerSecond = l.PeakRequestsPerSecond * factor })],
        Forecast = [.. Forecast.Select(rate => rate * factor)],
    };

    /// <summary>Peak requests per second in a quarter.</summary>
    /// <param name="first">First quarter of the horizon.</param>
    /// <param name="quarters">Quarters after it.</param>
    /// <param name="growthPerYear">Fraction.</param>
    public double PeakAfter(Quarter first, int quarters, double growthPerYear) => Forecast.Count > 0
        ? Forecast[Math.Min(quarters, Forecast.Count - 1)]
        : PeakRequestsPerSecond * Math.Pow(1 + growthPerYear, quarters / QuartersPerYear)
            + Launches.Where(launch => launch.From - first <= quarters).Sum(launch => launch.PeakRequestsPerSecond);
}
