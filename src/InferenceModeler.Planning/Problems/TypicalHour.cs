namespace InferenceModeler.Planning.Problems;

/// <summary>An hour of the week that stands for others like it.</summary>
/// <param name="HourOfWeek">Monday 0 h UTC is 0.</param>
/// <param name="HoursPerQuarter">How many hours of a quarter it stands for.</param>
public readonly record struct TypicalHour(int HourOfWeek, double HoursPerQuarter);
