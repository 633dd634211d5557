using InferenceModeler.Cost;

namespace InferenceModeler.Sizing;

/// <summary>A deployment that fits its memory, and the offers whose instances hold it.</summary>
public sealed record Candidate(Deployment Deployment, MemoryBudget Memory, IReadOnlyList<(InstanceOffer Offer, Packing Packing)> Offers)
{
    /// <summary>The cheapest offer's price of one replica; null where no offer has a price.</summary>
    public double? UsdPerHour { get; } = Cheapest(Offers);

    static double? Cheapest(IReadOnlyList<(InstanceOffer Offer, Packing Packing)> offers)
    {
        double least = offers.Select(o => o.Packing.UsdPerHour(o.Offer.UsdPerHour)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        return double.IsFinite(least) ? least : null;
    }
}
