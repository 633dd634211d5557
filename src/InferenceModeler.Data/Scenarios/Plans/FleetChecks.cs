using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Figures that are well written one by one and contradict each other.</summary>
static class FleetChecks
{
    public static void Check(FleetScenario scenario, Catalog catalog, YamlSection root)
    {
        Dictionary<string, double> watts = catalog.Accelerators.ToDictionary(a => a.Id, a => a.PowerWatts);
        double Megawatts(Site site, Instance instance) => instance.Accelerators * watts[instance.AcceleratorId] * scenario.Rules.ServerPowerFactor * site.Pue / 1e6;
        IReadOnlyList<YamlSection> sections = root.Sections("sites");
        for (int i = 0; i < scenario.Sites.Count; i++)
        {
            Site site = scenario.Sites[i];
            Instance[] sold = [.. site.Offers.Select(o => o.Instance), .. site.Servers.Select(s => s.Instance)];
            if (sold.Length == 0 && !scenario.Holdings.Any(h => h.Site == site)) throw sections[i].Wrong("purchases", $"{site.Name}: nothing can be rented or owned there; give purchases that its region sells, prices, or servers");
            double most = site.MegawattsIn(scenario.First + (scenario.Quarters - 1));
            if (sold.Length > 0 && sold.MinBy(s => Megawatts(site, s)) is { } least && Megawatts(site, least) > most)
                throw sections[i].Wrong("megawatts", $"{most:0.######} MW: below one server, {least.Name} draws {Megawatts(site, least):0.######} MW; give more");
            if (site.Racks is not null && site.Servers.FirstOrDefault(s => s.Instance.Accelerators * watts[s.Instance.AcceleratorId] * scenario.Rules.ServerPowerFactor / 1000 > site.KilowattsPerRack) is { } hot)
                throw sections[i].Wrong("kilowattsPerRack", $"{site.KilowattsPerRack:0.#} kW: {hot.Instance.Name} draws {hot.Instance.Accelerators * watts[hot.Instance.AcceleratorId] * scenario.Rules.ServerPowerFactor / 1000:0.#} kW; give more");
        }
        Holdings(scenario, Megawatts, root);
    }

    // What stands already must itself keep the limits of its site, and be told once.
    static void Holdings(FleetScenario scenario, Func<Site, Instance, double> megawatts, YamlSection root)
    {
        IReadOnlyList<YamlSection> sections = root.Sections("fleet");
        for (int i = 0; i < scenario.Holdings.Count; i++)
        {
            Holding holding = scenario.Holdings[i];
            Holding[] beside = [.. scenario.Holdings.Take(i + 1).Where(h => h.Site == holding.Site)];
            if (beside[..^1].Any(h => h.Instance.Name == holding.Instance.Name && h.Purchase == holding.Purchase && h.Until == holding.Until))
                throw sections[i].Wrong("until", $"{holding.Until}: conflicts with another entry for the same instances of {holding.Site.Name}; add them up");
            double held = beside.Where(h => h.Instance.AcceleratorId == holding.Instance.AcceleratorId).Sum(h => h.Instances * (double)h.Instance.Accelerators);
            if (holding.Site.Quota.TryGetValue(holding.Instance.AcceleratorId, out double quota) && held > quota)
                throw sections[i].Wrong("instances", $"{held:0} {holding.Instance.AcceleratorId} stand in {holding.Site.Name}, its quota is {quota:0}; raise the quota");
            double drawn = beside.Sum(h => h.Instances * megawatts(h.Site, h.Instance)), most = holding.Site.MegawattsIn(scenario.First);
            if (drawn > most) throw sections[i].Wrong("instances", $"{holding.Site.Name} draws {drawn:0.###} MW with them and has {most:0.###}; raise its megawatts");
        }
    }
}
