using InferenceModeler.Compute;

namespace InferenceModeler.Worlds;

/// <summary>The rows of a fleet: each quarter and typical hour as in the mean; then, in the hours that ask for most, with the instances down that a world draws, and with each loss that is tried.</summary>
/// <remarks>An hour in which no group asks for more than in another one of its quarter need not be tried with less: it is kept if the other one is.</remarks>
public sealed class WorldRows
{
    // So that few rows and supplies of a fleet share a number.
    const int DrawsPerQuarter = 5, DrawsPerHour = 11, PoolsPerQuarter = 7;

    // More than any network carries.
    const float Unlimited = 1e30f;

    readonly WorldFleet _fleet;
    readonly float[] _values;

    /// <exception cref="InputException">More supplies or kinds of demand than worlds tell apart.</exception>
    public WorldRows(WorldFleet fleet, WorldLosses losses)
    {
        _fleet = fleet;
        int supplies = fleet.Sites.Sum(site => site.Supplies.Count);
        if (supplies is 0 or > WorldSupplyRow.Most) throw new InputException($"{supplies} kinds of replicas at {fleet.Sites.Count} sites: worlds take 1 to {WorldSupplyRow.Most}");
        if (fleet.Spends.Count > WorldRow.Spends) throw new InputException($"{fleet.Spends.Count} contracts of a least rent: worlds tell at most {WorldRow.Spends} apart");
        if (fleet.Demands.Count > WorldSupplyRow.Groups) throw new InputException($"{fleet.Demands.Count} kinds of demand: worlds tell at most {WorldSupplyRow.Groups} apart");
        List<Trial> without = [];
        if (fleet.InstanceAvailability < 1) without.Add(new(IsFailing: true));
        if (losses.HasFlag(WorldLosses.Zones)) without.Add(new(LosesZones: true));
        if (losses.HasFlag(WorldLosses.Regions) || losses.HasFlag(WorldLosses.Sites))
            without.AddRange(Enumerable.Range(0, fleet.Sites.Count).GroupBy(site => losses.HasFlag(WorldLosses.Regions) ? fleet.Sites[site].Region : $"{site}").Select(sites => new Trial(Lost: [.. sites])));
        List<(int Quarter, int Hour, Trial Trial)> rows = [];
        for (int quarter = 0; quarter < fleet.Quarters; quarter++)
        {
            int[] hours = [.. Enumerable.Range(0, fleet.HoursPerQuarter.Count)];
            rows.AddRange(hours.Select(hour => (quarter, hour, default(Trial))));
            foreach (int hour in hours.Where(hour => !hours.Any(other => Covers(quarter, other, hour)))) rows.AddRange(without.Select(trial => (quarter, hour, trial)));
        }
        _values = new float[rows.Count * WorldRow.Count];
        Quarters = [.. rows.Select(row => row.Quarter)];
        Hours = [.. rows.Select(row => row.Trial == default ? fleet.HoursPerQuarter[row.Hour] : 0)];
        for (int row = 0; row < rows.Count; row++) Write(_values.AsSpan(row * WorldRow.Count, WorldRow.Count), rows[row].Quarter, rows[row].Hour, rows[row].Trial);
    }

    /// <summary>The quarter of each row.</summary>
    public IReadOnlyList<int> Quarters { get; }

    /// <summary>The hours that each row stands for; 0 where something is lost or down beyond the mean.</summary>
    public IReadOnlyList<double> Hours { get; }

    public WorkGrid With(WorldSet worlds) => WorkGrid.Of<WorldBody>(_values, worlds.Columns, worlds.Count);

    bool Covers(int quarter, int other, int hour)
    {
        if (other == hour || !_fleet.Demands.All(demand => demand.WorkPerSecond[quarter][other] >= demand.WorkPerSecond[quarter][hour])) return false;
        bool equal = _fleet.Demands.All(demand => demand.WorkPerSecond[quarter][other] == demand.WorkPerSecond[quarter][hour]);
        return !equal || other < hour;
    }

