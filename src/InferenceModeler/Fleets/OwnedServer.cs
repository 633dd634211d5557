using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>A server that can be bought and put into own halls.</summary>
public sealed record OwnedServer
{
    const double QuartersPerYear = 4;

    /// <summary>What serves: provider <c>own</c>.</summary>
    public required Instance Instance { get; init; }

    /// <summary>Server, its share of the network and installation.</summary>
    public required double CapitalUsd { get; init; }

    /// <summary>Hall, power and cooling per kilowatt of facility power; 0 where the hall is there.</summary>
    public double HallUsdPerKilowatt { get; init; }

    public Cooling Cooling { get; init; }

    /// <summary>Whether it is a rack by itself; others share racks as far as their power and height go.</summary>
    public bool IsWholeRack { get; init; }

    /// <summary>Height in units of a rack, at least 1; of no account for a whole rack.</summary>
    public int Units { get; init; } = 8;

    /// <summary>Years over which the server, and the hall, pay for themselves.</summary>
    public double LifeYears { get; init; } = 5;

    public double HallLifeYears { get; init; } = 14;

    /// <summary>Maintenance and staff a year ÷ the server's capital.</summary>
    public double UpkeepShare { get; init; } = 0.06;

    /// <summary>Taking one down, freight with insurance, and setting it up elsewhere; null for <see cref="UsualMoveShare"/> of its capital.</summary>
    public double? MoveUsd { get; init; }

    /// <summary>Of the capital: an assumption.</summary>
    public const double UsualMoveShare = 0.03;

    /// <summary>Quarters from the order to the first request.</summary>
    public int LeadQuarters { get; init; } = 2;

    /// <summary>Capital charge of one quarter at this cost of capital a year: annuities of server and hall.</summary>
    public double CapitalChargeUsdPerQuarter(double costOfCapital, double facilityKilowatts) =>
        Annuity(CapitalUsd, costOfCapital, LifeYears) + Annuity(HallUsdPerKilowatt * facilityKilowatts, costOfCapital, HallLifeYears);

    /// <summary>What capital costs a quarter over its life.</summary>
    public static double Annuity(double capitalUsd, double costOfCapital, double years)
    {
        double rate = costOfCapital / QuartersPerYear, payments = years * QuartersPerYear;
        return rate == 0 ? capitalUsd / payments : capitalUsd * rate / (1 - Math.Pow(1 + rate, -payments));
    }
}
