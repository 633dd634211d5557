using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>What is known of an uncertain factor: a middle that it is as likely above as below, and the values that one world in ten stays below and above.</summary>
/// <remarks>Positive factors spread by ratios (two lognormal halves that meet at the middle), delays by differences (two normal halves), never below 0.</remarks>
public readonly record struct Spread
{
    /// <summary>Standard deviations from the middle to what one in ten lies beyond.</summary>
    public const double Tenth = 1.2815515655446004;


    Spread(double low, double mid, double high, bool byRatio) => (Low, Mid, High, IsByRatio) = (low, mid, high, byRatio);

    public double Low { get; }
    public double Mid { get; }
    public double High { get; }

    /// <summary>True for positive factors, false for delays.</summary>
    public bool IsByRatio { get; }

    public bool IsCertain => Low == High;

    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt; low ≤ mid ≤ high, all finite.</exception>
    public static Spread Ratio(double low, double mid, double high)
    {
        if (!(low > 0 && low <= mid && mid <= high && double.IsFinite(high))) throw new ArgumentOutOfRangeException(nameof(low), $"{low}, {mid}, {high}: must be 0 < low ≤ mid ≤ high");
        return new(low, mid, high, true);
    }

    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ low ≤ mid ≤ high, all finite.</exception>
    public static Spread Difference(double low, double mid, double high)
    {
        if (!(low >= 0 && low <= mid && mid <= high && double.IsFinite(high))) throw new ArgumentOutOfRangeException(nameof(low), $"{low}, {mid}, {high}: must be 0 ≤ low ≤ mid ≤ high");
        return new(low, mid, high, false);
    }

    /// <summary>The value that a world stays below with <paramref name="probability"/>, in (0, 1); the middle itself where nothing is uncertain.</summary>
    public double At(double probability) => probability == 0.5 ? Mid : AtDeviations(Normal.Quantile(probability));

    /// <summary>The value so many standard deviations above the middle, below it where negative.</summary>
    public double AtDeviations(double deviations)
    {
        double steps = deviations / Tenth, end = steps < 0 ? Low : High;
        if (end == Mid) return Mid;
        return IsByRatio ? Mid * Math.Pow(end / Mid, Math.Abs(steps)) : Math.Max(0, Mid + (end - Mid) * Math.Abs(steps));
    }
}
