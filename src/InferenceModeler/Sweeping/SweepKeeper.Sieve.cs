using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <content>What a device may drop of a part.</content>
public sealed partial class SweepKeeper
{
    /// <summary>A larger table of groups would not stay in a device's cache.</summary>
    const long MostCells = 1 << 24;

    // A 64th of an octave from 2^-16 s to 2^8 s.
    const int TimeShift = 17, FirstTime = (127 - 16) << (23 - TimeShift), Times = 24 * 64;

    SweepVerdict[] _missed = [];

    public Sieve? SieveOf(WorkGrid grid)
    {
        if (_settings.Keep == SweepKeep.All) return null;
        int firstModel = _space.ModelOf(_part.FirstRow), models = _space.ModelOf(_part.FirstRow + grid.RowCount - 1) - firstModel + 1;
        long firstShape = _part.FirstItem / _space.Loads.Count;
        int shapes = (int)((_part.FirstItem + grid.ItemCount - 1) / _space.Loads.Count - firstShape) + 1;
        bool front = _settings.Keep == SweepKeep.Front;
        if ((long)models * shapes > MostCells) return null;
        (Band Band, SweepVerdict Verdict)[] rules = [.. Rules()];
        _missed = [.. rules.Select(rule => rule.Verdict)];
        Sieve sieve = new()
        {
            Kind = front ? SieveKind.Front : _settings.Top == 1 ? SieveKind.Best : SieveKind.Top,
            Bands = [.. rules.Select(rule => rule.Band)],
            RowBase = [.. Enumerable.Range(_part.FirstRow, grid.RowCount).Select(row => (_space.ModelOf(row) - firstModel) * shapes)],
            ItemClass = [.. Enumerable.Range(0, grid.ItemCount).Select(item => (int)((_part.FirstItem + item) / _space.Loads.Count - firstShape))],
            Groups = models * shapes,
            LossColumn = _settings.Objective switch
            {
                SweepObjective.Throughput => SweepOutput.OutputTokensPerSecond,
                SweepObjective.Price => SweepOutput.UsdPerMillionOutputTokens,
                _ => SweepOutput.TpotSeconds,
            },
            RowFactor = [.. Enumerable.Range(_part.FirstRow, grid.RowCount).Select(row => _settings.Objective == SweepObjective.Throughput ? -(1f / _space.AcceleratorsOf(row)) : 1f)],
            Most = _settings.Top,
            ClassColumn = SweepOutput.TpotSeconds,
        };
        if (front) sieve = sieve with { ClassShift = TimeShift, FirstClass = FirstTime, Classes = Times };
        return sieve.Cells <= MostCells ? sieve : null;
    }

    public void Account(ReadOnlySpan<long> missed, long dropped)
    {
        for (int band = 0; band < missed.Length; band++) Tally.Add(_missed[band], missed[band]);
        Tally.Add(SweepVerdict.Fits, dropped);
    }

    /// <summary>What <see cref="Judge"/> asks, in its order.</summary>
    IEnumerable<(Band, SweepVerdict)> Rules()
    {
        yield return (new(SweepOutput.UnfitReason, 0, (float)Unfit.ContextTooLong), SweepVerdict.KvMemoryTooSmall);
        yield return (new(SweepOutput.UnfitReason, 0, 0), SweepVerdict.ContextTooLong);
        foreach (int column in (int[])[SweepOutput.TtftSeconds, SweepOutput.TpotSeconds, SweepOutput.OutputTokensPerSecond, SweepOutput.UsdPerMillionOutputTokens])
            yield return (Band.Finite(column), SweepVerdict.NotFinite);
        yield return (new(SweepOutput.TtftSeconds, float.MinValue, _settings.TtftCeilingSeconds), SweepVerdict.TtftMissed);
        yield return (new(SweepOutput.TpotSeconds, float.MinValue, _settings.TpotCeilingSeconds), SweepVerdict.TpotMissed);
        if (_settings.Objective == SweepObjective.Price) yield return (new(SweepOutput.UsdPerMillionOutputTokens, 0, float.MaxValue), SweepVerdict.PriceUnknown);
    }
}
