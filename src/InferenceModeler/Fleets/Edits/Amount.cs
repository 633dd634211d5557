using System.Globalization;

namespace InferenceModeler.Fleets.Edits;

/// <summary>What an edit asks for: a factor (<c>-20%</c> is 0.8) or a value.</summary>
/// <param name="Factor">Of what is there; null where a value is given.</param>
/// <param name="Value">In the unit of the subject; null where a factor is given.</param>
readonly record struct Amount(double? Factor, double? Value)
{
    /// <summary>Reads <c>+20%</c>, <c>-20%</c>, or a number behind which one of the units may stand.</summary>
    /// <exception cref="InputException">Neither; a percentage without a sign, of −100% and less, or of more than 10,000%.</exception>
    public static Amount Parse(string text, string name, string example, params (string Unit, double Of)[] units)
    {
        if (text.EndsWith('%'))
        {
            if (!Number(text[..^1], out double percent) || !double.IsFinite(percent)) throw new InputException($"'{name}': {text} must be a change such as -20%");
            if (text[0] is not ('+' or '-')) throw new InputException($"'{name}': {text} is neither more nor less; write +{text} or -{text}");
            return percent is > -100 and <= 10_000 ? new(1 + percent / 100, null) : throw new InputException($"'{name}': {text} must be above -100% and at most +10000%");
        }
        (string unit, double of) = units.FirstOrDefault(u => u.Unit.Length > 0 && text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        if (unit is null) (unit, of) = units.Any(u => u.Unit.Length == 0) ? ("", 1) : throw new InputException($"'{name}': {text} is no value for it; write for example {example}");
        return Number(text[..^unit.Length], out double value) && double.IsFinite(value) && value >= 0 ? new(null, value * of) : throw new InputException($"'{name}': {text} is no value for it; write for example {example}");
    }

    public double Of(double before) => Factor is { } factor ? before * factor : Value!.Value;

    static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
