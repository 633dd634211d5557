using System.Globalization;

namespace InferenceModeler;

/// <summary>Durations as people write them. Inside the program a duration is a number of seconds.</summary>
public static class Durations
{
    static readonly (string Unit, double Seconds)[] s_units =
        [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads <c>500ms</c>, <c>0.5s</c>, <c>2m</c>, <c>1h</c> as seconds.</summary>
    /// <param name="text">A positive, finite number followed by its unit.</param>
    /// <param name="name">What the value is for, as the user knows it: <c>--ttft</c>.</param>
    /// <exception cref="InputException">No unit, an unknown one, or a number that is no positive duration.</exception>
    public static double Parse(string text, string name) => Parse(text, name, false);

    /// <summary>The same where zero is a duration too.</summary>
    /// <exception cref="InputException">No unit, an unknown one, or a number that is no duration.</exception>
    public static double ParseOrZero(string text, string name) => Parse(text, name, true);

    static double Parse(string text, string name, bool orZero)
    {
        string trimmed = text.Trim();
        int end = trimmed.Length;
        while (end > 0 && char.IsAsciiLetter(trimmed[end - 1])) end--;
        (string number, string unit) = (trimmed[..end].TrimEnd(), trimmed[end..]);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw new InputException($"{name} '{text}': not a duration; write a number and its unit, for example 500ms or 0.5s");
        if (unit.Length == 0) throw new InputException($"{name} '{text}': a duration needs its unit; write {trimmed}ms or {trimmed}s");
        double unitSeconds = s_units.FirstOrDefault(u => u.Unit == unit).Seconds;
        if (unitSeconds == 0) throw new InputException($"{name} '{text}': unknown unit '{unit}'; known: {string.Join(", ", s_units.Select(u => u.Unit))}");
        double seconds = value * unitSeconds;
        if (!double.IsFinite(seconds) || seconds < 0 || (seconds == 0 && !orZero))
            throw new InputException($"{name} '{text}': must be {(orZero ? "zero or longer" : "longer than zero")} and finite");
        return seconds;
    }
}
