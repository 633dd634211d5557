using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>Instances that are there already, spread evenly over the zones of their site.</summary>
/// <param name="Site">Where.</param>
/// <param name="Instance">What.</param>
/// <param name="Instances">How many.</param>
/// <param name="Purchase">How they are paid; null where they are owned.</param>
/// <param name="UsdPerHour">Of one rented instance; 0 where owned.</param>
/// <param name="Until">Last quarter of the commitment, or of the life of what is owned; on demand they can be given back at any time.</param>
/// <param name="BookUsd">Book value of all of them, where owned.</param>
public sealed record Holding(Site Site, Instance Instance, int Instances, PurchaseOption? Purchase, double UsdPerHour, Quarter Until, double BookUsd)
{
    public bool IsOwned => Purchase is null;

    /// <summary>What it is, where owned.</summary>
    public OwnedServer? Server { get; init; }

    /// <summary>Where it stands, for what is owned at a site with halls.</summary>
    public Hall? Hall { get; init; }
}
