namespace InferenceModeler.Planning.Problems;

/// <summary>A hall for own servers.</summary>
/// <param name="Name">Site and hall.</param>
/// <param name="Racks">By quarter; infinite where nothing limits them, 0 before the hall stands.</param>
/// <param name="Kilowatts">Facility power; infinite where only the site's limits it.</param>
public sealed record PlanHall(string Name, IReadOnlyList<double> Racks, double Kilowatts)
{
    /// <summary>Where it has to be ordered; null where it stands, or comes by itself. <see cref="Racks"/> are then those that it has once it is there.</summary>
    public HallOrder? Order { get; init; }
}

/// <summary>A hall that can be ordered.</summary>
/// <param name="LeadQuarters">From the order to its first server.</param>
/// <param name="CapitalUsd">Spent with the order.</param>
/// <param name="ChargeUsdPerQuarter">Annuity from its arrival on.</param>
/// <param name="LifeQuarters">Over which it is paid.</param>
public sealed record HallOrder(int LeadQuarters, double CapitalUsd, double ChargeUsdPerQuarter, int LifeQuarters)
{
    /// <summary>First quarter (index) in which it can stand.</summary>
    public int FirstArrival { get; init; } = LeadQuarters;

    /// <summary>Quarters of one that is there from one of the horizon for which it is owed after it.</summary>
    public int QuartersAfter(int arrives, int horizon) => Math.Max(0, LifeQuarters - (horizon - arrives));
}
