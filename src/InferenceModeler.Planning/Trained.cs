namespace InferenceModeler.Planning;

/// <summary>Accelerators of a deployment at a site that a job trains on in a typical hour.</summary>
/// <param name="Quarter">Index in the horizon.</param>
/// <param name="Hour">Index of the typical hour.</param>
/// <param name="Job">Index of the training.</param>
/// <param name="Site">Index of the site.</param>
/// <param name="Deployment">Index of the deployment: units that train only, or those of inference that it fills.</param>
/// <param name="IsSpot">On spot instances.</param>
/// <param name="Accelerators">In the mean of the hour.</param>
public readonly record struct Trained(int Quarter, int Hour, int Job, int Site, int Deployment, bool IsSpot, double Accelerators);
