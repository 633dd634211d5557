using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>A lognormal token count, cut off at limits: values outside are never drawn, so the mean of a tightly cut one differs from the uncut mean.</summary>
public sealed record LognormalTokens
{
    const double Z95 = 1.6448536269514722;

    readonly double _lowProbability;
    readonly double _highProbability;

    LognormalTokens(double median, double sigma, int minTokens, int maxTokens)
    {
        if (minTokens < 1 || maxTokens < minTokens)
            throw new InputException($"token limits {minTokens} to {maxTokens}: need 1 ≤ least ≤ most");
        (MedianTokens, Sigma, MinTokens, MaxTokens) = (median, sigma, minTokens, maxTokens);
        _lowProbability = Normal.Cumulative(Math.Log((minTokens - 0.5) / median) / sigma);
        _highProbability = Normal.Cumulative(Math.Log((maxTokens + 0.5) / median) / sigma);
        if (_highProbability - _lowProbability < 1e-6)
            throw new InputException($"token limits {minTokens} to {maxTokens}: a lognormal with median {median:0.#} has almost nothing there; widen them");
    }

    /// <summary>Median of the uncut law.</summary>
    public double MedianTokens { get; }

    /// <summary>Standard deviation of the natural logarithm.</summary>
    public double Sigma { get; }

    public int MinTokens { get; }
    public int MaxTokens { get; }

    public static LognormalTokens FromMedianAndP95(double medianTokens, double p95Tokens, int minTokens = 1, int maxTokens = int.MaxValue)
    {
        Require(p95Tokens > Positive(medianTokens, "median"), $"p95 {p95Tokens} must exceed the median {medianTokens}");
        return new(medianTokens, Math.Log(Positive(p95Tokens, "p95") / medianTokens) / Z95, minTokens, maxTokens);
    }

    public static LognormalTokens FromMedianAndCv(double medianTokens, double cv, int minTokens = 1, int maxTokens = int.MaxValue) =>
        new(Positive(medianTokens, "median"), SigmaOf(cv), minTokens, maxTokens);

    public static LognormalTokens FromMeanAndCv(double meanTokens, double cv, int minTokens = 1, int maxTokens = int.MaxValue)
    {
        double sigma = SigmaOf(cv);
        return new(Positive(meanTokens, "mean") * Math.Exp(-sigma * sigma / 2), sigma, minTokens, maxTokens);
    }

    /// <summary>Of the two lognormals with this mean and p95, the less spread one.</summary>
    public static LognormalTokens FromMeanAndP95(double meanTokens, double p95Tokens, int minTokens = 1, int maxTokens = int.MaxValue)
    {
        // ln(p95/mean) = z·σ − σ²/2, which is at most z²/2.
        double ratio = Math.Log(Positive(p95Tokens, "p95") / Positive(meanTokens, "mean"));
        Require(ratio > 0 && ratio < Z95 * Z95 / 2, $"p95 {p95Tokens} must lie between 1 and {Math.Exp(Z95 * Z95 / 2):0.00} times the mean {meanTokens} in a lognormal");
        double sigma = Z95 - Math.Sqrt(Z95 * Z95 - 2 * ratio);
        return new(meanTokens * Math.Exp(-sigma * sigma / 2), sigma, minTokens, maxTokens);
    }

    /// <summary>Token count that a share <paramref name="probability"/>, in (0, 1), of the cut law stays below.</summary>
    public int Quantile(double probability)
    {
        double uncut = Math.Clamp(_lowProbability + probability * (_highProbability - _lowProbability), 1e-300, 1 - 1e-16);
        double tokens = MedianTokens * Math.Exp(Sigma * Normal.Quantile(uncut));
        return (int)Math.Clamp(Math.Round(tokens), MinTokens, MaxTokens);
    }

    static double SigmaOf(double cv) => Math.Sqrt(Math.Log(1 + Math.Pow(Positive(cv, "coefficient of variation"), 2)));

    static double Positive(double value, string what)
    {
        Require(value > 0 && double.IsFinite(value), $"{what} {value} must be a positive number");
        return value;
    }

    static void Require(bool holds, string rule)
    {
        if (!holds) throw new InputException($"lognormal lengths: {rule}");
    }
}
