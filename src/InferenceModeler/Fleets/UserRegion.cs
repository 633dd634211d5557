using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>People who ask from one part of the world.</summary>
/// <param name="Name">As the scenario calls it.</param>
/// <param name="Near">The catalog region whose round trips stand for theirs.</param>
/// <param name="UtcOffsetHours">Their clocks ahead of UTC, −12 to 14.</param>
/// <param name="AccessSeconds">Round trip from a user to <paramref name="Near"/>, added to the one between regions.</param>
public sealed record UserRegion(string Name, Region Near, double UtcOffsetHours, double AccessSeconds);
