using InferenceModeler.Fleets;
using InferenceModeler.Hardware;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Building;

/// <summary>Ways to have instances: rented, bought, and what stands already.</summary>
static class Offering
{
    const double QuartersPerYear = 4;
    const string Owned = "owned";

    public static IReadOnlyList<PlanOffer> Of(FleetScenario scenario, ServerPower power)
    {
        List<PlanOffer> offers = [];
        for (int s = 0; s < scenario.Sites.Count; s++)
        {
            Site site = scenario.Sites[s];
            foreach (SiteOffer offer in site.Offers) offers.Add(Rented(scenario, site, s, offer, power));
            foreach (OwnedServer server in site.Servers) offers.AddRange(Halls(site, server, power).Select(hall => Bought(scenario, site, s, server, power, hall)));
            foreach (Holding holding in scenario.Holdings.Where(h => h.Site.Name == site.Name)) offers.Add(Held(scenario, site, s, holding, power));
        }
        return scenario.Rules.MovesServers && scenario.Quarters > 1 ? [.. offers, .. Moves(scenario, offers, power)] : offers;
    }

    // What is owned may go wherever its kind can be bought. While it is on the road its capital is paid for too.
    static IEnumerable<PlanOffer> Moves(FleetScenario scenario, IReadOnlyList<PlanOffer> offers, ServerPower power)
    {
        foreach (Holding holding in scenario.Holdings)
        {
            if (holding.Server is not { } server || holding.Until - scenario.First < 1) continue;
            int from = scenario.Sites.ToList().FindIndex(s => s.Name == holding.Site.Name);
            PlanOffer held = Held(scenario, scenario.Sites[from], from, holding, power);
            for (int s = 0; s < scenario.Sites.Count; s++)
            {
                Site site = scenario.Sites[s];
                if (s == from || !site.Servers.Any(o => o.Instance.Name == server.Instance.Name)) continue;
                foreach (int? hall in Halls(site, server, power))
                {
                    PlanOffer there = Own(site, s, server, power, hall) with
                    {
                        MovedFrom = offers.ToList().IndexOf(held),
                        Most = holding.Instances,
                        HeldUntil = held.HeldUntil,
                        TermQuarters = held.HeldUntil + 1,
                        LeadQuarters = 1,
                        CapitalChargeUsdPerQuarter = held.CapitalChargeUsdPerQuarter,
                        OnceUsd = (server.MoveUsd ?? OwnedServer.UsualMoveShare * server.CapitalUsd) + held.CapitalChargeUsdPerQuarter,
                    };
                    yield return there with
                    {
                        Purchase = $"moved from {holding.Site.Name}{(there.Purchase.StartsWith($"{Owned}, ", StringComparison.Ordinal) ? there.Purchase[Owned.Length..] : "")}",
                        UsdPerQuarter = held.CapitalChargeUsdPerQuarter + server.UpkeepUsdPerQuarter + IdleUsdPerQuarter(site, there),
                    };
                }
            }
        }
    }

    /// <summary>A contract in numbers: which rents count, and the least that they must come to.</summary>
    public static PlanSpend Of(FleetScenario scenario, MinimumSpend spend, IReadOnlyList<PlanOffer> offers) => new(spend.Name,
        [.. Enumerable.Range(0, offers.Count).Where(i => !offers[i].IsOwned && (scenario.Sites[offers[i].Site].Name == spend.Party || offers[i].Instance.StartsWith($"{spend.Party}/", StringComparison.Ordinal)))],
        [.. Enumerable.Range(0, scenario.Quarters).Select(q => scenario.First + q - spend.From >= 0 && spend.To - (scenario.First + q) >= 0 ? spend.UsdPerQuarter : 0)]);

    static PlanOffer Rented(FleetScenario scenario, Site site, int s, SiteOffer offer, ServerPower power) => Instances(site, s, offer.Instance, power) with
    {
        Purchase = Choices.Name(offer.Purchase),
        IsSpot = offer.Purchase == PurchaseOption.Spot,
        TermQuarters = offer.TermQuarters,
        LeadQuarters = site.LeadOf(offer.Instance),
        Arrives = offer.Block is { } block ? block.From - scenario.First : null,
        Most = offer.Block?.Instances ?? double.PositiveInfinity,
        UsdPerQuarter = offer.UsdPerHour * Quarter.Hours,
    };

