using System.Globalization;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios.Plans;
using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The scenario of a plan with what options say laid over it, and the scenarios to compare it with.</summary>
sealed record PlanInput(FleetScenario Scenario, Catalog Catalog, CoefficientSet Coefficients, IReadOnlyList<(string Edit, FleetScenario Scenario)> WhatIfs)
{
    public static PlanInput Of(string? file, string? catalogFolder, string? coefficientFile, GrowthCase? growth, FleetObjective? objective, SimulateExtent? simulate, IReadOnlyList<string> discounts,
        IReadOnlyList<string> whatIfs, Action<string> tell)
    {
        Catalog catalog = CatalogFiles.Load(catalogFolder);
        FleetScenario scenario = file is null ? FleetFiles.Default(catalog) : FleetFiles.Load(file, catalog);
        if (growth is { } asked && asked != scenario.Growth) scenario = ScenarioEdits.Apply(scenario, $"growth={Choices.Name(asked)}", catalog, note => tell($"--{note}"));
        scenario = scenario with { Objective = objective ?? scenario.Objective, Capacity = scenario.Capacity with { Simulate = simulate ?? scenario.Capacity.Simulate } };
        if (discounts.GroupBy(d => d.Split('=')[0].Trim()).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"--discount: {twice.Key} has {string.Join(" and ", twice.Select(d => $"'{d}'"))}; give one for each provider");
        foreach (string discount in discounts) scenario = Discounted(scenario, discount, catalog);
        return new(scenario, catalog, CoefficientFiles.LoadOrShipped(coefficientFile), [.. whatIfs.Select(edit => (edit, Edited(scenario, edit, catalog, tell)))]);
    }

    static FleetScenario Edited(FleetScenario scenario, string edit, Catalog catalog, Action<string> tell)
    {
        try
        {
            return ScenarioEdits.Apply(scenario, edit, catalog, note => tell($"--what-if {note}"));
        }
        catch (InputException exception)
        {
            throw new InputException($"--what-if {exception.Message}");
        }
    }

    // aws=18%: off what the provider's capacity costs in the scenario.
    static FleetScenario Discounted(FleetScenario scenario, string text, Catalog catalog)
    {
        string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2 || !parts[1].EndsWith('%') || !double.TryParse(parts[1][..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) || percent is not (>= 0 and < 100))
            throw new InputException($"--discount '{text}': write a provider and its discount from 0% to below 100%, for example aws=18%");
        string[] providers = [.. scenario.Sites.SelectMany(s => s.Offers).Select(o => o.Instance.Provider).Distinct()];
        if (!providers.Contains(parts[0]))
            throw new InputException($"--discount '{text}': the scenario rents nothing from '{parts[0]}'; {(providers.Length == 0 ? "it rents nothing at all, leave the discount out" : Names.NearestText(parts[0], providers))}");
        return percent == 0 ? scenario : ScenarioEdits.Apply(scenario, $"price:{parts[0]}=-{parts[1]}", catalog);
    }
}
