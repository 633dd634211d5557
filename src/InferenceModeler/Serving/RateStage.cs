namespace InferenceModeler.Serving;

/// <summary>A rate held for some time.</summary>
public readonly record struct RateStage(double RequestsPerSecond, double Seconds)
{
    /// <summary>Reads <c>5x60s,10x60s</c>: 5 requests per second for a minute, then 10.</summary>
    /// <exception cref="InputException">Not such a list.</exception>
    public static IReadOnlyList<RateStage> Parse(string text, string name)
    {
        List<RateStage> stages = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int times = part.IndexOf('x', StringComparison.Ordinal);
            if (times < 1) throw new InputException($"{name} '{part}': write a rate and how long it lasts, for example 5x60s");
            stages.Add(new(Quantities.Positive(part[..times], $"{name} '{part}': rate", "requests per second"), Durations.Parse(part[(times + 1)..], $"{name} '{part}': duration")));
        }
        return stages;
    }
}
