using System.Globalization;

namespace InferenceModeler.Data.Tables;

/// <summary>One row of a catalog table. Every getter checks its rule and, when it is broken, names file, line, column, value, rule and remedy.</summary>
sealed class CsvRow(string file, int line, string[] columns, string[] fields)
{
    public string File => file;

    public int Line => line;

    public string[] Fields => fields;

    /// <summary>Blank where the cell is.</summary>
    public string Optional(string column)
    {
        int at = Array.IndexOf(columns, column);
        return at >= 0 ? fields[at] : throw new InvalidOperationException($"{file} has no column {column}");
    }

    public string Text(string column)
    {
        string text = Optional(column);
        return text.Length > 0 ? text : throw Bad(column, "must not be blank", "give a value");
    }

    public double Number(string column, double least, double most) => OptionalNumber(column, least, most) ?? throw Bad(column, "must not be blank", "give a number");

    public double? OptionalNumber(string column, double least, double most)
    {
        string text = Optional(column);
        if (text.Length == 0) return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw Bad(column, "must be a finite number", "write it with a decimal point and without a unit; the column's name says the unit");
        }
        return value >= least && value <= most ? value : throw Bad(column, $"must be between {least:G6} and {most:G6}", "check the unit in the column's name");
    }

    public int Whole(string column, int least, int most) => OptionalWhole(column, least, most) ?? throw Bad(column, "must not be blank", "give a whole number");

    public int? OptionalWhole(string column, int least, int most) => OptionalNumber(column, least, most) is not { } value
        ? null
        : value == Math.Floor(value) ? (int)value : throw Bad(column, "must be a whole number", "leave the fraction out");

    public bool Flag(string column) => Optional(column) switch
    {
        "true" => true,
        "false" or "" => false,
        _ => throw Bad(column, "must be true or false", "write true or false"),
    };

    /// <summary>The choice that the cell names.</summary>
    public T Choice<T>(string column, IReadOnlyDictionary<string, T> choices) => Choice(column, Text(column), choices);

    public IReadOnlyList<T> Choices<T>(string column, IReadOnlyDictionary<string, T> choices) => [.. List(column).Select(name => Choice(column, name, choices))];

    /// <summary>Parts between semicolons.</summary>
    public IReadOnlyList<string> List(string column) =>
        Optional(column) is { Length: > 0 } text ? text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];

    /// <summary>Checks that a reference resolves.</summary>
    public string Reference(string column, IReadOnlyCollection<string> known, string what)
    {
        string name = Text(column);
        return known.Contains(name) ? name : throw Bad(column, $"must be the id of {what}", Names.NearestText(name, known));
    }

    public InputException Bad(string column, string rule, string remedy) =>
        new($"{file} line {line}, column {column}: \"{Optional(column)}\" {rule}: {remedy}");

    T Choice<T>(string column, string name, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(name, out T? value) ? value : throw Bad(column, $"must be one of {string.Join(", ", choices.Keys)}", Names.NearestText(name, choices.Keys));
}
