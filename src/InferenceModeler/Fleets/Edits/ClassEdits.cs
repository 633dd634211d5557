using InferenceModeler.Sizing;

namespace InferenceModeler.Fleets.Edits;

/// <summary>Edits of what is asked for.</summary>
static class ClassEdits
{
    public static FleetScenario Limit(FleetScenario scenario, Func<DemandClass, bool> chosen, Func<ServiceLimits, ServiceLimits> edit) =>
        Each(scenario, chosen, c => c with { Limits = edit(c.Limits) });

    public static FleetScenario Demand(FleetScenario scenario, Func<DemandClass, bool> chosen, double factor) => factor == 1 ? scenario : Each(scenario, chosen, c => c with
    {
        Demands = [.. c.Demands.Select(d => d with
        {
            PeakRequestsPerSecond = d.PeakRequestsPerSecond * factor,
            Launches = [.. d.Launches.Select(l => l with { PeakRequestsPerSecond = l.PeakRequestsPerSecond * factor })],
            Forecast = [.. d.Forecast.Select(rate => rate * factor)],
        })],
    });

    static FleetScenario Each(FleetScenario scenario, Func<DemandClass, bool> chosen, Func<DemandClass, DemandClass> edit) =>
        scenario with { Classes = [.. scenario.Classes.Select(c => chosen(c) ? edit(c) : c)] };
}
