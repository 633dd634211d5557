namespace InferenceModeler.Planning.Reports;

/// <summary>What a class costs and earns over the horizon.</summary>
/// <remarks>Costs are shared by the price of the instances that a class keeps busy; idle ones are shared in the same ratio.</remarks>
public sealed record ClassCosts
{
    public required string Class { get; init; }
    public required double Requests { get; init; }
    public required double InputTokens { get; init; }
    public required double OutputTokens { get; init; }
    public required double Usd { get; init; }

    /// <summary>On tokens served; all their costs, idle hours too.</summary>
    public required TokenCosts Served { get; init; }

    /// <summary>At the customers' prices; null where the class has none.</summary>
    public required double? RevenueUsd { get; init; }

    /// <summary>(Revenue − cost) ÷ revenue.</summary>
    public double? Margin => RevenueUsd is > 0 and { } revenue ? (revenue - Usd) / revenue : null;
}
