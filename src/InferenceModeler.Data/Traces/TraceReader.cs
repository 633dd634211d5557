using System.Globalization;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Traces;

/// <summary>
/// Reads traces of requests: the Azure CSV (<c>TIMESTAMP,ContextTokens,GeneratedTokens</c>), Mooncake JSON lines (block hashes, from which the prefix reuse
/// of an unlimited cache is counted) and any CSV, JSON or Parquet file with columns for prompt and output tokens.
/// </summary>
public sealed class TraceReader
{
    const int MooncakeBlockTokens = 512;
    const int MaxTokens = 100_000_000;

    readonly string _path;
    readonly TraceTable _table;
    readonly TraceColumns _columns;
    readonly List<Row> _rows = [];
    bool _timesAreDates;
    string? _backwardsAt;

    TraceReader(string path, TraceColumns given)
    {
        _path = path;
        _table = TraceTable.Open(path);
        _columns = given.Resolve(path, _table.Columns);
    }

    /// <summary>Reads a whole trace.</summary>
    /// <exception cref="InputException">Missing or empty file, missing column, or a bad value, told with its line.</exception>
    public static Trace Read(string path, TraceColumns? columns = null) => new TraceReader(path, columns ?? new()).Read();

    Trace Read()
    {
        string?[] wanted = [_columns.Prompt, _columns.Output, _columns.Time, _columns.Cached, _columns.Blocks];
        int[] at = new int[wanted.Length];
        List<string> names = [];
        for (int i = 0; i < wanted.Length; i++)
        {
            at[i] = wanted[i] is null ? -1 : names.Count;
            if (wanted[i] is { } name) names.Add(name);
        }

        _table.Read(names, texts =>
        {
            string? Text(int role) => at[role] < 0 ? null : texts[at[role]];
            int prompt = Tokens(_columns.Prompt!, Text(0), 1);
            int output = Tokens(_columns.Output!, Text(1), 1);
            double time = _columns.Time is null ? 0 : Time(Text(2));
            int cached = _columns.Cached is null ? 0 : Math.Min(Tokens(_columns.Cached, Text(3), 0, prompt), prompt - 1);
            long[] blocks = _columns.Blocks is null || _columns.Cached is not null ? [] : Blocks(Text(4));
            _rows.Add(new(time, prompt, output, cached, blocks));
        });
        if (_rows.Count == 0) throw new InputException($"{_path}: holds no requests, only column names");

        List<string> warnings = [];
        Row[] sorted = Sorted(warnings);
        TimedRequest[] requests = Requests(sorted);
        if (IsMooncake && _columns is { Blocks: null, TimeUnitSeconds: null } && !_timesAreDates)
            warnings.Add($"{_path}: {_columns.Time} is read as milliseconds, as Mooncake has it; give --columns time-unit=s where it counts seconds");
        return new(requests, _columns.Time is not null, _table.Format, _columns, warnings) { RunsBackwardsAt = _backwardsAt };
    }

    Row[] Sorted(List<string> warnings)
    {
        int backwards = 0, first = 0;
        for (int i = 1; i < _rows.Count; i++)
        {
            if (_rows[i].Time >= _rows[i - 1].Time) continue;
            if (backwards++ == 0) first = i;
        }

        if (backwards == 0) return [.. _rows];
        _backwardsAt = _table.Place(first);
        warnings.Add($"{_path}: time runs backwards {backwards} times, first at {_backwardsAt}; requests were sorted by time");
        return [.. _rows.OrderBy(row => row.Time)];
    }

    TimedRequest[] Requests(Row[] sorted)
    {
        double start = sorted[0].Time;
        double unit = _timesAreDates ? 1 : _columns.TimeUnitSeconds ?? GuessedUnit(start);
        PrefixBlocks? cache = _columns.Blocks is not null && _columns.Cached is null ? new(MooncakeBlockTokens) : null;
        Dictionary<long, int> units = [];
        TimedRequest[] requests = new TimedRequest[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            Row row = sorted[i];
            requests[i] = new((row.Time - start) * unit, new(row.Prompt, row.Output, cache?.Add(row.Blocks, row.Prompt) ?? row.Cached)) { Parts = cache is null ? null : Parts(row, units) };
        }

        return requests;
    }

    /// <summary>The prompt as its blocks; what they leave over is shared with nobody.</summary>
    static List<PrefixPart> Parts(Row row, Dictionary<long, int> units)
    {
        List<PrefixPart> parts = [];
        foreach (long block in row.Blocks)
        {
            if (parts.Count > 0 && parts[^1].EndTokens == row.Prompt) break;
            if (!units.TryGetValue(block, out int unit)) units.Add(block, unit = units.Count);
            parts.Add(new(unit, Math.Min((parts.Count + 1) * MooncakeBlockTokens, row.Prompt)));
        }
        if (parts.Count == 0 || parts[^1].EndTokens < row.Prompt)
        {
            // Negative ids are no trace's.
            units.Add(-1 - units.Count, units.Count);
            parts.Add(new(units.Count - 1, row.Prompt));
        }
        return parts;
    }

    /// <summary>Mooncake's clock counts milliseconds, and so does a column whose name ends so; times that large can only be epochs in finer units.</summary>
    double GuessedUnit(double start)
    {
        string name = _columns.Time is null ? "" : Names.Fold(_columns.Time);
        if (name.EndsWith("ms", StringComparison.Ordinal) || IsMooncake) return 1e-3;
        return start switch { > 1e17 => 1e-9, > 1e14 => 1e-6, > 1e11 => 1e-3, _ => 1 };
    }

    /// <summary>Whether the columns have Mooncake's names, its block hashes or not.</summary>
    bool IsMooncake => _columns.Time is not null && Names.Fold(_columns.Time) == "timestamp"
        && (_columns.Blocks is not null || (Names.Fold(_columns.Prompt!) == "inputlength" && Names.Fold(_columns.Output!) == "outputlength"));

    int Tokens(string column, string? text, int least, int most = MaxTokens)
    {
        if (text is null) throw Bad(column, "is missing");
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most && value == Math.Floor(value)) return (int)value;
        throw Bad(column, $"'{text}' must be a whole number of {least} to {most}");
    }

    double Time(string? text)
    {
        if (text is null) throw Bad(_columns.Time!, "is missing");
        bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (_rows.Count == 0) _timesAreDates = !number;
        if (number && !_timesAreDates && double.IsFinite(value)) return value;
        if (!number && _timesAreDates && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date))
            return (date - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond;
        throw Bad(_columns.Time!, $"'{text}' must be {(_timesAreDates ? "a date and time such as 2023-11-16 18:15:46.68" : "a finite number")}");
    }

    long[] Blocks(string? text)
    {
        if (text is null) throw Bad(_columns.Blocks!, "is missing");
        ReadOnlySpan<char> list = text.AsSpan().Trim();
        if (list.Length < 2 || list[0] != '[' || list[^1] != ']') throw Bad(_columns.Blocks!, $"'{text}' must be a list of block ids");
        list = list[1..^1];
        if (list.IsWhiteSpace()) return [];
        long[] blocks = new long[list.Count(',') + 1];
        int index = 0;
        foreach (Range part in list.Split(','))
            if (!long.TryParse(list[part], NumberStyles.Integer, CultureInfo.InvariantCulture, out blocks[index++])) throw Bad(_columns.Blocks!, $"'{list[part]}' must be a block id");
        return blocks;
    }

    InputException Bad(string column, string rule) => new($"{_path}: {_table.Place(_rows.Count)}: {column} {rule}");

    readonly record struct Row(double Time, int Prompt, int Output, int Cached, long[] Blocks);
}
