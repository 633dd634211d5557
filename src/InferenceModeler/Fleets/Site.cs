using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>A region of a cloud or of one's own, with its zones and what limits them. Limits are of the whole site; what stands there is spread evenly over the zones that have it.</summary>
public sealed record Site
{
    public required string Name { get; init; }

    /// <summary>Where it stands on the network, on the grid and under the law.</summary>
    public required Region Region { get; init; }

    /// <summary>At least 1.</summary>
    public required int Zones { get; init; }

    /// <summary>In how many of the zones an instance can stand; missing: in all of them.</summary>
    public IReadOnlyDictionary<(string Provider, string Instance), int> ZonesOf { get; init; } = new Dictionary<(string, string), int>();

    /// <summary>What can be rented.</summary>
    public IReadOnlyList<SiteOffer> Offers { get; init; } = [];

    /// <summary>What can be bought and put here.</summary>
    public IReadOnlyList<OwnedServer> Servers { get; init; } = [];

    /// <summary>Accelerators, by catalog id, and instances, by name, by which the site can grow in one quarter; missing: any number.</summary>
    public IReadOnlyDictionary<string, double> StockPerQuarter { get; init; } = new Dictionary<string, double>();

    /// <summary>Accelerators, by catalog id, and instances, by name, that may run at one time; missing: any number.</summary>
    public IReadOnlyDictionary<string, double> Quota { get; init; } = new Dictionary<string, double>();

    /// <summary>Facility power from the first quarter on; null for no limit.</summary>
    public double? Megawatts { get; init; }

    public IReadOnlyList<PowerTranche> Tranches { get; init; } = [];

    /// <summary>Where own servers stand; empty: room, power and cooling of racks limit nothing.</summary>
    public IReadOnlyList<Hall> Halls { get; init; } = [];

    /// <summary>Quarters from an order of rented capacity to its arrival.</summary>
    public int LeadQuarters { get; init; }

    /// <summary>The same of accelerators that have their own, by catalog id.</summary>
    public IReadOnlyDictionary<string, int> LeadQuartersOf { get; init; } = new Dictionary<string, int>();

    /// <summary>Facility power ÷ IT power, at least 1.</summary>
    public required double Pue { get; init; }

    public required double ElectricityUsdPerKwh { get; init; }

    /// <summary>Grams of CO2 per kWh of the grid for each hour of the day in UTC: 24 numbers.</summary>
    public required IReadOnlyList<double> CarbonGramsPerKwh { get; init; }

    /// <summary>Litres per kWh of IT energy.</summary>
    public double WaterLitresPerKwh { get; init; }

    public double HectaresPerMegawatt { get; init; }

    /// <summary>Of answers that leave the site; null where the scenario does not say: nothing.</summary>
    public double? EgressUsdPerGigabyte { get; init; }

    /// <summary>What the site's network takes in from its users and sends out to them, mean of an hour; null for no limit.</summary>
    public double? IngressGbitPerSecond { get; init; }

    public double? EgressGbitPerSecond { get; init; }

    /// <summary>Bytes per second at which weights reach an instance.</summary>
    public double StorageBytesPerSecond { get; init; } = 2e9;

    /// <summary>Times per hour that a running spot instance is taken away; null: as the rules say.</summary>
    public double? SpotInterruptionsPerHour { get; init; }

    /// <summary>Zones in which an instance can stand, at least 1.</summary>
    public int ZonesWith(Instance instance) => ZonesOf.GetValueOrDefault((instance.Provider, instance.Name), Zones);

    /// <summary>Quarters from the order of a rented instance to its arrival.</summary>
    public int LeadOf(Instance instance) => LeadQuartersOf.GetValueOrDefault(instance.AcceleratorId, LeadQuarters);

    /// <summary>How many an instance counts for in a limit of stock or quota of this name: its accelerators, itself, or none.</summary>
    public static int Counted(Instance instance, string limited) => instance.AcceleratorId == limited ? instance.Accelerators : instance.Name == limited ? 1 : 0;

    /// <summary>Facility power that can be used in a quarter; infinite where nothing limits it.</summary>
    public double MegawattsIn(Quarter quarter) => MegawattsIn(quarter, _ => 0);

    /// <summary>The same where tranches come so many quarters after their date; between whole quarters it is interpolated.</summary>
    public double MegawattsIn(Quarter quarter, Func<PowerTranche, double> lateQuarters) =>
        Megawatts is { } now ? now + Tranches.Sum(t => t.Megawatts * Math.Clamp(quarter - t.From + 1 - lateQuarters(t), 0, 1)) : double.PositiveInfinity;
}
