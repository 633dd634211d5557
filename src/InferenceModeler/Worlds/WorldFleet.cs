using InferenceModeler.Compute;

namespace InferenceModeler.Worlds;

/// <summary>A fleet over time, as worlds see it: what is there and ordered, what it may draw, and who may be served by it.</summary>
/// <remarks>
/// Work is whatever the caller counts demand and capacity in, per second: requests, or requests weighted by how long they keep a replica. Sites come with
/// their supplies in the order in which work goes to them, the cheapest to run first; within a site the one that needs least power for its work should be
/// first.
/// </remarks>
public sealed record WorldFleet
{
    public required IReadOnlyList<WorldSite> Sites { get; init; }

    /// <summary>At most 16 of different places; see <see cref="WorldDemand.Merge"/>.</summary>
    public required IReadOnlyList<WorldDemand> Demands { get; init; }

    /// <summary>Hours of a quarter that each typical hour stands for.</summary>
    public required IReadOnlyList<double> HoursPerQuarter { get; init; }

    /// <summary>Dollars of each quarter for what was there at the start; its length is the horizon.</summary>
    public required IReadOnlyList<double> FixedUsd { get; init; }

    /// <summary>Dollars of each quarter for what the plan orders and may come late, if it comes in time.</summary>
    public required IReadOnlyList<double> OrderedUsd { get; init; }

    /// <summary>Dollars of each quarter for what the plan orders and comes at once. Empty: nothing.</summary>
    public IReadOnlyList<double> RentedUsd { get; init; } = [];

    /// <summary>Contracts of a least rent, at most four; what they ask for beyond rents is paid too and is no part of the other costs.</summary>
    public IReadOnlyList<WorldSpend> Spends { get; init; } = [];

    /// <summary>Share of the replicas that is up and not being updated, in the mean. A lost zone and failures beyond the mean take their share of all; the larger lack counts, never both.</summary>
    public double UpShare { get; init; } = 1;

    /// <summary>Share of the instances that has not failed, in the mean; worlds draw how many have. In (0, 1].</summary>
    public double InstanceAvailability { get; init; } = 1;

    public int Quarters => FixedUsd.Count;

    /// <summary>Dollars for electricity of each quarter when all is as planned.</summary>
    public IReadOnlyList<double> EnergyUsdAsPlanned()
    {
        WorldRows rows = new(this with { FixedUsd = new double[Quarters], OrderedUsd = new double[Quarters], RentedUsd = [], Spends = [] }, WorldLosses.None);
        WorkGrid grid = rows.With(WorldSet.Draw(Uncertainty.None, 1, 0));
        float[] outputs = new float[grid.OutputLength(WorldOutput.Count)];
        using HostBackend host = new(1, HostLane.Scalar);
        host.Map<WorldBody>(grid, outputs);
        double[] usd = new double[Quarters];
        for (int row = 0; row < rows.Quarters.Count; row++) usd[rows.Quarters[row]] += outputs[grid.OutputIndex(WorldOutput.Usd, row, 0)];
        return usd;
    }
}

/// <summary>A contract of a least rent.</summary>
/// <param name="NeedUsd">By quarter, what it asks for beyond rents whose price is settled; 0 where it does not run.</param>
/// <param name="RentUsd">By quarter, ordered rents that count for it, as planned.</param>
public sealed record WorldSpend(IReadOnlyList<double> NeedUsd, IReadOnlyList<double> RentUsd);

/// <summary>A place with a power limit.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Zones">Of equal power; one of them may be lost. At least 1.</param>
/// <param name="LimitKw">Facility power by quarter, without delay.</param>
/// <param name="UsdPerKwh">Electricity; 0 where the price of a replica includes it.</param>
/// <param name="Supplies">In the order in which work goes to them.</param>
public sealed record WorldSite(string Name, int Zones, IReadOnlyList<double> LimitKw, double UsdPerKwh, IReadOnlyList<WorldSupply> Supplies)
{
    /// <summary>The limit by quarters of its connections' delay (1, 2, …), then quarter. Empty: what it grows by comes as late.</summary>
    public IReadOnlyList<IReadOnlyList<double>> LateLimitKw { get; init; } = [];

    /// <summary>What it is lost with; by itself where none is told.</summary>
    public string Region { get => field ?? Name; init; }

    /// <summary>Which of a world's delays of connections is its own: sites of the same number, or further apart than worlds have delays, share one.</summary>
    public int Connection { get; init; }
}

/// <summary>Replicas of one kind at a site.</summary>
/// <param name="ExistingWork">Work per second of what is there, by quarter.</param>
/// <param name="OrderedWork">Work per second of what arrived by order and may come late, by quarter, without delay.</param>
/// <param name="BusyKwPerWork">Facility kW per work per second at full load; positive.</param>
/// <param name="IdleKwPerWork">Facility kW of a replica without load, over its work per second.</param>
/// <param name="Kind">Which of the <see cref="CapacityErrors"/> its capacity has.</param>
public sealed record WorldSupply(IReadOnlyList<double> ExistingWork, IReadOnlyList<double> OrderedWork, double BusyKwPerWork, double IdleKwPerWork, int Kind = 0)
{
    /// <summary>By quarter, the share outside the zone that holds most of them: what a lost zone leaves at least. Empty: spread evenly over the zones of the site.</summary>
    public IReadOnlyList<double> FirmShare { get; init; } = [];

    /// <summary>By quarter, then typical hour: the work that they carry with that hour's mix over the work of <see cref="ExistingWork"/> and <see cref="OrderedWork"/>, positive. Empty: as much.</summary>
    public IReadOnlyList<IReadOnlyList<double>> WorkRatio { get; init; } = [];

    /// <summary>The same with the mix that a lost site would leave.</summary>
    public IReadOnlyList<IReadOnlyList<double>> WorkRatioWithoutSite { get; init; } = [];

    /// <summary>Where less of them is up than <see cref="WorldFleet.UpShare"/>; 1 where not.</summary>
    public double MostUpShare { get; init; } = 1;

    /// <summary>Whether it stands on a spot pool that may be lost for a quarter.</summary>
    public bool IsSpot { get; init; }

    /// <summary>By quarter, then typical hour: work per second that the network lets through. Empty: any.</summary>
    public IReadOnlyList<IReadOnlyList<double>> NetworkWork { get; init; } = [];

    /// <summary>By quarter, the instances that fail one by one. Empty: none do.</summary>
    public IReadOnlyList<double> Instances { get; init; } = [];

    /// <summary>Electricity of theirs; 0 where their rent includes it. Null: as at the site.</summary>
    public double? UsdPerKwh { get; init; }
}
