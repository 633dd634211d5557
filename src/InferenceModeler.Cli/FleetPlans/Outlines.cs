using System.Globalization;
using ScottPlot;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Outlines of land by longitude and latitude in degrees: Natural Earth 4.1.0, 1:110m land (public domain), without Antarctica, thinned to about 0.1°.</summary>
static class Outlines
{
    const string Resource = "InferenceModeler.Cli.FleetPlans.land.txt";

    /// <summary>One ring each.</summary>
    public static IEnumerable<Coordinates[]> Land()
    {
        using Stream stream = typeof(Outlines).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is missing from the assembly");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            double[] numbers = [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            yield return [.. numbers.Chunk(2).Select(pair => new Coordinates(pair[0], pair[1]))];
        }
    }
}
