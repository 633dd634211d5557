using System.Reflection;
using InferenceModeler.Fleets;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Reads the scenario of a plan, names looked up in the catalog.</summary>
public static class FleetFiles
{
    const string DefaultName = "plan-default.yaml";

    /// <summary>The shipped scenario that stands where no file is given.</summary>
    public static FleetScenario Default(Catalog catalog)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"InferenceModeler.Data.Scenarios.{DefaultName}")
            ?? throw new InvalidOperationException("the default plan is missing from the assembly");
        using StreamReader reader = new(stream);
        return Read(ScenarioFiles.Root(reader, DefaultName), "default", "", catalog);
    }

    /// <summary>A user's file. Traces and forecasts in it are found relative to the file.</summary>
    /// <exception cref="InputException">Missing, not YAML, unknown keys, wrong types, unknown names, or figures that contradict each other; the message names file, line, path and rule.</exception>
    public static FleetScenario Load(string path, Catalog catalog)
    {
        InputFile.Check(path, $"scenario {path}");
        using StreamReader reader = new(path);
        return Read(ScenarioFiles.Root(reader, path), Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path) ?? "", catalog);
    }

    static FleetScenario Read(YamlSection root, string name, string folder, Catalog catalog)
    {
        root.Only("name", "horizon", "growth", "users", "classes", "training", "sites", "servers", "commitments", "discounts", "minimumSpend", "fleet", "candidates", "rules", "capacity", "objective", "uncertainty");
        YamlSection horizon = root.Section("horizon").Only("start", "quarters");
        List<string> notes = [];
        Quarter first = horizon.Required("start", horizon.Quarter("start"));
        int quarters = horizon.Required("quarters", horizon.Whole("quarters", 1, FleetScenario.MostQuarters));
        IReadOnlyList<UserRegion> users = DemandReader.Users(root, catalog);
        FleetRules rules = RuleReader.Rules(root.Section("rules"));
        IReadOnlyList<OwnedServer> servers = SiteReader.Servers(root, catalog);
        YamlSection candidates = root.Section("candidates").Only("accelerators", "precisions", "engines", "layouts", "perInstance");
        string[] accelerators = [.. candidates.Texts("accelerators").Select(n => candidates.At("accelerators", () => catalog.FindAccelerator(n).Accelerator.Id))];
        CatalogTerms terms = SiteReader.Terms(root, catalog);
        IReadOnlyList<Site> sites = SiteReader.Sites(root, catalog, terms, servers, accelerators, first, quarters);
        IReadOnlyList<Holding> holdings = SiteReader.Holdings(root, sites, servers, catalog, first);
        FleetScenario scenario = new()
        {
            Name = root.Text("name") ?? name,
            First = first,
            Quarters = quarters,
            Growth = root.Choice<GrowthCase>("growth") ?? GrowthCase.Mid,
            Classes = DemandReader.Classes(root, catalog, users, sites, first, quarters, folder, notes),
            Training = DemandReader.Training(root, catalog, first, quarters),
            Sites = sites,
            Holdings = holdings,
            Terms = terms,
            MinimumSpends = SpendReader.Of(root, sites, holdings, first, quarters),
            Policy = new()
            {
                Accelerators = accelerators,
                Precisions = [.. candidates.Texts("precisions").Select(p => candidates.At("precisions", () => NumberFormats.Parse(p, "precisions")))],
                Engines = [.. candidates.Texts("engines").Select(e => candidates.At("engines", () => catalog.FindEngine(e).Id))],
                Layouts = [.. candidates.Texts("layouts").Select(l => candidates.At("layouts", () => Layouts.Parse(l, "layouts")))],
            },
            DeploymentsPerInstance = candidates.Whole("perInstance", 1, 20) ?? 2,
            Rules = rules,
            Capacity = RuleReader.Capacity(root.Section("capacity")),
            Objective = RuleReader.Objective(root),
            Uncertainty = UncertaintyReader.Of(root.Section("uncertainty"), sites),
        };
        FleetChecks.Check(scenario, catalog, root);
        return scenario with { Notes = [.. notes, .. FleetNotes.Of(scenario, users, servers)] };
    }
}