    static PlanOffer Bought(FleetScenario scenario, Site site, int s, OwnedServer server, ServerPower power, int? hall)
    {
        PlanOffer offer = Own(site, s, server, power, hall);
        double charge = server.CapitalChargeUsdPerQuarter(scenario.Rules.CostOfCapital, offer.Kilowatts);
        return offer with
        {
            TermQuarters = Math.Max(1, (int)Math.Round(server.LifeYears * QuartersPerYear)),
            LeadQuarters = server.LeadQuarters,
            CapitalUsd = server.OrderedUsd(offer.Kilowatts),
            CapitalChargeUsdPerQuarter = charge,
            UsdPerQuarter = charge + server.UpkeepUsdPerQuarter + IdleUsdPerQuarter(site, offer),
        };
    }

    // What is owned is written off over what is left of its life; retired sooner, it fetches its book value.
    static PlanOffer Held(FleetScenario scenario, Site site, int s, Holding holding, ServerPower power)
    {
        int until = holding.Until - scenario.First;
        PlanOffer offer = Instances(site, s, holding.Instance, power) with { Held = holding.Instances, HeldUntil = until, TermQuarters = 1, LeadQuarters = 0 };
        if (holding.Purchase is { } purchase)
        {
            return offer with
            {
                Purchase = Choices.Name(purchase),
                IsSpot = purchase == PurchaseOption.Spot,
                IsCommitted = purchase is PurchaseOption.Commit1Year or PurchaseOption.Commit3Year or PurchaseOption.CapacityBlock,
                UsdPerQuarter = holding.UsdPerHour * Quarter.Hours,
            };
        }
        OwnedServer book = new() { Instance = holding.Instance, CapitalUsd = holding.BookUsd / holding.Instances, LifeYears = (until + 1) / QuartersPerYear };
        OwnedServer server = holding.Server ?? book;
        PlanOffer own = Own(site, s, server, power, holding.Hall is { } hall ? site.Halls.ToList().IndexOf(hall) : null) with { Held = offer.Held, HeldUntil = offer.HeldUntil };
        double charge = book.CapitalChargeUsdPerQuarter(scenario.Rules.CostOfCapital, 0);
        return own with { CapitalChargeUsdPerQuarter = charge, UsdPerQuarter = charge + server.UpkeepUsdPerQuarter + IdleUsdPerQuarter(site, own) };
    }

    static double IdleUsdPerQuarter(Site site, PlanOffer offer) => offer.IdleKilowatts * Quarter.Hours * site.ElectricityUsdPerKwh;

    // The halls that take a server; none told is one that takes anything.
    static IEnumerable<int?> Halls(Site site, OwnedServer server, ServerPower power) => site.Halls.Count == 0 ? [null]
        : Enumerable.Range(0, site.Halls.Count).Where(h => site.Halls[h].RacksOf(server, power.Kilowatts(server.Instance)) is not null).Select(h => (int?)h);

    static PlanOffer Own(Site site, int s, OwnedServer server, ServerPower power, int? hall) => Instances(site, s, server.Instance, power) with
    {
        IsOwned = true,
        Purchase = hall is { } h && site.Halls[h].Name.Length > 0 ? $"{Owned}, {site.Halls[h].Name}" : Owned,
        Hall = hall,
        Racks = hall is { } stands ? site.Halls[stands].RacksOf(server, power.Kilowatts(server.Instance)) ?? 0 : 0,
    };

    static PlanOffer Instances(Site site, int s, Instance instance, ServerPower power) => new()
    {
        Site = s,
        Instance = InstanceType.KeyOf(instance),
        AcceleratorId = instance.AcceleratorId,
        Accelerators = instance.Accelerators,
        Purchase = Owned,
        TermQuarters = 1,
        LeadQuarters = 0,
        UsdPerQuarter = 0,
        Kilowatts = power.Kilowatts(instance) * site.Pue,
        IdleKilowatts = power.IdleKilowatts(instance) * site.Pue,
    };
}
