namespace InferenceModeler.Planning.Problems;

/// <summary>A place with zones and limits.</summary>
public sealed record PlanSite
{
    public required string Name { get; init; }

    /// <summary>What it is lost with; by itself where none is told.</summary>
    public string Region { get => field ?? Name; init; }

    /// <summary>At least 1; what stands is spread evenly over those that have it.</summary>
    public required int Zones { get; init; }

    /// <summary>In how many of the zones an instance can stand, by its key; missing: in all of them.</summary>
    public IReadOnlyDictionary<string, int> ZonesOf { get; init; } = new Dictionary<string, int>();

    /// <summary>Times per hour that a running spot instance is taken away.</summary>
    public double SpotInterruptionsPerHour { get; init; }

    /// <summary>Facility power by quarter; infinite where nothing limits it.</summary>
    public required IReadOnlyList<double> Kilowatts { get; init; }

    /// <summary>The same where the least certain grid connection of all sites comes 1, 2, … quarters late, others less as they are more certain. Empty: what grows comes late alike.</summary>
    public IReadOnlyList<IReadOnlyList<double>> LateKilowatts { get; init; } = [];

    public IReadOnlyList<PlanHall> Halls { get; init; } = [];

    /// <summary>Accelerators, by catalog id, and instances, by key, by which the site can grow in one quarter.</summary>
    public IReadOnlyDictionary<string, double> StockPerQuarter { get; init; } = new Dictionary<string, double>();

    /// <summary>Accelerators, by catalog id, and instances, by key, at one time.</summary>
    public IReadOnlyDictionary<string, double> Quota { get; init; } = new Dictionary<string, double>();

    /// <summary>All that stock or quota limit.</summary>
    public IEnumerable<string> Limited => Quota.Keys.Union(StockPerQuarter.Keys);

    /// <summary>Grid carbon by typical hour.</summary>
    public required IReadOnlyList<double> CarbonKgPerKwh { get; init; }

    /// <summary>For what is owned: rent may include it.</summary>
    public double ElectricityUsdPerKwh { get; init; }

    /// <summary>Facility power ÷ IT power.</summary>
    public double Pue { get; init; } = 1;

    public double EgressUsdPerGigabyte { get; init; }

    /// <summary>From and to users, mean of an hour; infinite where nothing limits it.</summary>
    public double IngressGbitPerSecond { get; init; } = double.PositiveInfinity;

    public double EgressGbitPerSecond { get; init; } = double.PositiveInfinity;
    public double WaterLitresPerKwh { get; init; }
    public double HectaresPerMegawatt { get; init; }
}
