namespace InferenceModeler.Fleets.Edits;

/// <summary>What a name in an edit means.</summary>
enum NameKind
{
    Accelerator,
    Provider,
    Site,
}

/// <summary>A name of the scenario.</summary>
readonly record struct Named(NameKind Kind, string Name);

/// <summary>Looks names of edits up in a scenario.</summary>
static class Known
{
    /// <summary>A site, a provider or an accelerator.</summary>
    public static Named Of(FleetScenario scenario, string name, string text, Catalog catalog)
    {
        if (scenario.Sites.Any(s => s.Name == name)) return new(NameKind.Site, name);
        if (Providers(scenario).Contains(name)) return new(NameKind.Provider, name);
        return Find(scenario, name, catalog) is { } accelerator ? new(NameKind.Accelerator, accelerator)
            : throw new InputException($"'{text}': the scenario has no site, provider or accelerator '{name}'; {Names.NearestText(name, [.. Accelerators(scenario), .. Providers(scenario), .. scenario.Sites.Select(s => s.Name)])}");
    }

    /// <summary>What stock and quota limit: an accelerator, or an instance by itself.</summary>
    public static string Limited(FleetScenario scenario, string name, string text, Catalog catalog)
    {
        string[] instances = [.. Instances(scenario).Select(i => i.Name).Distinct()];
        return instances.Contains(name) ? name
            : Find(scenario, name, catalog) ?? throw new InputException($"'{text}': no site offers the accelerator or instance '{name}'; {Names.NearestText(name, [.. Accelerators(scenario), .. instances])}");
    }

    public static Named Provider(FleetScenario scenario, string name, string text) => Providers(scenario).Contains(name)
        ? new(NameKind.Provider, name)
        : throw new InputException($"'{text}': the scenario has no provider '{name}'; {Names.NearestText(name, Providers(scenario))}");

    /// <summary>The site of this name; all of them where it is blank.</summary>
    public static Func<Site, bool> Sites(FleetScenario scenario, string name, string text) => name.Length == 0 ? _ => true
        : scenario.Sites.Any(s => s.Name == name) ? site => site.Name == name
        : throw new InputException($"'{text}': no site '{name}'; {Names.NearestText(name, scenario.Sites.Select(s => s.Name))}");

    /// <summary>The class of this name; all of them where it is blank.</summary>
    public static Func<DemandClass, bool> Classes(FleetScenario scenario, string name, string text) => name.Length == 0 ? _ => true
        : scenario.Classes.Any(c => c.Name == name) ? c => c.Name == name
        : throw new InputException($"'{text}': no class '{name}'; {Names.NearestText(name, scenario.Classes.Select(c => c.Name))}");

    static string? Find(FleetScenario scenario, string name, Catalog catalog)
    {
        string[] sold = Accelerators(scenario);
        if (sold.Contains(name)) return name;
        try
        {
            string id = catalog.FindAccelerator(name).Accelerator.Id;
            return sold.Contains(id) ? id : null;
        }
        catch (InputException)
        {
            return null;
        }
    }

    static string[] Accelerators(FleetScenario scenario) => [.. Instances(scenario).Select(i => i.AcceleratorId).Distinct()];

    static string[] Providers(FleetScenario scenario) => [.. Instances(scenario).Select(i => i.Provider).Distinct()];

    static IEnumerable<Hardware.Instance> Instances(FleetScenario scenario) => scenario.Sites.SelectMany(s => s.Offers.Select(o => o.Instance).Concat(s.Servers.Select(o => o.Instance)));
}
