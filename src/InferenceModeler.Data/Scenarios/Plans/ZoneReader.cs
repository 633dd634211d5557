using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>In how many zones of a site an instance can stand: what the catalog's offers name, and over it what the scenario says of an instance, a server or an accelerator.</summary>
static class ZoneReader
{
    public static IReadOnlyDictionary<(string Provider, string Instance), int> Of(YamlSection section, Region region, int zones, IReadOnlyList<OwnedServer> owned, Catalog catalog)
    {
        Dictionary<(string, string), int> counts = SiteOffers.Zones(catalog, region, zones);
        YamlSection said = section.Section("zonesOf");
        Instance[] there = [.. catalog.Instances.Where(i => i.Provider == region.Provider), .. owned.Select(s => s.Instance)];
        foreach (string name in said.Keys)
        {
            string accelerator = catalog.Accelerators.FirstOrDefault(a => a.Id == name || a.Aliases.Contains(name))?.Id ?? "";
            Instance[] meant = [.. there.Where(i => i.Name == name || i.AcceleratorId == accelerator)];
            if (meant.Length == 0)
                throw said.Wrong(name, $"neither an instance of {region.Provider}, a server of the site nor their accelerator; {Names.NearestText(name, [.. there.Select(i => i.Name), .. there.Select(i => i.AcceleratorId).Distinct()])}");
            foreach (Instance instance in meant) counts[(instance.Provider, instance.Name)] = said.Whole(name, 1, zones)!.Value;
        }
        return counts;
    }
}
