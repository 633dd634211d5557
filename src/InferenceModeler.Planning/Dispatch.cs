namespace InferenceModeler.Planning;

/// <summary>A demand served at a site by a deployment in a typical hour.</summary>
/// <param name="Quarter">Index in the horizon.</param>
/// <param name="Hour">Index of the typical hour.</param>
/// <param name="Demand">Index of the demand.</param>
/// <param name="Site">Index of the site.</param>
/// <param name="Deployment">Index of the deployment.</param>
/// <param name="IsSpot">On spot instances.</param>
/// <param name="RequestsPerSecond">Served.</param>
public readonly record struct Dispatch(int Quarter, int Hour, int Demand, int Site, int Deployment, bool IsSpot, double RequestsPerSecond);
