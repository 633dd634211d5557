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

    public static IReadOnlyList<Hall> Of(YamlSection site)
    {
        string? own = s_ofOne.FirstOrDefault(site.Has);
        if (!site.Has("halls")) return own is null ? [] : [Read(site, "")];
        if (own is not null) throw site.Wrong(own, "halls say it of each hall; give it there");
        List<Hall> halls = [];
        foreach (YamlSection section in site.Sections("halls"))
        {
            section.Only("name", "racks", "kilowattsPerRack", "unitsPerRack", "cooling", "megawatts", "from");
            Hall hall = Read(section, section.Required("name")) with { Megawatts = section.Positive("megawatts", SiteReader.MostMegawatts, "facility power, MW"), From = section.Quarter("from") };
            if (halls.Any(h => h.Name == hall.Name)) throw section.Wrong("name", $"'{hall.Name}': there is a hall of this name already");
            halls.Add(hall);
        }
        return halls.Count > 0 ? halls : throw site.Wrong("halls", "is empty; leave it out where halls limit nothing");
    }

    /// <summary>The hall that an entry of what stands already names; the site's only one, or none.</summary>
    public static Hall? Named(YamlSection holding, Site site)
    {
        if (holding.Text("hall") is not { } name) return site.Halls.Count == 1 && holding.Text("purchase") == "owned" ? site.Halls[0] : null;
        if (!site.Halls.Any(h => h.Name.Length > 0)) throw holding.Wrong("hall", $"'{name}': {site.Name} names no halls; leave it out");
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
