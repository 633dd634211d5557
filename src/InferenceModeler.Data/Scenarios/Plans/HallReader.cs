using InferenceModeler.Fleets;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Halls of a site: a list, or one that the site itself describes.</summary>
static class HallReader
{
    /// <summary>Higher than any rack.</summary>
    public const int MostUnits = 100;

    const int MostRacks = 10_000_000;
    const double MostKilowattsPerRack = 2000;

    static readonly string[] s_ofOne = ["racks", "kilowattsPerRack", "unitsPerRack", "cooling"];

    public static IReadOnlyList<Hall> Of(YamlSection site, Quarter first, int quarters)
    {
        string? own = s_ofOne.FirstOrDefault(site.Has);
        if (!site.Has("halls")) return own is null ? [] : [Read(site, "")];
        if (own is not null) throw site.Wrong(own, "halls say it of each hall; give it there");
        List<Hall> halls = [];
        foreach (YamlSection section in site.Sections("halls"))
        {
            section.Only("name", "racks", "kilowattsPerRack", "unitsPerRack", "cooling", "megawatts", "from", "capitalUsd", "leadQuarters", "lifeYears");
            Hall hall = Read(section, section.Required("name")) with { Megawatts = section.Positive("megawatts", SiteReader.MostMegawatts, "facility power, MW"), From = section.Quarter("from") };
            hall = Ordered(section, hall, first, quarters);
            if (halls.Any(h => h.Name == hall.Name)) throw section.Wrong("name", $"'{hall.Name}': there is a hall of this name already");
            halls.Add(hall);
        }
        return halls.Count > 0 ? halls : throw site.Wrong("halls", "is empty; leave it out where halls limit nothing");
    }

    // What is built has a price, a lead time and a size.
    static Hall Ordered(YamlSection section, Hall hall, Quarter first, int quarters)
    {
        if (section.Positive("capitalUsd", SiteReader.MostUsd, "US dollars") is not { } capital)
        {
            foreach (string key in new[] { "leadQuarters", "lifeYears" })
                if (section.Has(key)) throw section.Wrong(key, "is of halls that are ordered: give their capitalUsd too, or leave it out");
            return hall;
        }
        if (hall.Racks is null) throw section.Wrong("capitalUsd", "a hall that is ordered needs a size; give its racks");
        int lead = section.Whole("leadQuarters", 0, 40) ?? Hall.UsualLeadQuarters;
        if (lead >= quarters || hall.From - first >= quarters) throw section.Wrong("leadQuarters", $"{lead}: nothing ordered would arrive within the horizon of {quarters} quarters; plan further ahead");
        return hall with { CapitalUsd = capital, LeadQuarters = lead, LifeYears = section.Number("lifeYears", 1, 50, "years") ?? hall.LifeYears };
    }

    /// <summary>The hall that an entry of what stands already names; the site's only one, or none.</summary>
    public static Hall? Named(YamlSection holding, Site site)
    {
        if (holding.Text("hall") is not { } name) return site.Halls.Count == 1 && holding.Text("purchase") == "owned" && site.Halls[0].CapitalUsd is null ? site.Halls[0] : null;
        if (!site.Halls.Any(h => h.Name.Length > 0)) throw holding.Wrong("hall", $"'{name}': {site.Name} names no halls; leave it out");
        if (site.Halls.Any(h => h.Name == name && h.CapitalUsd is not null)) throw holding.Wrong("hall", $"'{name}': is yet to be ordered, and nothing stands in it; leave its capitalUsd out where it is there");
        return site.Halls.FirstOrDefault(h => h.Name == name) ?? throw holding.Wrong("hall", $"'{name}': no such hall in {site.Name}; {Names.NearestText(name, site.Halls.Select(h => h.Name))}");
    }

    static Hall Read(YamlSection section, string name)
    {
        Cooling cooling = section.Choice<Cooling>("cooling") ?? Cooling.Air;
        return new()
        {
            Name = name,
            Racks = section.Whole("racks", 1, MostRacks),
            KilowattsPerRack = section.Number("kilowattsPerRack", 1, MostKilowattsPerRack, "kW") ?? Hall.UsualKilowattsPerRack(cooling),
            UnitsPerRack = section.Whole("unitsPerRack", 1, MostUnits) ?? Hall.UsualUnitsPerRack,
            Cooling = cooling,
        };
    }
}
