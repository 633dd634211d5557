namespace InferenceModeler.Worlds;

/// <summary>A spread for each factor; independent of each other.</summary>
public sealed record Uncertainty
{
    public static IReadOnlyList<WorldFactor> Factors { get; } = Enum.GetValues<WorldFactor>();

    /// <summary>Everything as planned.</summary>
    public static Uncertainty None { get; } = new()
    {
        Growth = Spread.Ratio(1, 1, 1),
        Demand = Spread.Ratio(1, 1, 1),
        Capacity = Spread.Ratio(1, 1, 1),
        Availability = Spread.Ratio(1, 1, 1),
        OrderPrice = Spread.Ratio(1, 1, 1),
        EnergyPrice = Spread.Ratio(1, 1, 1),
        DeliveryDelay = Spread.Difference(0, 0, 0),
        ConnectionDelay = Spread.Difference(0, 0, 0),
        SpotLoss = 0,
    };

    /// <summary>What holds unless something else is said: assumptions, not measurements.</summary>
    public static Uncertainty Prior { get; } = new();

    public Spread Growth { get; init; } = Spread.Ratio(0.9, 1, 1.15);
    public Spread Demand { get; init; } = Spread.Ratio(0.95, 1, 1.05);

    /// <summary>Of all replicas alike, over what the plan counts on; null where each kind has its own (<see cref="CapacityErrors"/>).</summary>
    public Spread? Capacity { get; init; }

    /// <summary>Share of the replicas that work over the planned one; null where worlds draw how many instances are down.</summary>
    public Spread? Availability { get; init; }

    public Spread OrderPrice { get; init; } = Spread.Ratio(0.9, 1, 1.1);
    public Spread EnergyPrice { get; init; } = Spread.Ratio(0.8, 1, 1.3);
    public Spread DeliveryDelay { get; init; } = Spread.Difference(0, 0, 1);
    public Spread ConnectionDelay { get; init; } = Spread.Difference(0, 0, 2);

    /// <summary>Share of the quarters in which a pool of spot instances (of one type at one site) cannot be had at all, 0..1.</summary>
    public double SpotLoss { get; init; } = 0.05;

    /// <summary>The spread of a factor; null where worlds draw it otherwise.</summary>
    public Spread? this[WorldFactor factor] => factor switch
    {
        WorldFactor.Growth => Growth,
        WorldFactor.Demand => Demand,
        WorldFactor.Capacity => Capacity,
        WorldFactor.Availability => Availability,
        WorldFactor.OrderPrice => OrderPrice,
        WorldFactor.EnergyPrice => EnergyPrice,
        WorldFactor.DeliveryDelay => DeliveryDelay,
        WorldFactor.ConnectionDelay => ConnectionDelay,
        _ => null,
    };
}
