using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <summary>Judges every result of a part of a sweep, counts verdicts and keeps what is asked, beside where it was computed.</summary>
public sealed partial class SweepKeeper : IReducer<SweepKeeper>, ISieved
{
    readonly SweepSpace _space;
    readonly SweepSettings _settings;
    readonly SweepPart _part;
    readonly SortedDictionary<long, SweepGroup> _groups = [];

    /// <param name="space">What is swept.</param>
    /// <param name="settings">What is kept.</param>
    /// <param name="part">Where the grid lies in the space, whose rows and items the chunks count from.</param>
    public SweepKeeper(SweepSpace space, SweepSettings settings, SweepPart part = default) => (_space, _settings, _part) = (space, settings, part);

    public SweepTally Tally { get; } = new();

    /// <summary>What is kept: models and shapes in their order; of each the front by rising time per output token, the best first, or all as they were offered.</summary>
    public IEnumerable<SweepPoint> Kept => _groups.Values.SelectMany(group => group.Kept.Select(kept => kept.Point));

    public long KeptCount => _groups.Values.Sum(group => (long)group.Kept.Count());

    public SweepKeeper Fork() => new(_space, _settings, _part);

    public void Add(in Chunk chunk)
    {
        int loads = _space.Loads.Count;
        for (int row = 0; row < chunk.Rows; row++)
        {
            int spaceRow = _part.FirstRow + chunk.FirstRow + row;
            float perAccelerator = 1f / _space.AcceleratorsOf(spaceRow);
            for (int item = 0; item < chunk.Items;)
            {
                long spaceItem = _part.FirstItem + chunk.FirstItem + item;
                int end = (int)Math.Min(chunk.Items, item + loads - spaceItem % loads);
                AddRun(chunk, row, item, end, spaceRow, spaceItem - item, perAccelerator);
                item = end;
            }
        }
    }

    /// <summary>Takes in what another keeper has gathered, which is then of no more use: groups that are new here are taken as they are.</summary>
    public void Merge(SweepKeeper other)
    {
        Tally.Add(other.Tally);
        foreach ((long key, SweepGroup group) in other._groups)
        {
            if (_groups.TryAdd(key, group)) continue;
            foreach ((float loss, SweepPoint point) in group.Kept) _groups[key].Offer(loss, point);
        }
    }

    /// <summary>Offers a result that a part kept.</summary>
    public void Offer(in SweepPoint point) =>
        Group(_space.GroupOf(point.Row, point.Item)).Offer(Loss(point.TpotSeconds, point.OutputTokensPerSecond, point.UsdPerMillionOutputTokens, 1f / _space.AcceleratorsOf(point.Row)), point);

    /// <summary>Items of one shape: they belong to one group.</summary>
    void AddRun(in Chunk chunk, int row, int first, int end, int spaceRow, long itemOffset, float perAccelerator)
    {
        ReadOnlySpan<float> unfit = chunk.Column(SweepOutput.UnfitReason, row), ttft = chunk.Column(SweepOutput.TtftSeconds, row), tpot = chunk.Column(SweepOutput.TpotSeconds, row);
        ReadOnlySpan<float> tokens = chunk.Column(SweepOutput.OutputTokensPerSecond, row), usd = chunk.Column(SweepOutput.UsdPerMillionOutputTokens, row);
        SweepGroup? group = null;
        int fits = 0;
        for (int item = first; item < end; item++)
        {
            SweepVerdict verdict = Judge(unfit[item], ttft[item], tpot[item], tokens[item], usd[item]);
            if (verdict != SweepVerdict.Fits)
            {
                Tally.Add(verdict);
                continue;
            }
            fits++;
            group ??= Group(_space.GroupOf(spaceRow, itemOffset + item));
            float loss = Loss(tpot[item], tokens[item], usd[item], perAccelerator);
            if (group.MayKeep(tpot[item], loss)) group.Offer(loss, new SweepPoint(chunk, row, item, spaceRow, itemOffset + item));
        }
        Tally.Add(SweepVerdict.Fits, fits);
    }

    SweepVerdict Judge(float unfit, float ttft, float tpot, float tokens, float usd)
    {
        if (unfit != 0) return unfit == (float)Unfit.ContextTooLong ? SweepVerdict.ContextTooLong : SweepVerdict.KvMemoryTooSmall;
        if (!float.IsFinite(ttft + tpot + tokens + usd)) return SweepVerdict.NotFinite;
        if (ttft > _settings.TtftCeilingSeconds) return SweepVerdict.TtftMissed;
        if (tpot > _settings.TpotCeilingSeconds) return SweepVerdict.TpotMissed;
        return usd < 0 && _settings.Objective == SweepObjective.Price && _settings.Keep != SweepKeep.All ? SweepVerdict.PriceUnknown : SweepVerdict.Fits;
    }

    float Loss(float tpot, float tokens, float usd, float perAccelerator) => _settings.Objective switch
    {
        SweepObjective.Throughput => -tokens * perAccelerator,
        SweepObjective.Price => usd,
        _ => tpot,
    };

    SweepGroup Group(long key)
    {
        // Everything is kept in the order of the space, not by group.
        if (_settings.Keep == SweepKeep.All) key = 0;
        if (_groups.TryGetValue(key, out SweepGroup? group)) return group;
        group = _settings.Keep switch
        {
            SweepKeep.All => new SweepGroup.All((int)Math.Min(_part.Evaluations, int.MaxValue)),
            SweepKeep.Front => new SweepGroup.Front(),
            _ => new SweepGroup.Top(_settings.Top),
        };
        _groups.Add(key, group);
        return group;
    }
}
