using System.Globalization;
using InferenceModeler.Hardware;
using YamlDotNet.RepresentationModel;

namespace InferenceModeler.Data.Scenarios;

/// <summary>A mapping of a YAML file that knows where it stands, so that every complaint names the file, the path in it and the line.</summary>
sealed partial class YamlSection(string file, string path, YamlMappingNode? node)
{
    /// <summary>Refuses keys other than these.</summary>
    public YamlSection Only(params string[] known)
    {
        if (node is null) return this;
        foreach (YamlNode key in node.Children.Keys)
        {
            string name = key is YamlScalarNode { Value: { } value } ? value : "";
            if (!known.Contains(name, StringComparer.Ordinal)) throw Error(key, Join(name), $"unknown key; {Names.NearestText(name, known)}");
        }
        return this;
    }

    public YamlSection Section(string key) => Find(key) switch
    {
        null => new(file, Join(key), null),
        YamlMappingNode section => new(file, Join(key), section),
        YamlNode other => throw Error(other, Join(key), $"must hold keys and values, not {Kind(other)}"),
    };

    public string? Text(string key) => Scalar(key)?.Value;

    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        null => [],
        YamlScalarNode { Value: { Length: > 0 } value } => [value],
        YamlSequenceNode list => [.. list.Children.Select((item, i) => item is YamlScalarNode { Value: { Length: > 0 } value }
            ? value
            : throw Error(item, $"{Join(key)}[{i}]", $"must be a name, not {Kind(item)}"))],
        YamlNode other => throw Error(other, Join(key), $"must be a list of names, for example [a, b], not {Kind(other)}"),
    };

    public double? Seconds(string key) => Read(key, text => Durations.Parse(text, key));

    public double? Positive(string key, string unit) => Read(key, text => Quantities.Positive(text, key, unit));

    public double? AtLeastOne(string key, string unit) => Read(key, text =>
        Quantities.Positive(text, key, unit) is >= 1 and var value ? value : throw new InputException($"{key} {text}: must be at least 1 ({unit})"));

    public int? Whole(string key, int least) => Read(key, text => Quantities.Whole(text, key, least));

    public double? Percentile(string key) => Read(key, text => Quantities.Percentile(text, key));

    public PurchaseOption? Purchase(string key) => Read(key, text => Choices.Parse<PurchaseOption>(text, key));

    /// <summary><c>5%</c> or <c>0.05</c>, from 0 to 1.</summary>
    public double? Share(string key) => Read(key, text =>
    {
        bool percent = text.TrimEnd().EndsWith('%');
        bool number = double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        double share = percent ? value / 100 : value;
        return number && share is >= 0 and <= 1 ? share : throw new InputException($"{key} '{text}': must be a share from 0% to 100%");
    });

    public bool? YesOrNo(string key) => Read(key, text => text switch
    {
        "true" or "yes" => true,
        "false" or "no" => false,
        _ => throw new InputException($"{key} '{text}': must be true or false"),
    });

    T? Read<T>(string key, Func<string, T> parse) where T : struct
    {
        if (Scalar(key) is not { } scalar) return null;
        try
        {
            return parse(scalar.Value ?? "");
        }
        catch (InputException exception)
        {
            throw Error(scalar, Join(key), exception.Message);
        }
    }

    YamlScalarNode? Scalar(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } } scalar => scalar,
        YamlScalarNode empty => throw Error(empty, Join(key), "has no value"),
        YamlNode other => throw Error(other, Join(key), $"must be a single value, not {Kind(other)}"),
    };

    YamlNode? Find(string key) => node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    string Join(string key) => path.Length == 0 ? key : $"{path}.{key}";

    InputException Error(YamlNode at, string where, string complaint) => new($"{file} line {at.Start.Line}: {where}: {complaint}");

    static string Kind(YamlNode node) => node switch
    {
        YamlMappingNode => "keys and values",
        YamlSequenceNode => "a list",
        _ => "a single value",
    };
}
