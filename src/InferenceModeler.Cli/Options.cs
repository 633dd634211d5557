using System.CommandLine;

namespace InferenceModeler.Cli;

/// <summary>Makes options whose values are checked while parsing, so that the message names the option, the rule and the remedy.</summary>
static class Options
{
    /// <summary>A duration with its unit, as seconds; null where not given.</summary>
    public static Option<double?> Duration(string name, string description) =>
        Checked<double?>(name, description, "duration", text => Durations.Parse(text, name));

    /// <summary>A duration that may be zero; null where not given.</summary>
    public static Option<double?> DurationOrZero(string name, string description) =>
        Checked<double?>(name, description, "duration", text => Durations.ParseOrZero(text, name));

    /// <summary>A positive, finite number; null where not given.</summary>
    public static Option<double?> Positive(string name, string description, string unit) =>
        Checked<double?>(name, description, "number", text => Quantities.Positive(text, name, unit));

    /// <summary>A whole number of at least <paramref name="least"/>; null where not given.</summary>
    public static Option<int?> Whole(string name, string description, int least = 1, int most = int.MaxValue) =>
        Checked<int?>(name, description, "n", text => Quantities.Whole(text, name, least, most));

    /// <summary>A percentile as a fraction; null where not given.</summary>
    public static Option<double?> Percentile(string name, string description) =>
        Checked<double?>(name, description, "percent", text => Quantities.Percentile(text, name));

    /// <summary>One of the names of an enum, written with hyphens (<c>on-demand</c>); null where not given.</summary>
    public static Option<T?> Choice<T>(string name, string description) where T : struct, Enum
    {
        Option<T?> option = Checked<T?>(name, description, "choice", text => Choices.Parse<T>(text, name));
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Choices.Names<T>()]);
        return option;
    }

    /// <summary>Names, separated by commas or given by repeating the option; empty where not given.</summary>
    public static Option<string[]> Names(string name, string description, string helpName = "names") => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            string[] names = [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            if (names.Length == 0) result.AddError($"{name} '{string.Join(' ', result.Tokens.Select(t => t.Value))}': names nothing; name at least one, or leave {name} out");
            return names;
        },
    };

    /// <summary>Positive numbers by name, as <c>name=number</c>, separated by commas or given by repeating the option; empty where not given.</summary>
    public static Option<Dictionary<string, double>> Table(string name, string description, string helpName, string unit) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            Dictionary<string, double> table = [];
            foreach (string entry in result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            {
                string[] parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length != 2 || parts[0].Length == 0) result.AddError($"{name} '{entry}': write {helpName}");
                else if (!Add(table, parts, name, unit, out string complaint)) result.AddError(complaint);
            }
            return table;
        },
    };

    static bool Add(Dictionary<string, double> table, string[] parts, string name, string unit, out string complaint)
    {
        complaint = $"{name} {parts[0]}: is given twice";
        try
        {
            return table.TryAdd(parts[0], Quantities.Positive(parts[1], $"{name} {parts[0]}", unit));
        }
        catch (InputException exception)
        {
            complaint = exception.Message;
            return false;
        }
    }

    /// <summary>Any text; null where not given.</summary>
    public static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    /// <summary>The option <c>--columns</c>.</summary>
    public static Option<string?> Columns() => Text("--columns", "Columns of a trace: prompt=NAME,output=NAME,time=NAME,cached=NAME,blocks=NAME,time-unit=ms.", "names");

    /// <summary>The option <c>--coefficients</c>.</summary>
    public static Option<string?> Coefficients() => Text("--coefficients", "Coefficients file to predict with, as calibrate writes it; default: the shipped ones.", "file");

    /// <summary>The option <c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document instead of tables." };

    /// <summary>An option whose value <paramref name="parse"/> reads or refuses with an <see cref="InputException"/>.</summary>
    public static Option<T> Checked<T>(string name, string description, string helpName, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            try
            {
                return parse(result.Tokens[^1].Value);
            }
            catch (InputException exception)
            {
                result.AddError(exception.Message);
                return default!;
            }
        },
    };
}
