namespace InferenceModeler.Data.Tables;

/// <summary>A catalog table: the built-in rows, with a user's rows of the same key laid over them.</summary>
sealed class CsvTable
{
    readonly string[] _columns;
    readonly IReadOnlyList<string> _key;
    readonly List<CsvRow> _rows = [];
    readonly Dictionary<string, int> _at = [];

    public CsvTable(string[] columns, IReadOnlyList<string> key)
    {
        _columns = columns;
        _key = key;
    }

    public IReadOnlyList<CsvRow> Rows => _rows;

    /// <summary>
    /// Adds the rows of a file. A row whose key is already there replaces it, and keeps its values in columns that the file leaves out; twice the same key in one
    /// file is an error.
    /// </summary>
    public void Add(string file, string text)
    {
        List<(int Line, string[] Fields)> lines = CsvText.Parse(file, text);
        if (lines.Count == 0) throw new InputException($"{file}: empty: its first line must name columns ({string.Join(", ", _columns)})");
        int[] target = Header(file, lines[0].Fields, lines[0].Line);
        Dictionary<string, int> seen = [];
        foreach ((int line, string[] given) in lines.Skip(1))
        {
            if (given.Length != target.Length) throw new InputException($"{file} line {line}: {given.Length} fields, the first line names {target.Length}: quote fields that contain commas");
            string[] fields = new string[_columns.Length];
            Array.Fill(fields, "");
            for (int i = 0; i < given.Length; i++) fields[target[i]] = given[i];
            CsvRow row = new(file, line, _columns, fields);
            string key = string.Join('\n', _key.Select(row.Text));
            if (!seen.TryAdd(key, line)) throw row.Bad(_key.Count > 0 ? _key[^1] : _columns[0], $"appears twice (first in line {seen[key]})", "keep one of the rows");
            if (_at.TryGetValue(key, out int old))
            {
                for (int i = 0; i < fields.Length; i++)
                {
                    if (!target.Contains(i)) fields[i] = _rows[old].Fields[i];
                }
                _rows[old] = row;
            }
            else
            {
                _at[key] = _rows.Count;
                _rows.Add(row);
            }
        }
    }

    int[] Header(string file, string[] names, int line)
    {
        int[] target = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            target[i] = Array.IndexOf(_columns, names[i]);
            if (target[i] < 0) throw new InputException($"{file} line {line}: unknown column \"{names[i]}\": {Names.NearestText(names[i], _columns)}");
            if (target.AsSpan(0, i).Contains(target[i])) throw new InputException($"{file} line {line}: column \"{names[i]}\" appears twice: keep one");
        }
        foreach (string name in _key)
        {
            if (!names.Contains(name)) throw new InputException($"{file} line {line}: column \"{name}\" is missing: rows are known by {string.Join(", ", _key)}");
        }
        return target;
    }
}
