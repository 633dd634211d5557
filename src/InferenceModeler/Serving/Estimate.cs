namespace InferenceModeler.Serving;

/// <summary>A figure with its 95% confidence interval from independent seeds.</summary>
public readonly record struct Estimate(double Value, double Low, double High)
{
    // Student's t at 97.5% for 1, 2, … degrees of freedom.
    static readonly double[] s_student =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The mean of the seeds' figures.</summary>
    public static Estimate Mean(IReadOnlyList<double> seeds) => Of(seeds.Average(), seeds);

    /// <summary>
    /// A figure of all seeds together, with the interval of the mean of the seeds' own figures, widened to hold the figure. A seed without a finite figure
    /// leaves the interval open above; without any, there is no figure.
    /// </summary>
    public static Estimate Of(double value, IReadOnlyList<double> seeds)
    {
        if (seeds.Count == 0 || double.IsNaN(value)) return new(double.NaN, double.NaN, double.NaN);
        double mean = seeds.Average();
        if (!double.IsFinite(mean) || !double.IsFinite(value)) return new(value, Math.Min(value, seeds.Min()), double.PositiveInfinity);
        if (seeds.Count < 2) return new(value, double.NaN, double.NaN);
        double variance = seeds.Sum(s => (s - mean) * (s - mean)) / (seeds.Count - 1);
        double half = Student(seeds.Count - 1) * Math.Sqrt(variance / seeds.Count);
        return new(value, Math.Min(value, mean - half), Math.Max(value, mean + half));
    }

    /// <summary>A figure whose standard error has so many degrees of freedom.</summary>
    public static Estimate Of(double value, double standardError, int degrees)
    {
        double half = Student(degrees) * standardError;
        return new(value, value - half, value + half);
    }

    /// <summary>The same within bounds that the figure cannot leave.</summary>
    public Estimate Within(double least, double most) => new(Math.Clamp(Value, least, most), Math.Clamp(Low, least, most), Math.Clamp(High, least, most));

    // Beyond the table: the first term of the expansion in 1/degrees, within 0.1%.
    static double Student(int degrees) => degrees <= s_student.Length ? s_student[degrees - 1] : 1.95996 + 2.3723 / degrees;
}
