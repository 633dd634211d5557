using System.Globalization;
using InferenceModeler.Fleets;
using YamlDotNet.RepresentationModel;

namespace InferenceModeler.Data.Scenarios;

/// <summary>Lists, tables and the figures of a plan.</summary>
sealed partial class YamlSection
{
    public bool Has(string key) => Find(key) is not null;

    public bool IsSection(string key) => Find(key) is YamlMappingNode;

    public bool IsList(string key) => Find(key) is YamlSequenceNode;

    /// <summary>A list of sections; empty where the key is missing.</summary>
    public IReadOnlyList<YamlSection> Sections(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select((item, i) => item is YamlMappingNode section
            ? new YamlSection(file, $"{Join(key)}[{i}]", section)
            : throw Error(item, $"{Join(key)}[{i}]", $"must hold keys and values, not {Kind(item)}"))],
        YamlNode other => throw Error(other, Join(key), $"must be a list of sections, not {Kind(other)}"),
    };

    /// <summary>A name that has to be there.</summary>
    public string Required(string key) => Text(key) ?? throw Missing(key);

    public T Required<T>(string key, T? value) where T : struct => value ?? throw Missing(key);

    public InputException Missing(string key) => node is null ? new($"{file}: {Join(key)} is missing") : Error(node, Join(key), "is missing");

    /// <summary>A complaint about the value of a key.</summary>
    public InputException Wrong(string key, string complaint) => Error(Find(key) ?? node ?? new YamlMappingNode(), Join(key), complaint);

    /// <summary>Runs a lookup whose complaint is told with its place in the file.</summary>
    public T At<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException exception)
        {
            throw Wrong(key, exception.Message);
        }
    }

    public Quarter? Quarter(string key) => Read(key, text => Fleets.Quarter.Parse(text, key));

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double? Number(string key, double least, double most, string unit) => Read(key, text => Number(text, key, least, most, unit));

    /// <summary>A number above zero and at most <paramref name="most"/>.</summary>
    public double? Positive(string key, double most, string unit) => Read(key, text =>
        Quantities.Positive(text, key, unit) is var value && value <= most ? value : throw new InputException($"{key} {text}: must be at most {most.ToString("#,0.####", CultureInfo.InvariantCulture)} ({unit})"));

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int? Whole(string key, int least, int most) => Read(key, text => Quantities.Whole(text, key, least, most));

    /// <summary>A fraction that may be negative: <c>28%</c> or <c>0.28</c>.</summary>
    public double? Rate(string key) => Read(key, text =>
    {
        bool percent = text.TrimEnd().EndsWith('%');
        return double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? percent ? value / 100 : value
            : throw new InputException($"{key} '{text}': must be a rate, for example 28%");
    });

    /// <summary>One member of an enum.</summary>
    public T? Choice<T>(string key) where T : struct, Enum => Read(key, text => Choices.Parse<T>(text, key));

    /// <summary>A list of numbers, or a single one; empty where the key is missing.</summary>
    public IReadOnlyList<double> Numbers(string key, double least, double most, string unit) =>
        [.. Texts(key).Select(text => At(key, () => Number(text, key, least, most, unit)))];

    /// <summary>A list of whole numbers, or a single one; empty where the key is missing.</summary>
    public IReadOnlyList<int> Wholes(string key, int least, int most) => [.. Texts(key).Select(text => At(key, () => Quantities.Whole(text, key, least, most)))];

    /// <summary>A table of names with a number from <paramref name="least"/> to <paramref name="most"/> each; shares may be percentages.</summary>
    public IReadOnlyDictionary<string, double> Table(string key, double least, double most, string unit)
    {
        YamlSection table = Section(key);
        Dictionary<string, double> values = [];
        foreach (string name in table.Keys) values[name] = table.Read(name, text => Number(text, name, least, most, unit))!.Value;
        return values;
    }

    public IReadOnlyList<string> Keys => node is null ? [] : [.. node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "")];

    static double Number(string text, string name, double least, double most, string unit)
    {
        bool percent = text.TrimEnd().EndsWith('%');
        if (!double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) throw new InputException($"{name} '{text}': must be a number ({unit})");
        if (percent) value /= 100;
        return value >= least && value <= most ? value : throw new InputException($"{name} {text}: must be {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString("#,0.####", CultureInfo.InvariantCulture)} ({unit})");
    }
}
