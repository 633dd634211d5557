using System.Collections.Concurrent;

namespace InferenceModeler.Fidelity;

/// <summary>Simulates each open load once, whatever the number of figures that were measured of it.</summary>
sealed class OpenLoads
{
    readonly ConcurrentDictionary<MeasuredPoint, Lazy<SimulatedRun.OpenLoad>> _simulated = [];

    /// <exception cref="InputException">A request can never be served.</exception>
    public SimulatedRun.OpenLoad Of(MeasuredPoint point, PointPlan plan) =>
        _simulated.GetOrAdd(point with { Id = "", Metric = "", Statistic = "", Value = 0, Notes = "" }, _ => new(() => SimulatedRun.Open(plan))).Value;
}
