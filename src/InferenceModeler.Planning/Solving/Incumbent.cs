namespace InferenceModeler.Planning.Solving;

/// <summary>A plan in whole numbers before it is told in words.</summary>
/// <param name="Units">By quarter and pool.</param>
/// <param name="Orders">Instances ordered to arrive, by offer and quarter.</param>
/// <param name="Standing">Instances, by offer and quarter.</param>
/// <param name="Halls">That are ordered, with the quarter in which they are there.</param>
/// <param name="Served">By quarter.</param>
/// <param name="Objective">What is minimised.</param>
sealed record Incumbent(double[][] Units, double[,] Orders, double[,] Standing, IReadOnlyList<(int Site, int Hall, int Arrives)> Halls, IReadOnlyList<ServedQuarter> Served, double Objective)
{
    /// <summary>Of all quarters.</summary>
    public IReadOnlyList<Dispatch> Dispatch => [.. Served.SelectMany(s => s.Dispatch)];

    public IReadOnlyList<Trained> Trained => [.. Served.SelectMany(s => s.Trained)];

    /// <summary>Of the objective, what goes short.</summary>
    public double ShortfallUsd => Served.Sum(s => s.ShortfallUsd);

    /// <summary>The objective without what goes short: no penalty makes a gap look small.</summary>
    public double Cost => Objective - ShortfallUsd;

    /// <summary>How far a bound on it is below, as a share.</summary>
    public double Gap(double leastCost) => Cost > 0 ? Math.Max(0, Cost - leastCost) / Cost : 0;
}
