namespace InferenceModeler.Planning;

/// <summary>Units of one deployment at one site in one quarter.</summary>
/// <param name="Quarter">Index in the horizon.</param>
/// <param name="Site">Index of the site.</param>
/// <param name="Deployment">Index of the deployment.</param>
/// <param name="IsSpot">On spot instances.</param>
/// <param name="Units">Spread evenly over the zones.</param>
/// <param name="UnitsOfFullestZone">In the zone that has most.</param>
public readonly record struct Assignment(int Quarter, int Site, int Deployment, bool IsSpot, double Units, double UnitsOfFullestZone);