    void Write(Span<float> row, int quarter, int hour, Trial trial)
    {
        bool isUsual = trial == default;
        double hours = _fleet.HoursPerQuarter[hour];
        double share = isUsual ? hours / _fleet.HoursPerQuarter.Sum() : 0;
        row[WorldRow.Years] = (quarter + 0.5f) / 4;
        row[WorldRow.Hours] = isUsual ? (float)hours : 0;
        row[WorldRow.FixedUsd] = (float)(_fleet.FixedUsd[quarter] * share);
        Delayed(row[WorldRow.OrderedUsd..], delay => share * Late(_fleet.OrderedUsd, quarter, delay, before: 0));
        row[WorldRow.RentedUsd] = (float)(share * (_fleet.RentedUsd.Count > 0 ? _fleet.RentedUsd[quarter] : 0));
        for (int spend = 0; spend < _fleet.Spends.Count; spend++)
        {
            row[WorldRow.SpendNeedUsd + spend] = (float)(share * _fleet.Spends[spend].NeedUsd[quarter]);
            row[WorldRow.SpendRentUsd + spend] = (float)(share * _fleet.Spends[spend].RentUsd[quarter]);
        }
        double Asked(int group) => !isUsual && _fleet.Demands[group].CanWait ? 0 : _fleet.Demands[group].WorkPerSecond[quarter][hour];
        double Given(int group, (int, int) place) =>
            Asked(group) > 0 && _fleet.Demands[group].Planned.TryGetValue(place, out IReadOnlyList<IReadOnlyList<double>>? work) ? work[quarter][hour] : 0;
        for (int group = 0; group < _fleet.Demands.Count; group++)
        {
            row[WorldRow.AllDemand] += (float)Asked(group);
            row[WorldRow.Demand + group] = (float)Math.Max(0, Asked(group) - _fleet.Demands[group].Planned.Keys.Sum(place => Given(group, place)));
        }
        int at = WorldRow.FirstSupply;
        for (int site = 0; site < _fleet.Sites.Count; site++)
        {
            WorldSite place = _fleet.Sites[site];
            bool isLost = trial.Lost?.Contains(site) ?? false;
            double evenly = (place.Zones - 1.0) / place.Zones, lit = isLost ? 0 : trial.LosesZones ? evenly : 1;
            double fullKw = place.Supplies.Sum(s => FullKw(s, quarter));
            for (int supply = 0; supply < place.Supplies.Count; supply++, at += WorldSupplyRow.Count)
            {
                WorldSupply replicas = place.Supplies[supply];
                Span<float> fields = row[at..];
                double most = Math.Min(_fleet.UpShare, replicas.MostUpShare);
                double up = isLost ? 0 : trial.LosesZones ? Math.Min(most, replicas.FirmShare.Count > 0 ? replicas.FirmShare[quarter] : evenly) : most;
                IReadOnlyList<IReadOnlyList<double>> ratios = trial.Lost is null ? replicas.WorkRatio : replicas.WorkRatioWithoutSite;
                double ratio = ratios.Count > 0 ? ratios[quarter][hour] : 1;
                Delayed(fields[WorldSupplyRow.Work..], delay => up * ratio * (replicas.ExistingWork[quarter] + Late(replicas.OrderedWork, quarter, delay, before: 0)));
                double part = fullKw > 0 ? FullKw(replicas, quarter) / fullKw : 1;
                Delayed(fields[WorldSupplyRow.LimitKw..], delay => lit * part * LimitKw(place, quarter, delay));
                fields[WorldSupplyRow.Connection] = WorldItem.Connections + place.Connection % WorldItem.ConnectionDraws;
                fields[WorldSupplyRow.BusyKwPerWork] = (float)(replicas.BusyKwPerWork / ratio);
                fields[WorldSupplyRow.IdleKwPerWork] = (float)(replicas.IdleKwPerWork / ratio);
                fields[WorldSupplyRow.UsdPerKwh] = (float)(replicas.UsdPerKwh ?? place.UsdPerKwh);
                fields[WorldSupplyRow.Capacity] = WorldItem.Capacity + replicas.Kind;
                int index = (at - WorldRow.FirstSupply) / WorldSupplyRow.Count;
                if (replicas.IsSpot) fields[WorldSupplyRow.SpotDraw] = WorldItem.SpotPools + (index + PoolsPerQuarter * quarter) % WorldItem.SpotDraws;
                fields[WorldSupplyRow.NetworkWork] = replicas.NetworkWork.Count > 0 ? (float)Math.Min(Unlimited, replicas.NetworkWork[quarter][hour]) : Unlimited;
                if (trial.IsFailing && replicas.Instances.Count > 0 && replicas.Instances[quarter] > 0) Fail(fields, replicas.Instances[quarter], hours, up, WorldItem.Failures + (index + DrawsPerQuarter * quarter + DrawsPerHour * hour) % WorldItem.FailureDraws);
                int serves = 0, planned = 0;
                for (int group = 0; group < _fleet.Demands.Count; group++)
                {
                    if (_fleet.Demands[group].Places.Contains((site, supply))) serves |= 1 << group;
                    float given = (float)Given(group, (site, supply));
                    if (given <= 0) continue;
                    planned |= 1 << group;
                    fields[WorldSupplyRow.PlannedOf + group] = given;
                    fields[WorldSupplyRow.Planned] += given;
                }
                (fields[WorldSupplyRow.Serves], fields[WorldSupplyRow.PlannedGroups]) = (serves, planned);
            }
        }
        row[WorldRow.Supplies] = (at - WorldRow.FirstSupply) / WorldSupplyRow.Count;
    }

