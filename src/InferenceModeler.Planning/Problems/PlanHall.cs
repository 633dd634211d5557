namespace InferenceModeler.Planning.Problems;

/// <summary>A hall for own servers.</summary>
/// <param name="Name">Site and hall.</param>
/// <param name="Racks">By quarter; infinite where nothing limits them, 0 before the hall stands.</param>
/// <param name="Kilowatts">Facility power; infinite where only the site's limits it.</param>
public sealed record PlanHall(string Name, IReadOnlyList<double> Racks, double Kilowatts);
