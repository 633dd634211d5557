using InferenceModeler.Numerics;

namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// A logarithmic histogram of one output column per group. Results that are infeasible, NaN, infinite or negative are left out and counted in
/// <see cref="LeftOut"/>.
/// </summary>
public sealed class Histograms : IReducer<Histograms>, ISieved
{
    readonly int _column;
    readonly Grouping _grouping;
    readonly Feasibility _feasibility;
    readonly LogHistogram[] _groups;

    /// <param name="column">The column to count.</param>
    /// <param name="grouping">The groups, or none for one of all.</param>
    /// <param name="feasibility">Which results count, or none for all.</param>
    public Histograms(int column, Grouping? grouping = null, Feasibility? feasibility = null)
    {
        _column = column;
        _grouping = grouping ?? Grouping.One;
        _feasibility = feasibility ?? Feasibility.All;
        _groups = [.. Enumerable.Range(0, _grouping.Count).Select(_ => new LogHistogram())];
    }

    public LogHistogram this[int group] => _groups[group];

    public long LeftOut { get; private set; }

    public Histograms Fork() => new(_column, _grouping, _feasibility);

    public void Add(in Chunk chunk)
    {
        ReadOnlySpan<int> itemClass = _grouping.ItemClass(chunk);
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(_column, row);
            int rowBase = _grouping.RowBase(chunk.FirstRow + row);
            for (int item = 0; item < values.Length; item++)
            {
                float value = values[item];
                if (value >= 0 && float.IsFinite(value) && _feasibility.Holds(chunk, row, item)) _groups[rowBase + (itemClass.IsEmpty ? 0 : itemClass[item])].Add(value);
                else LeftOut++;
            }
        }
    }

    public Sieve SieveOf(WorkGrid grid) => _grouping.Sieve(SieveKind.Count, grid, new Objective(_column), _feasibility, new Band(_column, 0, float.MaxValue)) with
    {
        ClassShift = LogHistogram.FloatShift,
        FirstClass = LogHistogram.FloatFirstBin,
        Classes = LogHistogram.Bins,
    };

    public void Account(ReadOnlySpan<long> missed, long dropped)
    {
        foreach (long results in missed) LeftOut += results;
    }

    public void Take(ReadOnlySpan<int> counts)
    {
        for (int cell = 0; cell < counts.Length; cell++)
            if (counts[cell] > 0) _groups[cell / LogHistogram.Bins].AddToBin(cell % LogHistogram.Bins, counts[cell]);
    }

    public void Merge(Histograms other)
    {
        for (int group = 0; group < _groups.Length; group++) _groups[group].Merge(other._groups[group]);
        LeftOut += other.LeftOut;
    }
}
