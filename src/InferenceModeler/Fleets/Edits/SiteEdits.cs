namespace InferenceModeler.Fleets.Edits;

/// <summary>Edits of places and prices.</summary>
static class SiteEdits
{
    /// <summary>Edits sites; what stands there already stays with them.</summary>
    public static FleetScenario Each(FleetScenario scenario, Func<Site, bool> chosen, Func<Site, Site> edit)
    {
        Dictionary<string, Site> edited = scenario.Sites.ToDictionary(s => s.Name, s => chosen(s) ? edit(s) : s);
        return scenario with
        {
            Sites = [.. scenario.Sites.Select(s => edited[s.Name])],
            Holdings = [.. scenario.Holdings.Select(h => h with { Site = edited[h.Site.Name] })],
        };
    }

    /// <summary>Prices of what can be ordered; contracts that run keep theirs.</summary>
    public static FleetScenario Price(FleetScenario scenario, Named named, Amount amount)
    {
        double factor = amount.Factor!.Value;
        return factor == 1 ? scenario : Each(scenario, _ => true, site => site with
        {
            Offers = [.. site.Offers.Select(o => Is(site, o.Instance, named) ? o with { UsdPerHour = o.UsdPerHour * factor } : o)],
            Servers = [.. site.Servers.Select(s => Is(site, s.Instance, named) ? s with { CapitalUsd = s.CapitalUsd * factor } : s)],
        });
    }

    /// <summary>Nothing of this name can be ordered any more; a site or provider takes along what stands there.</summary>
    public static FleetScenario Without(FleetScenario scenario, Named named, string text)
    {
        bool Gone(Site site, Hardware.Instance instance) => Is(site, instance, named);
        Holding[] kept = [.. scenario.Holdings.Where(h => named.Kind == NameKind.Accelerator || !Gone(h.Site, h.Instance))];
        FleetScenario left = Each(scenario with { Holdings = kept }, _ => true, site => site with
        {
            Offers = [.. site.Offers.Where(o => !Gone(site, o.Instance))],
            Servers = [.. site.Servers.Where(s => !Gone(site, s.Instance))],
        });
        Site[] sites = [.. left.Sites.Where(s => s.Offers.Count > 0 || s.Servers.Count > 0 || left.Holdings.Any(h => h.Site == s))];
        return sites.Length > 0 ? left with { Sites = sites } : throw new InputException($"'{text}': leaves no place that could serve");
    }

    public static FleetScenario Power(FleetScenario scenario, Func<Site, bool> chosen, Amount amount, string text)
    {
        if (amount.Factor is { } factor)
        {
            if (!scenario.Sites.Any(s => chosen(s) && s.Megawatts is not null)) throw new InputException($"'{text}': no power is limited there; give a limit, for example power=50MW");
            return factor == 1 ? scenario : Each(scenario, chosen, site => site with { Megawatts = site.Megawatts * factor, Tranches = [.. site.Tranches.Select(t => t with { Megawatts = t.Megawatts * factor })] });
        }
        return Each(scenario, site => chosen(site) && (site.Megawatts != amount.Value || site.Tranches.Count > 0), site => site with { Megawatts = amount.Value, Tranches = [] });
    }

    public static FleetScenario Stock(FleetScenario scenario, string limited, Amount amount, string text)
    {
        Limited(scenario, s => s.StockPerQuarter, limited, amount, text, "stock");
        return Each(scenario, _ => true, site => site with { StockPerQuarter = Changed(site.StockPerQuarter, limited, amount) });
    }

    public static FleetScenario Quota(FleetScenario scenario, string limited, Amount amount, string text)
    {
        Limited(scenario, s => s.Quota, limited, amount, text, "quota");
        return Each(scenario, _ => true, site => site with { Quota = Changed(site.Quota, limited, amount) });
    }

    /// <summary>Every lead time is longer, that of halls too: nothing ordered can be there as early.</summary>
    public static FleetScenario Wait(FleetScenario scenario, int quarters) => Each(scenario, _ => true, site => site with
    {
        LeadQuarters = site.LeadQuarters + quarters,
        LeadQuartersOf = site.LeadQuartersOf.ToDictionary(l => l.Key, l => l.Value + quarters),
        Servers = [.. site.Servers.Select(s => s with { LeadQuarters = s.LeadQuarters + quarters })],
        Halls = [.. site.Halls.Select(h => h.CapitalUsd is null ? h : h with { LeadQuarters = h.LeadQuarters + quarters })],
    });

    static bool Is(Site site, Hardware.Instance instance, Named named) => named.Kind switch
    {
        NameKind.Site => site.Name == named.Name,
        NameKind.Provider => instance.Provider == named.Name,
        _ => instance.AcceleratorId == named.Name,
    };

    static void Limited(FleetScenario scenario, Func<Site, IReadOnlyDictionary<string, double>> limits, string limited, Amount amount, string text, string what)
    {
        if (amount.Factor is not null && !scenario.Sites.Any(s => limits(s).ContainsKey(limited)))
            throw new InputException($"'{text}': no site limits the {what} of {limited}; give a number, for example {what}:{limited}=64");
    }

    // A number limits every site, a change only those that have a limit.
    static IReadOnlyDictionary<string, double> Changed(IReadOnlyDictionary<string, double> limits, string limited, Amount amount)
    {
        double? before = limits.TryGetValue(limited, out double limit) ? limit : null;
        double? after = amount.Value ?? before * amount.Factor;
        return after == before ? limits : new Dictionary<string, double>(limits) { [limited] = after!.Value };
    }
}
