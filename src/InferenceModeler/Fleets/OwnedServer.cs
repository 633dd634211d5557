using InferenceModeler.Hardware;

namespace InferenceModeler.Fleets;

/// <summary>A server that can be bought and put into own halls.</summary>
public sealed record OwnedServer
{
    const double QuartersPerYear = 4;

    /// <summary>What serves: provider <c>own</c>.</summary>
    public required Instance Instance { get; init; }

    /// <summary>Server and installation; its share of the network too where <see cref="NetworkUsd"/> is 0.</summary>
    public required double CapitalUsd { get; init; }

    /// <summary>Its share of switches, optics and cables; they stay when it goes.</summary>
    public double NetworkUsd { get; init; }

    public double NetworkLifeYears { get; init; } = 8;

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

    /// <summary>Maintenance a year ÷ the server's capital; staff too where <see cref="StaffUsdPerYear"/> is 0.</summary>
    public double UpkeepShare { get; init; } = 0.06;

    /// <summary>Those who run it, a year and server.</summary>
    public double StaffUsdPerYear { get; init; }

    /// <summary>Taking one down, freight with insurance, and setting it up elsewhere; null for <see cref="UsualMoveShare"/> of its capital.</summary>
    public double? MoveUsd { get; init; }

    /// <summary>Of the capital: an assumption.</summary>
    public const double UsualMoveShare = 0.03;

    /// <summary>Quarters from the order to the first request.</summary>
    public int LeadQuarters { get; init; } = 2;

    /// <summary>What is spent when it is ordered: server, network and hall.</summary>
    public double OrderedUsd(double facilityKilowatts) => CapitalUsd + NetworkUsd + HallUsdPerKilowatt * facilityKilowatts;

    /// <summary>What running one costs a quarter beside its power.</summary>
    public double UpkeepUsdPerQuarter => (UpkeepShare * CapitalUsd + StaffUsdPerYear) / QuartersPerYear;

    /// <summary>Capital charge of one quarter at this cost of capital a year: annuities of server, network and hall.</summary>
    public double CapitalChargeUsdPerQuarter(double costOfCapital, double facilityKilowatts) =>
        Annuity(CapitalUsd, costOfCapital, LifeYears) + Annuity(NetworkUsd, costOfCapital, NetworkLifeYears) + Annuity(HallUsdPerKilowatt * facilityKilowatts, costOfCapital, HallLifeYears);

    /// <summary>What capital costs a quarter over its life.</summary>
    public static double Annuity(double capitalUsd, double costOfCapital, double years)
    {
        double rate = costOfCapital / QuartersPerYear, payments = years * QuartersPerYear;
        return rate == 0 ? capitalUsd / payments : capitalUsd * rate / (1 - Math.Pow(1 + rate, -payments));
    }
}
