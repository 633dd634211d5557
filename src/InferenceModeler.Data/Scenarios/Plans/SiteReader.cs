using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Sites, servers to own and what stands already.</summary>
static class SiteReader
{
    /// <summary>More than anybody spends at once.</summary>
    public const double MostUsd = 1e13;

    /// <summary>A terawatt, for a site.</summary>
    public const double MostMegawatts = 1e6;

    const int HoursPerDay = 24;
    static readonly string[] s_ofRented = ["usdPerHour"], s_ofOwned = ["bookUsd", "hall"];
    const double MostUsdPerServer = 1e9, MostUsdPerKwh = 100;

    // From here on a server is a rack, cooled by liquid, unless it says otherwise: NVL36, NVL72.
    const int RackScaleAccelerators = 36;

    public static Region Region(YamlSection section, string key, Catalog catalog)
    {
        string name = section.Required(key);
        IReadOnlyList<Region> found = section.At(key, () => catalog.FindRegions(name));
        return found.Count == 1 ? found[0] : throw section.Wrong(key, $"'{name}': several providers have it; write {string.Join(" or ", found.Select(r => $"{r.Provider}/{r.Id}"))}");
    }

    public static IReadOnlyList<OwnedServer> Servers(YamlSection root, Catalog catalog)
    {
        IReadOnlyList<YamlSection> sections = root.Sections("servers");
        OwnedServer[] servers = [.. sections.Select(section => Server(section, catalog))];
        for (int i = 0; i < servers.Length; i++)
            if (servers.Take(i).Any(s => s.Instance.Name == servers[i].Instance.Name)) throw sections[i].Wrong("name", $"'{servers[i].Instance.Name}': there is a server of this name already");
        return servers;
    }

    static OwnedServer Server(YamlSection section, Catalog catalog)
    {
        section.Only("name", "accelerator", "accelerators", "scaleUpDomain", "networkGbitPerSecond", "capitalUsd", "networkUsd", "hallUsdPerKilowatt", "lifeYears", "networkLifeYears", "hallLifeYears", "upkeep", "staffUsdPerYear", "leadQuarters", "kilowatts", "cooling", "wholeRack", "units", "moveUsd");
        AcceleratorSpec accelerator = section.At("accelerator", () => catalog.FindAccelerator(section.Required("accelerator")).Accelerator);
        int accelerators = section.Required("accelerators", section.Whole("accelerators", 1, 10_000));
        OwnedServer defaults = new() { Instance = null!, CapitalUsd = 0 };
        bool isRackScale = accelerators >= RackScaleAccelerators, isWholeRack = section.YesOrNo("wholeRack") ?? isRackScale;
        if (isWholeRack && section.Has("units")) throw section.Wrong("units", "it is a whole rack; leave units out, or say wholeRack: false where others share its rack");
        return defaults with
        {
            Instance = new()
            {
                Provider = "own",
                Name = section.Required("name"),
                AcceleratorId = accelerator.Id,
                Accelerators = accelerators,
                ScaleUpDomainAccelerators = section.Whole("scaleUpDomain", accelerators, 100_000) ?? Math.Max(accelerators, accelerator.ScaleUpDomainAccelerators),
                PowerWatts = section.Number("kilowatts", 0.01, 10_000, "IT power of a server, kW") * 1000,
                NetworkBytesPerSecond = (section.Number("networkGbitPerSecond", 0, 1e6, "Gbit/s") ?? 0) * 1e9 / 8,
                Prices = new Dictionary<PurchaseOption, Price>(),
                PriceRegion = "own",
                Provenance = new("the scenario", "", Confidence.Medium, ""),
            },
            CapitalUsd = section.Required("capitalUsd", section.Positive("capitalUsd", MostUsdPerServer, "US dollars per server")),
            NetworkUsd = section.Number("networkUsd", 0, MostUsdPerServer, "US dollars per server") ?? 0,
            NetworkLifeYears = section.Number("networkLifeYears", 1, 30, "years") ?? defaults.NetworkLifeYears,
            StaffUsdPerYear = section.Number("staffUsdPerYear", 0, MostUsdPerServer, "US dollars per server") ?? 0,
            HallUsdPerKilowatt = section.Number("hallUsdPerKilowatt", 0, 1e6, "US dollars per kW of facility power") ?? 0,
            LifeYears = section.Number("lifeYears", 1, 20, "years") ?? defaults.LifeYears,
            HallLifeYears = section.Number("hallLifeYears", 1, 50, "years") ?? defaults.HallLifeYears,
            UpkeepShare = section.Number("upkeep", 0, 1, "a year ÷ capital") ?? defaults.UpkeepShare,
            LeadQuarters = section.Whole("leadQuarters", 0, 40) ?? defaults.LeadQuarters,
            MoveUsd = section.Number("moveUsd", 0, MostUsdPerServer, "US dollars to move a server"),
            Cooling = section.Choice<Cooling>("cooling") ?? (isRackScale ? Cooling.Liquid : Cooling.Air),
            IsWholeRack = isWholeRack,
            // Eight accelerators take eight units in most servers; others are taken to be as dense.
            Units = section.Whole("units", 1, HallReader.MostUnits) ?? Math.Min(accelerators, Hall.UsualUnitsPerRack),
        };
    }

