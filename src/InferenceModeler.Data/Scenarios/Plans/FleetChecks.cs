using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Figures that are well written one by one and contradict each other.</summary>
static class FleetChecks
{
    public static void Check(FleetScenario scenario, Catalog catalog, YamlSection root)
    {
        Dictionary<string, double> watts = catalog.Accelerators.ToDictionary(a => a.Id, a => a.PowerWatts);
        double Megawatts(Site site, Instance instance) => Kilowatts(instance) * site.Pue / 1000;
        double Kilowatts(Instance instance) => instance.Watts(watts[instance.AcceleratorId], scenario.Rules.ServerPowerFactor) / 1000;
        IReadOnlyList<YamlSection> sections = root.Sections("sites");
        for (int i = 0; i < scenario.Sites.Count; i++)
        {
            Site site = scenario.Sites[i];
            Instance[] sold = [.. site.Offers.Select(o => o.Instance), .. site.Servers.Select(s => s.Instance)];
            if (sold.Length == 0 && !scenario.Holdings.Any(h => h.Site == site)) throw sections[i].Wrong("purchases", $"{site.Name}: nothing can be rented or owned there; give purchases that its region sells, prices, or servers");
            double most = site.MegawattsIn(scenario.First + (scenario.Quarters - 1));
            if (sold.Length > 0 && sold.MinBy(s => Megawatts(site, s)) is { } least && Megawatts(site, least) > most)
                throw sections[i].Wrong("megawatts", $"{most:0.######} MW: below one server, {least.Name} draws {Megawatts(site, least):0.######} MW; give more");
            if (site.Halls.FirstOrDefault(h => h.CapitalUsd is not null) is { } ordered && site.Servers.FirstOrDefault(s => s.HallUsdPerKilowatt > 0) is { } paying)
                throw sections[i].Wrong("halls", $"{ordered.Name}: its capitalUsd is paid with its order, and {paying.Instance.Name} would pay for a hall again; leave hallUsdPerKilowatt of the server or capitalUsd of the hall out");
            if (site.Halls.Count > 0 && site.Servers.FirstOrDefault(s => !site.Halls.Any(h => h.RacksOf(s, Kilowatts(s.Instance)) is not null)) is { } homeless)
                throw sections[i].Wrong("servers", $"{homeless.Instance.Name} stands in no hall of {site.Name}: it {Needs(homeless, Kilowatts(homeless.Instance))}, racks take {string.Join(", ", site.Halls.Select(Takes))}; give a hall that takes it");
            foreach (Hall hall in site.Halls)
                if (site.Servers.Where(s => hall.RacksOf(s, Kilowatts(s.Instance)) is not null).Select(s => Megawatts(site, s.Instance)).DefaultIfEmpty(0).Min() > hall.Megawatts)
                    throw sections[i].Wrong("halls", $"{hall.Name}: {hall.Megawatts:0.######} MW is below one of the servers that it takes; give more");
        }
        Holdings(scenario, Megawatts, root);
        HeldInHalls(scenario, Kilowatts, root);
    }

    static string Needs(OwnedServer server, double kilowatts) =>
        $"draws {kilowatts:0.#} kW{(server.IsWholeRack ? "" : $", takes {server.Units} unit{(server.Units == 1 ? "" : "s")}")}{(server.Cooling == Cooling.Liquid ? " and needs liquid cooling" : "")}";

    static string Takes(Hall hall) => $"{hall.KilowattsPerRack:0.#} kW and {hall.UnitsPerRack} units by {Choices.Name(hall.Cooling)}";

    // What is owned already stands somewhere, and fits there.
    static void HeldInHalls(FleetScenario scenario, Func<Instance, double> kilowatts, YamlSection root)
    {
        IReadOnlyList<YamlSection> sections = root.Sections("fleet");
        for (int i = 0; i < scenario.Holdings.Count; i++)
        {
            Holding holding = scenario.Holdings[i];
            if (holding.Site.Halls.Count == 0 || holding.Server is null) continue;
            string halls = string.Join(", ", holding.Site.Halls.Select(h => h.Name));
            Hall hall = holding.Hall ?? throw sections[i].Wrong("hall", $"is missing: {holding.Site.Name} has {halls}; name one");
            if (hall.From is { } from && from - scenario.First > 0) throw sections[i].Wrong("hall", $"{hall.Name}: stands from {from} on only; name another of {halls}");
            double Racks(Holding held) => held.Instances * (hall.RacksOf(held.Server!, kilowatts(held.Instance))
                ?? throw sections[i].Wrong("hall", $"{held.Instance.Name} {Needs(held.Server!, kilowatts(held.Instance))}, a rack there takes {Takes(hall)}; name another hall"));
            Holding[] there = [.. scenario.Holdings.Take(i + 1).Where(h => h.Site == holding.Site && h.Hall == hall && h.Server is not null)];
            if (there.Sum(Racks) is var racks && racks > hall.Racks + 1e-9) throw sections[i].Wrong("instances", $"{racks:0.#} racks are taken with them, {holding.Site.Name} has {hall.Racks}; give more racks");
            if (there.Sum(h => h.Instances * kilowatts(h.Instance)) * holding.Site.Pue / 1000 is var megawatts && megawatts > hall.Megawatts) throw sections[i].Wrong("instances", $"{hall.Name} draws {megawatts:0.###} MW with them and has {hall.Megawatts:0.###}; raise its megawatts");
        }
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
            foreach ((string limited, double quota) in holding.Site.Quota)
                if (beside.Sum(h => h.Instances * (double)Site.Counted(h.Instance, limited)) is var held && held > quota)
                    throw sections[i].Wrong("instances", $"{held:0} {limited} stand in {holding.Site.Name}, its quota is {quota:0}; raise the quota");
            double drawn = beside.Sum(h => h.Instances * megawatts(h.Site, h.Instance)), most = holding.Site.MegawattsIn(scenario.First);
            if (drawn > most) throw sections[i].Wrong("instances", $"{holding.Site.Name} draws {drawn:0.###} MW with them and has {most:0.###}; raise its megawatts");
        }
    }
}
