using InferenceModeler.Sizing;

namespace InferenceModeler.Fleets.Edits;

/// <summary>Edits of what is asked for.</summary>
static class ClassEdits
{
    public static FleetScenario Limit(FleetScenario scenario, Func<DemandClass, bool> chosen, Func<ServiceLimits, ServiceLimits> edit) =>
        Each(scenario, chosen, c => c with { Limits = edit(c.Limits) });

    public static FleetScenario Demand(FleetScenario scenario, Func<DemandClass, bool> chosen, double factor) => factor == 1 ? scenario : Each(scenario, chosen, c => c with { Demands = [.. c.Demands.Select(d => d.Times(factor))] });

    /// <summary>Splits classes at prompts of so many tokens, or puts them together again where there are none.</summary>
    public static FleetScenario Bands(FleetScenario scenario, Func<DemandClass, bool> chosen, IReadOnlyList<int> tokens, string text) =>
        Each(scenario, c => chosen(c) && !c.PromptBands.SequenceEqual(tokens), c => c with { PromptBands = Fleets.PromptBands.Checked(tokens, c.Workload.Lengths, $"'{text}': ") });

    static FleetScenario Each(FleetScenario scenario, Func<DemandClass, bool> chosen, Func<DemandClass, DemandClass> edit) =>
        scenario with { Classes = [.. scenario.Classes.Select(c => chosen(c) ? edit(c) : c)] };
}