    /// <summary>Discounts and commitments that are no list prices.</summary>
    public static CatalogTerms Terms(YamlSection root, Catalog catalog)
    {
        IReadOnlyDictionary<string, double> discounts = root.Table("discounts", 0, 0.99, "share off the list price");
        string[] providers = [.. catalog.Regions.Select(r => r.Provider).Distinct()];
        foreach (string name in discounts.Keys)
            if (!providers.Contains(name)) throw root.Section("discounts").Wrong(name, $"unknown provider; {Names.NearestText(name, providers)}");
        YamlSection terms = root.Section("commitments").Only(Choices.Name(PurchaseOption.Commit1Year), Choices.Name(PurchaseOption.Commit3Year));
        double? Off(PurchaseOption option) => terms.Number(Choices.Name(option), 0, 0.99, "share off the on-demand price");
        (double? one, double? three) = (Off(PurchaseOption.Commit1Year), Off(PurchaseOption.Commit3Year));
        if (three < one) throw terms.Wrong(Choices.Name(PurchaseOption.Commit3Year), $"{100 * three:0.#}% off is less than the {100 * one:0.#}% of one year: nobody would commit for three");
        return new(discounts, one, three);
    }

    public static IReadOnlyList<Site> Sites(YamlSection root, Catalog catalog, CatalogTerms catalogTerms, IReadOnlyList<OwnedServer> servers, IReadOnlyList<string> accelerators, Quarter first, int quarters)
    {
        OfferReader offers = new(catalog, catalogTerms, accelerators, first, quarters);
        List<Site> sites = [];
        foreach (YamlSection section in root.Sections("sites"))
        {
            Site site = Site(section, catalog, servers, offers, first, quarters);
            if (sites.Any(s => s.Name == site.Name)) throw section.Wrong("name", $"'{site.Name}': there is a site of this name already");
            sites.Add(site);
        }
        return sites.Count > 0 ? sites : throw root.Missing("sites");
    }

