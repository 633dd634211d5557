using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>An instance that a site rents out in one way.</summary>
/// <param name="Instance">What is rented.</param>
/// <param name="Purchase">How.</param>
/// <param name="UsdPerHour">For the instance, discounts taken off.</param>
/// <param name="Doubt">Blank for a plain list price.</param>
public sealed record SiteOffer(Instance Instance, PurchaseOption Purchase, double UsdPerHour, string Doubt)
{
    /// <summary>When it starts and how long it lasts, for a capacity block of a fixed start; null where it can be ordered for any quarter.</summary>
    public CapacityBlock? Block { get; init; }

    /// <summary>Quarters that have to be paid once it is ordered.</summary>
    public int TermQuarters => Block?.Quarters ?? TermOf(Purchase);

    /// <summary>Quarters of a commitment; 1 for all else.</summary>
    public static int TermOf(PurchaseOption purchase) => purchase switch { PurchaseOption.Commit1Year => 4, PurchaseOption.Commit3Year => 12, _ => 1 };
}
