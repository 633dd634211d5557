using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>A figure with its confidence interval from independent seeds.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>Share of such intervals that hold the true figure, where nobody asks for another.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>The mean of the seeds' figures.</summary>
    public static Estimate Mean(IReadOnlyList<double> seeds, double confidence = DefaultConfidence) => Of(seeds.Average(), seeds, confidence);

    /// <summary>
    /// A figure of all seeds together, with the interval of the mean of the seeds' own figures, widened to hold the figure. A seed without a finite figure
    /// leaves the interval open above; without any, there is no figure.
    /// </summary>
    public static Estimate Of(double value, IReadOnlyList<double> seeds, double confidence = DefaultConfidence)
    {
        if (seeds.Count == 0 || double.IsNaN(value)) return new(double.NaN, double.NaN, double.NaN);
        double mean = seeds.Average();
        if (!double.IsFinite(mean) || !double.IsFinite(value)) return new(value, Math.Min(value, seeds.Min()), double.PositiveInfinity);
        if (seeds.Count < 2) return new(value, double.NaN, double.NaN);
        double variance = seeds.Sum(s => (s - mean) * (s - mean)) / (seeds.Count - 1);
        double half = StudentT.Within(confidence, seeds.Count - 1) * Math.Sqrt(variance / seeds.Count);
        return new(value, Math.Min(value, mean - half), Math.Max(value, mean + half));
    }

    /// <summary>A figure whose standard error has so many degrees of freedom, with its 95% interval.</summary>
    public static Estimate Of(double value, double standardError, int degrees)
    {
        double half = StudentT.Within(DefaultConfidence, degrees) * standardError;
        return new(value, value - half, value + half);
    }

    /// <summary>The same within bounds that the figure cannot leave.</summary>
    public Estimate Within(double least, double most) => new(Math.Clamp(Value, least, most), Math.Clamp(Low, least, most), Math.Clamp(High, least, most));
}
