using System.Numerics;
using InferenceModeler.Compute;

namespace InferenceModeler.Worlds;

/// <summary>Tries fleets in worlds.</summary>
/// <param name="backend">What computes.</param>
/// <param name="losses">What every hour is tried without too.</param>
/// <param name="usdPerUnservedWork">What work without a place costs elsewhere, dollars; it decides how much capacity for rare worlds is worth.</param>
public sealed class FleetWorlds(IComputeBackend backend, WorldLosses losses, double usdPerUnservedWork)
{
    /// <summary>Evaluates a fleet in every world.</summary>
    /// <exception cref="InputException">The fleet has more sites, kinds of replicas, demands or quarters than worlds tell apart.</exception>
    public WorldOutcome Try(string name, WorldFleet fleet, WorldSet worlds, CancellationToken cancellation = default)
    {
        WorldTally tally = Tally(fleet, worlds, cancellation);
        int[] all = [.. Enumerable.Range(0, worlds.Count)];
        double Share(Func<int, bool> holds) => (double)all.Count(holds) / all.Length;
        IReadOnlyList<double> ByQuarter(Func<int, uint> quarters, bool wanted) =>
            [.. Enumerable.Range(0, fleet.Quarters).Select(quarter => Share(world => (quarters(world) >> quarter & 1) != 0 == wanted))];
        double[] usd = [.. all.Select(world => tally.Usd(world) + usdPerUnservedWork * tally.UnservedWork(world))];
        return new()
        {
            Name = name,
            Worlds = worlds.Count,
            SloKeptProbability = Share(world => tally.MissedQuarters(world) == 0),
            SloKeptByQuarter = ByQuarter(tally.MissedQuarters, false),
            PowerExceededProbability = Share(world => tally.ExceededQuarters(world) != 0),
            PowerExceededByQuarter = ByQuarter(tally.ExceededQuarters, true),
            Usd = Quantiles.Of(all.Select(tally.Usd)),
            PeakMegawatts = Quantiles.Of(all.Select(world => tally.PeakKw(world) / 1000)),
            WorstUnservedShare = Quantiles.Of(all.Select(tally.WorstUnservedShare)),
            UsdWithUnserved = Quantiles.Of(usd),
            UsdByWorld = usd,
        };
    }

    /// <summary>What moves cost and service most: each factor at its low and its high value, the others as expected; the widest first.</summary>
    public IReadOnlyList<TornadoBar> Tornado(WorldFleet fleet, Uncertainty uncertainty, CapacityErrors? capacities = null, CancellationToken cancellation = default)
    {
        (WorldSet worlds, IReadOnlyList<FactorMove> moves) = WorldSet.OneAtATime(uncertainty, capacities, fleet.InstanceAvailability < 1, fleet.Sites.Any(s => s.Supplies.Any(r => r.IsSpot)));
        WorldTally tally = Tally(fleet, worlds, cancellation);
        double Usd(int world) => tally.Usd(world) + usdPerUnservedWork * tally.UnservedWork(world);
        TornadoEnd End(int world, double value) => new(value, Usd(world), tally.WorstUnservedShare(world),
            1 - (double)BitOperations.PopCount(tally.MissedQuarters(world)) / fleet.Quarters);
        int[] spot = [.. Enumerable.Range(0, worlds.Count).Skip(1 + 2 * moves.Count).OrderBy(Usd)];
        IEnumerable<TornadoBar> lost = spot.Length == 0 ? [] : [new(WorldFactor.SpotLoss, null, End(spot[spot.Length / 10], double.NaN), End(spot[spot.Length * 9 / 10], double.NaN))];
        return [.. moves.Select((move, i) => new TornadoBar(move.Factor, move.Of, End(1 + 2 * i, move.Low), End(2 + 2 * i, move.High))).Concat(lost)
            .OrderByDescending(bar => Math.Abs(bar.High.Usd - bar.Low.Usd)).ThenBy(bar => bar.Factor).ThenBy(bar => bar.Of, StringComparer.Ordinal)];
    }

    WorldTally Tally(WorldFleet fleet, WorldSet worlds, CancellationToken cancellation)
    {
        WorldRows rows = new(fleet, losses);
        WorldTally tally = new(rows, worlds.Count);
        backend.Reduce<WorldBody, WorldTally>(rows.With(worlds), tally, null, cancellation);
        return tally;
    }
}

/// <summary>An outcome with one factor moved.</summary>
/// <param name="Value">Of the factor.</param>
/// <param name="Usd">Over the horizon, what is not served bought elsewhere.</param>
/// <param name="WorstUnservedShare">Largest share of an hour's demand without a place.</param>
/// <param name="QuartersKept">Share of the quarters in which all work had a place.</param>
public readonly record struct TornadoEnd(double Value, double Usd, double WorstUnservedShare, double QuartersKept);

/// <summary>A factor at its low and its high value.</summary>
/// <param name="Factor">Which.</param>
/// <param name="Of">The group of replicas whose capacity moves; null where the factor is one for all.</param>
/// <param name="Low">At its low value.</param>
/// <param name="High">At its high value.</param>
public readonly record struct TornadoBar(WorldFactor Factor, string? Of, TornadoEnd Low, TornadoEnd High);
