namespace InferenceModeler.Sweeping;

/// <summary>Refuses what no one would wait for.</summary>
public static class SweepSize
{
    // Of two cores with 512-bit vectors: to tell hours from minutes.
    const double EvaluationsPerSecond = 5e7;

    /// <param name="deployments">Rows.</param>
    /// <param name="axes">Name and number of values of every other axis.</param>
    /// <exception cref="InputException">More than <see cref="SweepSpace.MostEvaluations"/>: how many, how long, what to cut.</exception>
    public static void Check(long deployments, params ReadOnlySpan<(string Name, long Count)> axes)
    {
        double evaluations = deployments;
        (string Name, long Count) longest = ("--accelerators, --layouts or --engines", deployments);
        List<string> factors = [$"{deployments:N0} deployments"];
        foreach ((string name, long count) in axes)
        {
            evaluations *= count;
            factors.Add($"{count:N0} {name}");
            if (count > longest.Count) longest = (name, count);
        }
        if (evaluations <= SweepSpace.MostEvaluations) return;
        throw new InputException($"{evaluations:N0} combinations ({string.Join(" × ", factors)}): at most {SweepSpace.MostEvaluations:N0}; at about {EvaluationsPerSecond / 1e6:0} million a second "
            + $"this would take {Told(evaluations / EvaluationsPerSecond)}; cut {longest.Name} (the longest axis) by {Math.Ceiling(evaluations / SweepSpace.MostEvaluations):N0} times");
    }

    static string Told(double seconds) => seconds < 7200 ? $"{seconds / 60:N0} minutes" : seconds < 172800 ? $"{seconds / 3600:N0} hours" : $"{seconds / 86400:N0} days";
}
