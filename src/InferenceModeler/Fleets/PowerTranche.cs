namespace InferenceModeler.Fleets;

/// <summary>A part of a site's grid connection.</summary>
/// <param name="From">First quarter in which it can be used.</param>
/// <param name="Megawatts">Facility power that it adds.</param>
/// <param name="SlipQuarters">Standard deviation of its date, quarters; 0 where the date is taken as certain.</param>
public sealed record PowerTranche(Quarter From, double Megawatts, double SlipQuarters = 0);
