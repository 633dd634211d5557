using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Replays;

/// <summary>How the fleet of one quarter carries every hour of the week.</summary>
/// <param name="Quarter">Which.</param>
/// <param name="AllUp">The worst hour with all zones; null where nobody asks for anything that may not wait.</param>
/// <param name="ZoneLost">The worst hour while the fullest zone of every site is down; null where no zone has to be survived.</param>
/// <param name="UnservedShare">With what may wait and training spread over all hours: the share of all that is asked that goes short while the fullest zones are down, each request by its priority; 0 where nothing may wait and nothing trains.</param>
public sealed record CheckedWeek(Quarter Quarter, CheckedHour? AllUp, CheckedHour? ZoneLost, double UnservedShare)
{
    /// <summary>The hour that comes worst off.</summary>
    public CheckedHour? Worst => ZoneLost is { } lost && lost.Headroom <= (AllUp?.Headroom ?? double.PositiveInfinity) ? lost : AllUp;
}

/// <summary>An hour of the week.</summary>
/// <param name="HourOfWeek">Monday 0 h UTC is 0.</param>
/// <param name="Headroom">What could be served of every demand that may not wait ÷ what is asked, all growing alike; below 1 some goes short.</param>
public readonly record struct CheckedHour(int HourOfWeek, double Headroom);
