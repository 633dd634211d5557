namespace InferenceModeler.Sizing;

/// <summary>Replicas of one deployment in one zone, in whole instances.</summary>
public sealed record FleetEntry(InstanceOffer Offer, string Zone, Deployment Deployment, int Replicas, int Instances)
{
    /// <summary>NaN where the cost is unknown.</summary>
    public double UsdPerHour => Instances * Offer.UsdPerHour;

    public int AcceleratorsInInstances => Instances * Offer.Instance.Accelerators;
}
