using System.Diagnostics;
using InferenceModeler.Compute;
using InferenceModeler.Worlds;

namespace InferenceModeler.Bench;

/// <summary>Time of many worlds of a large fleet, each dispatched anew in every quarter and typical hour, and again with less.</summary>
static class WorldTable
{
    const int Worlds = 10_000, Quarters = 12, Sites = 20, Groups = 8, Zones = 3;

    static readonly (int Hours, WorldLosses Losses)[] s_trials =
        [(8, WorldLosses.Zones), (8, WorldLosses.Zones | WorldLosses.Sites), (24, WorldLosses.Zones), (24, WorldLosses.Zones | WorldLosses.Sites)];

    public static void Write()
    {
        using HostBackend host = new(Environment.ProcessorCount);
        Console.WriteLine($"{Worlds:N0} worlds of {Sites} sites over {Quarters} quarters on {host.Device}");
        Console.WriteLine();
        Console.WriteLine("| typical hours | lost | rows | dispatches | processor seconds | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((int hours, WorldLosses losses) in s_trials)
        {
            WorldFleet fleet = Fleet(hours);
            FleetWorlds tries = new(host, losses, 0.01);
            // What is compiled is not measured.
            tries.Try("", fleet, WorldSet.Draw(Uncertainty.Prior, 100, 1));
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long started = Stopwatch.GetTimestamp();
            tries.Try("", fleet, WorldSet.Draw(Uncertainty.Prior, Worlds, 1));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds, busy = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            int rows = new WorldRows(fleet, losses).Quarters.Count;
            Console.WriteLine($"| {hours} | {losses.ToString().ToLowerInvariant()} | {rows:N0} | {(long)rows * Worlds / 1e6:0} M | {busy:0.00} | {seconds:0.00} |");
        }
    }

    /// <summary>Sites of three zones and three hundred instances each, a demand that may go anywhere and seven that are bound to a few sites.</summary>
    static WorldFleet Fleet(int hours) => new()
    {
        Sites = [.. Enumerable.Range(0, Sites).Select(i => new WorldSite($"site {i}", Zones, Series(q => 1000 + 10 * q), 0.08,
            [new(Series(_ => 120), Series(q => 12 * q), 2 + 0.01 * i, 0.6, i) { Instances = Series(q => 300 + 30 * q) }]))],
        Demands = WorldDemand.Merge(Enumerable.Range(0, Groups).Select(g => Demand(g, hours))),
        HoursPerQuarter = [.. Enumerable.Repeat(2190.0 / hours, hours)],
        FixedUsd = Series(_ => 1e7),
        OrderedUsd = Series(q => 1e6 * q),
        UpShare = 0.947,
        InstanceAvailability = 0.997,
    };

    // Planned evenly over its places.
    static WorldDemand Demand(int group, int hours)
    {
        HashSet<(int, int)> places = Enumerable.Range(0, Sites).Where(site => group == 0 || site % (Groups - 1) + 1 == group || site % (Groups - 1) + 2 == group).Select(site => (site, 0)).ToHashSet();
        IReadOnlyList<IReadOnlyList<double>> Work(double share) =>
            [.. Enumerable.Range(0, Quarters).Select(q => (IReadOnlyList<double>)[.. Enumerable.Range(0, hours).Select(h => share * 8 * Sites * (1 + 0.07 * q) * (1 + 0.3 * Math.Sin(h + group)))])];
        return new($"demand {group}", places, Work(1)) { Planned = places.ToDictionary(place => place, _ => Work(1.0 / places.Count)) };
    }

    static double[] Series(Func<int, double> value) => [.. Enumerable.Range(0, Quarters).Select(value)];
}
