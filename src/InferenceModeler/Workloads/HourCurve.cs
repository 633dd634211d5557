namespace InferenceModeler.Workloads;

/// <summary>The rate of each hour of the day relative to the others.</summary>
public sealed record HourCurve
{
    const int Hours = 24;
    const string Assumption = "assumption: one smooth peak a day with the given ratio";

    /// <exception cref="InputException">Not 24 numbers, or one of them negative, or none positive.</exception>
    public HourCurve(string name, IReadOnlyList<double> relativeRates, string source)
    {
        if (relativeRates.Count != Hours) throw new InputException($"hour curve {name}: {relativeRates.Count} hours; give {Hours}");
        foreach (double rate in relativeRates)
            if (!(rate >= 0 && double.IsFinite(rate))) throw new InputException($"hour curve {name}: rate {rate} must be 0 or more");
        double peak = relativeRates.Max();
        if (peak <= 0) throw new InputException($"hour curve {name}: at least one hour must have a rate above 0");
        (Name, Source) = (name, source);
        OfPeak = [.. relativeRates.Select(rate => rate / peak)];
    }

    public string Name { get; }
    public string Source { get; }

    /// <summary>Rate of each hour ÷ rate of the peak hour, 0..1.</summary>
    public IReadOnlyList<double> OfPeak { get; }

    public double PeakToMean => Hours / OfPeak.Sum();

    public static HourCurve Flat { get; } = new("flat", [.. Enumerable.Repeat(1.0, Hours)], "the same rate all day");

    /// <summary>A day with this ratio of peak to mean, 1 to 12: a raised cosine, on a base or to a power, peaking at 14 h.</summary>
    public static HourCurve FromPeakToMean(double peakToMean)
    {
        if (!(peakToMean is >= 1 and <= 12)) throw new InputException($"peak to mean {peakToMean}: must be 1 to 12");
        if (peakToMean == 1) return Flat;
        string name = $"peak-to-mean {peakToMean}";
        // Up to twice the mean a cosine on a base; beyond, a cosine to a power, which sharpens the peak.
        if (peakToMean <= 2)
        {
            double swing = 2 * (1 - 1 / peakToMean);
            return new(name, [.. RaisedCosine(1).Select(rate => 1 - swing * (1 - rate))], Assumption);
        }

        double low = 1, high = 1000;
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            if (Hours / RaisedCosine(middle).Sum() < peakToMean) low = middle; else high = middle;
        }

        return new(name, RaisedCosine(high), Assumption);
    }

    static double[] RaisedCosine(double power) => [.. Enumerable.Range(0, Hours).Select(hour => Math.Pow((1 + Math.Cos((hour - 14) * Math.Tau / Hours)) / 2, power))];

    public bool Equals(HourCurve? other) => other is not null && Name == other.Name && OfPeak.SequenceEqual(other.OfPeak);

    public override int GetHashCode() => HashCode.Combine(Name, OfPeak[0], OfPeak[1]);
}
