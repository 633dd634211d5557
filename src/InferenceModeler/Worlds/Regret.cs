namespace InferenceModeler.Worlds;

/// <summary>Fleets compared in the same worlds, by what they cost with what they do not serve bought elsewhere.</summary>
public sealed class Regret
{
    /// <exception cref="ArgumentException">No outcome, or of different worlds.</exception>
    public Regret(IReadOnlyList<WorldOutcome> outcomes)
    {
        if (outcomes.Count == 0 || outcomes.Any(outcome => outcome.UsdByWorld.Count != outcomes[0].UsdByWorld.Count))
            throw new ArgumentException("outcomes of the same worlds are needed", nameof(outcomes));
        double[] best = [.. Enumerable.Range(0, outcomes[0].Worlds).Select(world => outcomes.Min(outcome => outcome.UsdByWorld[world]))];
        Outcomes = outcomes;
        Usd = [.. outcomes.Select(outcome => Quantiles.Of(outcome.UsdByWorld.Zip(best, (mine, least) => mine - least)))];
        BestInMean = outcomes.MinBy(outcome => outcome.UsdWithUnserved.Mean)!;
        BestAtTail = outcomes.MinBy(outcome => outcome.UsdWithUnserved.P95)!;
        MostKept = outcomes.OrderByDescending(outcome => outcome.SloKeptProbability).ThenBy(outcome => outcome.UsdWithUnserved.Mean).First();
    }

    public IReadOnlyList<WorldOutcome> Outcomes { get; }

    /// <summary>For each outcome, dollars above the cheapest of all in the same world.</summary>
    public IReadOnlyList<Quantiles> Usd { get; }

    public WorldOutcome BestInMean { get; }

    /// <summary>Least at the 95th percentile.</summary>
    public WorldOutcome BestAtTail { get; }

    /// <summary>The one that keeps its limits in most worlds.</summary>
    public WorldOutcome MostKept { get; }

    /// <summary>What the best at the tail costs more in the mean than the best there.</summary>
    public double PriceOfRobustnessUsd => BestAtTail.UsdWithUnserved.Mean - BestInMean.UsdWithUnserved.Mean;

    /// <summary>What the one that keeps its limits most often costs more in the mean than the best there.</summary>
    public double PriceOfKeepingUsd => MostKept.UsdWithUnserved.Mean - BestInMean.UsdWithUnserved.Mean;
}
