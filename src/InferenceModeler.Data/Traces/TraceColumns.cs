namespace InferenceModeler.Data.Traces;

/// <summary>Which columns of a trace hold what; null: found by its usual names.</summary>
public sealed record TraceColumns
{
    static readonly string[] s_keys = ["prompt", "output", "time", "cached", "blocks", "time-unit"];
    static readonly Dictionary<string, double> s_units = new() { ["s"] = 1, ["ms"] = 1e-3, ["us"] = 1e-6, ["ns"] = 1e-9 };

    public string? Prompt { get; init; }
    public string? Output { get; init; }
    public string? Time { get; init; }
    public string? Cached { get; init; }

    /// <summary>Lists of ids of 512-token blocks of the prompt.</summary>
    public string? Blocks { get; init; }

    /// <summary>Seconds per unit of numeric times; null: told from the column's name and size.</summary>
    public double? TimeUnitSeconds { get; init; }

    /// <summary>Reads <c>prompt=NAME,output=NAME,time=NAME,cached=NAME,blocks=NAME,time-unit=s|ms|us|ns</c>, any of them.</summary>
    /// <exception cref="InputException">An unknown or repeated key, or a missing name.</exception>
    public static TraceColumns Parse(string text)
    {
        Dictionary<string, string> given = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1) throw new InputException($"--columns '{part}': write prompt=NAME,output=NAME,time=NAME,cached=NAME");
            string key = part[..equals].Trim();
            if (!s_keys.Contains(key)) throw new InputException($"--columns '{key}': unknown; known are {string.Join(", ", s_keys)}");
            if (!given.TryAdd(key, part[(equals + 1)..].Trim())) throw new InputException($"--columns '{key}': given twice");
        }

        return new()
        {
            Prompt = given.GetValueOrDefault("prompt"),
            Output = given.GetValueOrDefault("output"),
            Time = given.GetValueOrDefault("time"),
            Cached = given.GetValueOrDefault("cached"),
            Blocks = given.GetValueOrDefault("blocks"),
            TimeUnitSeconds = given.TryGetValue("time-unit", out string? unit) ? UnitSeconds(unit) : null,
        };
    }

    static double UnitSeconds(string unit) =>
        s_units.TryGetValue(unit, out double seconds) ? seconds : throw new InputException($"--columns time-unit={unit}: must be one of {string.Join(", ", s_units.Keys)}");

    /// <summary>Fills what is not given from the usual names among <paramref name="known"/>.</summary>
    /// <exception cref="InputException">A given column is not there, or no column for the prompt or the output is found.</exception>
    internal TraceColumns Resolve(string file, IReadOnlyList<string> known)
    {
        string? Column(string role, string? given, bool required, params string[] usual)
        {
            if (given is not null)
                return known.FirstOrDefault(name => name == given)
                    ?? throw new InputException($"{file}: no column '{given}' for the {role}; {Names.NearestText(given, known)}");
            string? found = usual.Select(name => known.FirstOrDefault(column => Names.Fold(column) == name)).FirstOrDefault(name => name is not null);
            if (found is null && required)
                throw new InputException($"{file}: no column for the {role} among {string.Join(", ", known.Take(12))}; rename it, or name it with --columns {role}=NAME to size or workload");
            return found;
        }

        return this with
        {
            Prompt = Column("prompt", Prompt, true, "contexttokens", "inputlength", "inputlen", "inputtokens", "prompttokens", "promptlength", "promptlen",
                "numprefilltokens", "prefilltokens", "requesttokens", "numprompttokens", "numinputtokens", "isl", "prompt", "input"),
            Output = Column("output", Output, true, "generatedtokens", "outputlength", "outputlen", "outputtokens", "completiontokens", "numdecodetokens",
                "decodetokens", "responsetokens", "numoutputtokens", "numgeneratedtokens", "osl", "output"),
            Time = Column("time", Time, false, "timestamp", "arrivaltime", "arrivedat", "arrival", "time", "createdat", "timestampms", "arrivalms", "arrivaltimems"),
            Cached = Column("cached", Cached, false, "cachedprompttokens", "cachedtokens", "cachedinputtokens", "prefixtokens", "cached"),
            Blocks = Column("blocks", Blocks, false, "hashids"),
        };
    }
}
