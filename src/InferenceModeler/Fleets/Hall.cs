namespace InferenceModeler.Fleets;

/// <summary>A hall of one's own.</summary>
public sealed record Hall
{
    /// <summary>Units of a usual rack.</summary>
    public const int UsualUnitsPerRack = 42;

    /// <summary>Blank where the site has only this one.</summary>
    public string Name { get; init; } = "";

    /// <summary>Null for any number.</summary>
    public int? Racks { get; init; }

    /// <summary>IT power that a rack can take and cool.</summary>
    public required double KilowattsPerRack { get; init; }

    /// <summary>Units of height (44.45 mm) of a rack that servers can take: a usual rack's 42, and 1 or more.</summary>
    public int UnitsPerRack { get; init; } = UsualUnitsPerRack;

    public Cooling Cooling { get; init; }

    /// <summary>Facility power of the hall; null where only the site's limits it.</summary>
    public double? Megawatts { get; init; }

    /// <summary>First quarter in which it stands; null: it stands.</summary>
    public Quarter? From { get; init; }

    /// <summary>What it costs to build; null where it is there, or comes by itself: otherwise the plan says whether and when to order it.</summary>
    public double? CapitalUsd { get; init; }

    /// <summary>Quarters from its order to its first server.</summary>
    public int LeadQuarters { get; init; } = UsualLeadQuarters;

    /// <summary>Over which it pays for itself.</summary>
    public double LifeYears { get; init; } = 14;

    /// <summary>A year and a half from the order of a building to its first server: an assumption.</summary>
    public const int UsualLeadQuarters = 6;

    /// <summary>Air-cooled racks of older halls, and what liquid at the chips is built for today: a rack of 72 accelerators with some to spare.</summary>
    public static double UsualKilowattsPerRack(Cooling cooling) => cooling == Cooling.Liquid ? 150 : 40;

    /// <summary>Racks that a server takes here; null where it cannot stand.</summary>
    /// <param name="server">What.</param>
    /// <param name="kilowatts">Its IT power.</param>
    public double? RacksOf(OwnedServer server, double kilowatts) =>
        (server.Cooling == Cooling.Liquid && Cooling == Cooling.Air) || kilowatts > KilowattsPerRack ? null
        : server.IsWholeRack ? 1
        : server.Units > UnitsPerRack ? null
        : 1 / Math.Min(Math.Floor(KilowattsPerRack / kilowatts + 1e-9), UnitsPerRack / server.Units);
}
