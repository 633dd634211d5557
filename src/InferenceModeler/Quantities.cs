using System.Globalization;

namespace InferenceModeler;

/// <summary>Plain numbers as people write them, checked at the public edge.</summary>
public static class Quantities
{
    /// <summary>Reads a number greater than zero and finite.</summary>
    /// <exception cref="InputException">Not such a number; the message names <paramref name="name"/> and <paramref name="unit"/>.</exception>
    public static double Positive(string text, string name, string unit)
    {
        if (!double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw new InputException($"{name} '{text}': must be a number ({unit})");
        return Positive(value, name, unit);
    }

    /// <summary>Passes a number greater than zero and finite.</summary>
    public static double Positive(double value, string name, string unit) =>
        double.IsFinite(value) && value > 0
            ? value
            : throw new InputException($"{name} {value.ToString(CultureInfo.InvariantCulture)}: must be greater than zero and finite ({unit})");

    /// <summary>Reads a whole number, also one written as <c>1e6</c>, of at least <paramref name="least"/> and at most <paramref name="most"/>.</summary>
    public static int Whole(string text, string name, int least = 1, int most = int.MaxValue)
    {
        if (!decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value))
            throw new InputException($"{name} '{text}': must be a whole number{(most < int.MaxValue ? $" of at most {most}" : "")}");
        if (value != decimal.Truncate(value)) throw new InputException($"{name} '{text}': must be a whole number");
        if (value < least) throw new InputException($"{name} {text.Trim()}: must be at least {least}");
        return value <= most ? (int)value : throw new InputException($"{name} {text.Trim()}: must be at most {most}");
    }

    /// <summary>A count with its noun: <c>1 replica</c>, <c>1,155 tokens</c>.</summary>
    public static string Count(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Reads a percentile: <c>p95</c>, <c>95</c> or <c>95%</c> is 0.95. At least 1, below 100.</summary>
    public static double Percentile(string text, string name)
    {
        string digits = text.Trim().TrimStart('p', 'P').TrimEnd('%');
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent))
            throw new InputException($"{name} '{text}': must be a percentile, for example 95 or p99");
        if (percent is > 0 and < 1) throw new InputException($"{name} '{text}': percentiles are given in percent; write {digits}×100, for example 95");
        return percent is >= 1 and < 100 ? Math.Round(percent / 100, 12) : throw new InputException($"{name} '{text}': must be at least 1 and below 100");
    }
}
