namespace InferenceModeler.Hardware;

/// <summary>An instance as sold in one region.</summary>
/// <param name="Provider">Cloud.</param>
/// <param name="Region">Region id of that provider.</param>
/// <param name="Instance">Instance name.</param>
/// <param name="Zones">Zones that sell it; empty where the source does not say.</param>
/// <param name="Prices">Prices there, by purchase option.</param>
/// <param name="Provenance">Source.</param>
public sealed record RegionalOffer(
    string Provider, string Region, string Instance, IReadOnlyList<string> Zones, IReadOnlyDictionary<PurchaseOption, Price> Prices, Provenance Provenance)
{
    /// <summary>
    /// Of <see cref="Zones"/>, those that fail by themselves. A local zone of AWS (<c>use1-atl2-az1</c> beside <c>use1-az1</c>) and an AI zone of Google
    /// (<c>us-south1-ai1b</c> beside <c>us-south1-b</c>) lie elsewhere and hang on a parent zone of the region.
    /// </summary>
    public IReadOnlyList<string> AvailabilityZones => [.. Zones.Where(zone => !HangsOnAnother(zone))];

    // Ids as in the providers' documents: docs.aws.amazon.com/local-zones and docs.cloud.google.com/compute/docs/regions-zones/ai-zones.
    bool HangsOnAnother(string zone) => Provider switch
    {
        "aws" => zone.Count(c => c == '-') > 1,
        "gcp" => zone.Length - zone.LastIndexOf('-') > 2,
        _ => false,
    };
}
