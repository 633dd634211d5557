using InferenceModeler.Hardware;

namespace InferenceModeler.Sizing;

/// <summary>An instance that can be bought in a region.</summary>
/// <param name="Instance">What is rented.</param>
/// <param name="Region">Where.</param>
/// <param name="Zones">Zones that sell it and fail by themselves, at least one.</param>
/// <param name="Purchase">How it is bought.</param>
/// <param name="Price">Per hour and instance; null where the cost is unknown.</param>
public sealed record InstanceOffer(Instance Instance, Region Region, IReadOnlyList<string> Zones, PurchaseOption Purchase, Price? Price)
{
    public double UsdPerHour => Price?.UsdPerHour ?? double.NaN;
}