    // By which supplies share their site's power.
    static double FullKw(WorldSupply replicas, int quarter) => (replicas.ExistingWork[quarter] + replicas.OrderedWork[quarter]) * replicas.BusyKwPerWork;

    // Updates stop while more is down than in the mean: what is up is the mean or, where that is less, what has not failed.
    void Fail(Span<float> fields, double instances, double hours, double up, int draw)
    {
        Failures failures = Failures.Of(instances, _fleet.InstanceAvailability, hours);
        fields[WorldSupplyRow.FailureDraw] = draw;
        fields[WorldSupplyRow.LeftAtBase] = (float)((1 - failures.Base / instances) / up);
        fields[WorldSupplyRow.LostPerStep] = (float)(failures.Step / instances / up);
        for (int i = 0; i < Failures.Steps; i++) fields[WorldSupplyRow.FailureSteps + i] = (float)failures.Thresholds[i];
    }

    static double LimitKw(WorldSite site, int quarter, int delay) =>
        delay > 0 && site.LateLimitKw.Count > 0 ? Math.Min(site.LimitKw[quarter], site.LateLimitKw[delay - 1][quarter]) : Late(site.LimitKw, quarter, delay, before: site.LimitKw[0]);

    /// <summary>What a series has reached in a quarter if it comes late; never more than in time.</summary>
    static double Late(IReadOnlyList<double> series, int quarter, int delay, double before) =>
        Math.Min(series[quarter], quarter < delay ? before : series[quarter - delay]);

    /// <summary>Writes the value in time and the changes with each quarter of delay.</summary>
    static void Delayed(Span<float> fields, Func<int, double> value)
    {
        fields[0] = (float)value(0);
        for (int delay = 1; delay <= WorldSupplyRow.DelayQuarters; delay++) fields[delay] = (float)(value(delay) - value(delay - 1));
    }

    /// <summary>What a row is tried with; nothing of it is the usual hour.</summary>
    readonly record struct Trial(bool IsFailing = false, bool LosesZones = false, IReadOnlyList<int>? Lost = null);
}