    static Site Site(YamlSection section, Catalog catalog, IReadOnlyList<OwnedServer> servers, OfferReader offers, Quarter first, int quarters)
    {
        section.Only("name", "region", "zones", "zonesOf", "purchases", "prices", "servers", "stock", "quota", "megawatts", "tranches", "halls", "racks", "kilowattsPerRack", "unitsPerRack", "cooling", "leadQuarters", "pue",
            "electricityUsdPerKwh", "carbonGramsPerKwh", "waterLitresPerKwh", "hectaresPerMegawatt", "egressUsdPerGigabyte", "storageGigabytesPerSecond", "spotInterruptionsPerHour", "ingressGbitPerSecond", "egressGbitPerSecond");
        Region region = Region(section, "region", catalog);
        int zones = section.Whole("zones", 1, 100) ?? region.Zones;
        OwnedServer[] owned = [.. section.Texts("servers").Select(n =>
            servers.FirstOrDefault(s => s.Instance.Name == n) ?? throw section.Wrong("servers", $"'{n}': no server of this name; {Names.NearestText(n, servers.Select(s => s.Instance.Name))}"))];
        if (owned.GroupBy(s => s.Instance.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw section.Wrong("servers", $"names {twice.Key} twice; give each once");
        if (zones > region.Zones && owned.Length == 0) throw section.Wrong("zones", $"{zones}: {region.Provider}/{region.Id} has {region.Zones}; give at most so many");
        Dictionary<string, int> leadOf = Leads(section, catalog, quarters);
        int lead = section.IsSection("leadQuarters") ? 0 : Lead(section, "leadQuarters", quarters);
        if (owned.FirstOrDefault(s => s.LeadQuarters >= quarters) is { } late)
            throw section.Wrong("servers", $"{late.Instance.Name} arrives {late.LeadQuarters} quarters after its order, beyond the horizon of {quarters} quarters; plan further ahead");
        if (section.Has("tranches") && !section.Has("megawatts")) throw section.Wrong("tranches", "need megawatts, the power that is there at the start");
        IReadOnlyList<double> carbon = section.Numbers("carbonGramsPerKwh", 0, 2000, "grams of CO2 per kWh");
        if (carbon.Count is not (0 or 1 or HoursPerDay)) throw section.Wrong("carbonGramsPerKwh", $"{carbon.Count} numbers; give one, or one for each hour of the day (UTC)");
        if (carbon.Count == 0) carbon = [region.GridCarbonGramsPerKwh ?? throw section.Wrong("carbonGramsPerKwh", $"is missing, and the catalog does not know it for {region.Provider}/{region.Id}")];
        return new()
        {
            Name = section.Text("name") ?? $"{region.Provider}/{region.Id}",
            Region = region,
            Zones = zones,
            ZonesOf = ZoneReader.Of(section, region, zones, owned, catalog),
            Offers = offers.Of(section, region, instance => leadOf.GetValueOrDefault(instance.AcceleratorId, lead)),
            Servers = owned,
            StockPerQuarter = Limits(section, "stock", region, servers, catalog),
            Quota = Limits(section, "quota", region, servers, catalog),
            Megawatts = section.Positive("megawatts", MostMegawatts, "facility power, MW"),
            Tranches = [.. section.Sections("tranches").Select(t => t.Only("from", "megawatts", "slipQuarters"))
                .Select(t => new PowerTranche(t.Required("from", t.Quarter("from")), t.Required("megawatts", t.Positive("megawatts", MostMegawatts, "MW")), t.Number("slipQuarters", 0, 20, "quarters") ?? 0))],
            Halls = HallReader.Of(section, first, quarters),
            LeadQuarters = lead,
            LeadQuartersOf = leadOf,
            Pue = section.Number("pue", 1, 5, "facility power ÷ IT power") ?? region.Pue ?? 1.25,
            ElectricityUsdPerKwh = section.Positive("electricityUsdPerKwh", MostUsdPerKwh, "US dollars per kWh") ?? region.ElectricityUsdPerKwh
                ?? throw section.Wrong("electricityUsdPerKwh", $"is missing, and the catalog does not know it for {region.Provider}/{region.Id}"),
            CarbonGramsPerKwh = carbon.Count == HoursPerDay ? carbon : [.. Enumerable.Repeat(carbon[0], HoursPerDay)],
            WaterLitresPerKwh = section.Number("waterLitresPerKwh", 0, 100, "litres per kWh of IT energy") ?? region.WaterLitresPerKwh ?? 0,
            HectaresPerMegawatt = section.Number("hectaresPerMegawatt", 0, 100, "hectares per MW") ?? 0.4,
            EgressUsdPerGigabyte = section.Number("egressUsdPerGigabyte", 0, 10, "US dollars per GB"),
            SpotInterruptionsPerHour = section.Number("spotInterruptionsPerHour", 0, RuleReader.MostInterruptionsPerHour, "interruptions of an instance per hour"),
            IngressGbitPerSecond = section.Positive("ingressGbitPerSecond", "Gbit/s from users"),
            EgressGbitPerSecond = section.Positive("egressGbitPerSecond", "Gbit/s to users"),
            StorageBytesPerSecond = (section.Number("storageGigabytesPerSecond", 0.001, 10_000, "GB/s") ?? 2) * 1e9,
        };
    }

    static Dictionary<string, int> Leads(YamlSection section, Catalog catalog, int quarters)
    {
        Dictionary<string, int> leads = [];
        if (!section.IsSection("leadQuarters")) return leads;
        YamlSection said = section.Section("leadQuarters");
        foreach (string name in said.Keys)
            if (said.At(name, () => catalog.FindAccelerator(name).Accelerator.Id) is var id && !leads.TryAdd(id, Lead(said, name, quarters))) throw said.Wrong(name, $"is {id} again; give it once");
        return leads;
    }

    static int Lead(YamlSection section, string key, int quarters)
    {
        int lead = section.Whole(key, 0, 40) ?? 0;
        return lead < quarters ? lead : throw section.Wrong(key, $"{lead}: nothing ordered would arrive within the horizon of {quarters} quarters; plan further ahead");
    }

    static Dictionary<string, double> Limits(YamlSection section, string key, Region region, IReadOnlyList<OwnedServer> servers, Catalog catalog)
    {
        Dictionary<string, double> limits = [];
        string[] instances = [.. catalog.Instances.Where(i => i.Provider == region.Provider).Select(i => i.Name), .. servers.Select(s => s.Instance.Name)];
        foreach ((string name, double most) in section.Table(key, 0, 1e8, "accelerators or instances"))
        {
            string limited = instances.Contains(name) ? name : Accelerator(name);
            if (!limits.TryAdd(limited, most)) throw section.Wrong(key, $"limits {limited} twice; give each once");
        }
        return limits;

        string Accelerator(string name)
        {
            try
            {
                return catalog.FindAccelerator(name).Accelerator.Id;
            }
            catch (InputException)
            {
                throw section.Section(key).Wrong(name, $"neither an accelerator, an instance of {region.Provider} nor a server; {Names.NearestText(name, [.. catalog.Accelerators.Select(a => a.Id), .. instances])}");
            }
        }
    }

    public static IReadOnlyList<Holding> Holdings(YamlSection root, IReadOnlyList<Site> sites, IReadOnlyList<OwnedServer> servers, Catalog catalog, Quarter first) =>
        [.. root.Sections("fleet").Select(section =>
        {
            section.Only("site", "instance", "instances", "purchase", "usdPerHour", "until", "bookUsd", "hall");
            string siteName = section.Required("site"), name = section.Required("instance");
            Site site = sites.FirstOrDefault(s => s.Name == siteName) ?? throw section.Wrong("site", $"'{siteName}': no such site; {Names.NearestText(siteName, sites.Select(s => s.Name))}");
            bool owned = section.Text("purchase") == "owned";
            PurchaseOption? purchase = owned ? null : section.Required("purchase", section.Choice<PurchaseOption>("purchase"));
            Instance instance = (owned ? servers.Select(s => s.Instance) : catalog.Instances.Where(i => i.Provider == site.Region.Provider)).FirstOrDefault(i => i.Name == name)
                ?? throw section.Wrong("instance", $"'{name}': {(owned ? "no server of this name" : $"{site.Region.Provider} has none of this name")}; {Names.NearestText(name, owned ? servers.Select(s => s.Instance.Name) : catalog.Instances.Where(i => i.Provider == site.Region.Provider).Select(i => i.Name))}");
            Quarter until = section.Required("until", section.Quarter("until"));
            if (until - first < 0) throw section.Wrong("until", $"{until}: ends before the plan starts in {first}; leave it out of the fleet");
            if (purchase is PurchaseOption.Commit1Year or PurchaseOption.Commit3Year && until - first >= SiteOffer.TermOf(purchase.Value))
                throw section.Wrong("until", $"{until}: a {Choices.Name(purchase.Value)} that runs in {first} ends in {first + (SiteOffer.TermOf(purchase.Value) - 1)} at the latest; give the quarter in which it ends");
            foreach (string key in owned ? s_ofRented : s_ofOwned)
                if (section.Has(key)) throw section.Wrong(key, $"is of what is {(owned ? "rented" : "owned")}; leave it out, or write the purchase that it is of");
            return new Holding(site, instance, section.Required("instances", section.Whole("instances", 1, 10_000_000)), purchase,
                owned ? 0 : section.Required("usdPerHour", section.Positive("usdPerHour", OfferReader.MostUsdPerHour, "US dollars per instance and hour")), until, section.Number("bookUsd", 0, MostUsd, "US dollars") ?? 0)
            {
                Server = owned ? servers.First(s => s.Instance == instance) : null,
                Hall = HallReader.Named(section, site),
            };
        })];
}
