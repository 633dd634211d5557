using InferenceModeler.Workloads;

namespace InferenceModeler.Fleets;

/// <summary>The rate of each hour of the week, Monday 0 h to Sunday 23 h local time, relative to the busiest.</summary>
public sealed record WeekCurve
{
    public const int Hours = 168;
    const int HoursPerDay = 24, Weekdays = 5;

    /// <exception cref="InputException">Not 168 numbers, or one of them negative, or none positive.</exception>
    public WeekCurve(string name, IReadOnlyList<double> relativeRates)
    {
        if (relativeRates.Count != Hours) throw new InputException($"week curve {name}: {relativeRates.Count} hours; give {Hours}");
        foreach (double rate in relativeRates)
            if (!(rate >= 0 && double.IsFinite(rate))) throw new InputException($"week curve {name}: rate {rate} must be 0 or more");
        double peak = relativeRates.Max();
        if (peak <= 0) throw new InputException($"week curve {name}: at least one hour must have a rate above 0");
        (Name, OfPeak) = (name, [.. relativeRates.Select(rate => rate / peak)]);
    }

    public string Name { get; }

    /// <summary>Rate of each hour ÷ rate of the peak hour, 0..1.</summary>
    public IReadOnlyList<double> OfPeak { get; }

    /// <summary>The same day seven times; Saturday and Sunday at this share of a weekday, above 0.</summary>
    public static WeekCurve Of(HourCurve day, double weekendShare) =>
        new(day.Name, [.. Enumerable.Range(0, Hours).Select(hour => day.OfPeak[hour % HoursPerDay] * (hour < Weekdays * HoursPerDay ? 1 : weekendShare))]);

    /// <summary>Rate ÷ peak at an hour of the week in UTC, for people whose clocks are <paramref name="utcOffsetHours"/> ahead.</summary>
    public double AtUtc(int hour, double utcOffsetHours)
    {
        double local = hour + utcOffsetHours;
        int before = (int)Math.Floor(local);
        double part = local - before;
        double first = OfPeak[Wrap(before)];
        return part == 0 ? first : first + part * (OfPeak[Wrap(before + 1)] - first);
    }

    static int Wrap(int hour) => (hour % Hours + Hours) % Hours;

    public bool Equals(WeekCurve? other) => other is not null && Name == other.Name && OfPeak.SequenceEqual(other.OfPeak);

    public override int GetHashCode() => HashCode.Combine(Name, OfPeak[0], OfPeak[1]);
}
