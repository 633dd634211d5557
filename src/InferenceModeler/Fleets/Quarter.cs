using System.Globalization;

namespace InferenceModeler.Fleets;

/// <summary>A quarter of a calendar year, written <c>2026-Q3</c>.</summary>
/// <param name="Index">Quarters since the first of year 0.</param>
public readonly record struct Quarter(int Index)
{
    /// <summary>Hours of a mean quarter: 365.25 days in four.</summary>
    public const double Hours = 365.25 * 24 / 4;

    public static Quarter Of(int year, int number) => new(year * 4 + number - 1);

    public int Year => Index / 4;

    /// <summary>1 to 4.</summary>
    public int Number => Index % 4 + 1;

    public static Quarter operator +(Quarter quarter, int quarters) => new(quarter.Index + quarters);

    public static int operator -(Quarter left, Quarter right) => left.Index - right.Index;

    /// <exception cref="InputException">Not written as year and quarter, or outside 2000 to 2100.</exception>
    public static Quarter Parse(string text, string name) => Read(text) ?? throw new InputException($"{name} '{text}': must be a quarter from 2000 to 2100, for example 2026-Q3");

    /// <summary>Null where the text is no year from 2000 to 2100 and quarter.</summary>
    public static Quarter? Read(string text)
    {
        string[] parts = text.Trim().Split('-');
        bool read = parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int year) && year is >= 2000 and <= 2100
            && parts[1].Length == 2 && parts[1][0] is 'Q' or 'q' && parts[1][1] is >= '1' and <= '4';
        return read ? Of(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1][1] - '0') : null;
    }

    public override string ToString() => $"{Year}-Q{Number}";
}
