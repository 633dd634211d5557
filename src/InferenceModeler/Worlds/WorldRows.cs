using InferenceModeler.Compute;

namespace InferenceModeler.Worlds;

/// <summary>The rows of a fleet: each quarter and typical hour with all zones, and, where asked, with a zone lost at each site in turn.</summary>
/// <remarks>An hour in which no group asks for more than in another one of its quarter need not be tried with a zone lost: it is kept if the other one is.</remarks>
public sealed class WorldRows
{
    readonly WorldFleet _fleet;
    readonly float[] _values;

    /// <exception cref="InputException">More supplies or kinds of demand than worlds tell apart.</exception>
    public WorldRows(WorldFleet fleet, bool losesZones)
    {
        _fleet = fleet;
        int supplies = fleet.Sites.Sum(site => site.Supplies.Count);
        if (supplies is 0 or > WorldSupplyRow.Most) throw new InputException($"{supplies} kinds of replicas at {fleet.Sites.Count} sites: worlds take 1 to {WorldSupplyRow.Most}");
        if (fleet.Demands.Count > WorldSupplyRow.Groups) throw new InputException($"{fleet.Demands.Count} kinds of demand: worlds tell at most {WorldSupplyRow.Groups} apart");
        List<(int Quarter, int Hour, int? Lost)> rows = [];
        for (int quarter = 0; quarter < fleet.Quarters; quarter++)
        {
            int[] hours = [.. Enumerable.Range(0, fleet.HoursPerQuarter.Count)];
            rows.AddRange(hours.Select(hour => (quarter, hour, (int?)null)));
            if (!losesZones) continue;
            foreach (int hour in hours.Where(hour => !hours.Any(other => Covers(quarter, other, hour))))
                rows.AddRange(Enumerable.Range(0, fleet.Sites.Count).Select(site => (quarter, hour, (int?)site)));
        }
        _values = new float[rows.Count * WorldRow.Count];
        Quarters = [.. rows.Select(row => row.Quarter)];
        Hours = [.. rows.Select(row => row.Lost is null ? fleet.HoursPerQuarter[row.Hour] : 0)];
        for (int row = 0; row < rows.Count; row++) Write(_values.AsSpan(row * WorldRow.Count, WorldRow.Count), rows[row].Quarter, rows[row].Hour, rows[row].Lost);
    }

    /// <summary>The quarter of each row.</summary>
    public IReadOnlyList<int> Quarters { get; }

    /// <summary>The hours that each row stands for; 0 with a zone lost.</summary>
    public IReadOnlyList<double> Hours { get; }

    public WorkGrid With(WorldSet worlds) => WorkGrid.Of<WorldBody>(_values, worlds.Columns, worlds.Count);

    bool Covers(int quarter, int other, int hour)
    {
        if (other == hour || !_fleet.Demands.All(demand => demand.WorkPerSecond[quarter][other] >= demand.WorkPerSecond[quarter][hour])) return false;
        bool equal = _fleet.Demands.All(demand => demand.WorkPerSecond[quarter][other] == demand.WorkPerSecond[quarter][hour]);
        return !equal || other < hour;
    }

    void Write(Span<float> row, int quarter, int hour, int? lost)
    {
        double hours = _fleet.HoursPerQuarter[hour];
        double share = lost is null ? hours / _fleet.HoursPerQuarter.Sum() : 0;
        row[WorldRow.Years] = (quarter + 0.5f) / 4;
        row[WorldRow.Hours] = lost is null ? (float)hours : 0;
        row[WorldRow.FixedUsd] = (float)(_fleet.FixedUsd[quarter] * share);
        Delayed(row[WorldRow.OrderedUsd..], delay => share * Late(_fleet.OrderedUsd, quarter, delay, before: 0));
        for (int group = 0; group < _fleet.Demands.Count; group++)
            row[WorldRow.Demand + group] = lost is not null && _fleet.Demands[group].CanWait ? 0 : (float)_fleet.Demands[group].WorkPerSecond[quarter][hour];
        int at = WorldRow.FirstSupply;
        for (int site = 0; site < _fleet.Sites.Count; site++)
        {
            WorldSite place = _fleet.Sites[site];
            double Left(int zones) => lost == site ? (zones - 1.0) / zones : 1;
            for (int supply = 0; supply < place.Supplies.Count; supply++, at += WorldSupplyRow.Count)
            {
                WorldSupply replicas = place.Supplies[supply];
                Span<float> fields = row[at..];
                double up = Math.Min(_fleet.UpShare, Left(replicas.Zones ?? place.Zones));
                Delayed(fields[WorldSupplyRow.Work..], delay => up * (replicas.ExistingWork[quarter] + Late(replicas.OrderedWork, quarter, delay, before: 0)));
                fields[WorldSupplyRow.StartsSite] = supply == 0 ? 1 : 0;
                Delayed(fields[WorldSupplyRow.LimitKw..], delay => Left(place.Zones) * Late(place.LimitKw, quarter, delay, before: place.LimitKw[0]));
                fields[WorldSupplyRow.BusyKwPerWork] = (float)replicas.BusyKwPerWork;
                fields[WorldSupplyRow.IdleKwPerWork] = (float)replicas.IdleKwPerWork;
                fields[WorldSupplyRow.UsdPerKwh] = (float)place.UsdPerKwh;
                fields[WorldSupplyRow.Capacity] = WorldItem.Capacity + replicas.Kind;
                int serves = 0;
                for (int group = 0; group < _fleet.Demands.Count; group++)
                    if (_fleet.Demands[group].Places.Contains((site, supply))) serves |= 1 << group;
                fields[WorldSupplyRow.Serves] = serves;
            }
        }
        row[WorldRow.Supplies] = (at - WorldRow.FirstSupply) / WorldSupplyRow.Count;
    }

    /// <summary>What a series has reached in a quarter if it comes late; never more than in time.</summary>
    static double Late(IReadOnlyList<double> series, int quarter, int delay, double before) =>
        Math.Min(series[quarter], quarter < delay ? before : series[quarter - delay]);

    /// <summary>Writes the value in time and the changes with each quarter of delay.</summary>
    static void Delayed(Span<float> fields, Func<int, double> value)
    {
        fields[0] = (float)value(0);
        for (int delay = 1; delay <= WorldSupplyRow.DelayQuarters; delay++) fields[delay] = (float)(value(delay) - value(delay - 1));
    }
}
