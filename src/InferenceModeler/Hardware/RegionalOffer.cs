namespace InferenceModeler.Hardware;

/// <summary>An instance as sold in one region.</summary>
/// <param name="Provider">Cloud.</param>
/// <param name="Region">Region id of that provider.</param>
/// <param name="Instance">Instance name.</param>
/// <param name="Zones">Zones that sell it; empty where the source does not say.</param>
/// <param name="Prices">Prices there, by purchase option.</param>
/// <param name="Provenance">Source.</param>
public sealed record RegionalOffer(
    string Provider, string Region, string Instance, IReadOnlyList<string> Zones, IReadOnlyDictionary<PurchaseOption, Price> Prices, Provenance Provenance);
