namespace InferenceModeler.Worlds;

/// <summary>What differs from world to world.</summary>
public enum WorldFactor
{
    /// <summary>Growth of demand per year, 1 + rate, over the planned one.</summary>
    Growth,

    /// <summary>Demand at the start over the planned one.</summary>
    Demand,

    /// <summary>What a replica carries over what the plan counts on.</summary>
    Capacity,

    /// <summary>Share of the replicas that work, over the planned one.</summary>
    Availability,

    /// <summary>Price of what is ordered over the planned one.</summary>
    OrderPrice,

    /// <summary>Price of electricity over the planned one.</summary>
    EnergyPrice,

    /// <summary>Quarters that orders arrive after their date, from 0 to 4.</summary>
    DeliveryDelay,

    /// <summary>Quarters that grid connections come after their date, from 0 to 4.</summary>
    ConnectionDelay,

    /// <summary>Pools of spot instances that are lost.</summary>
    SpotLoss,
}
