using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace InferenceModeler.Data.Traces;

/// <summary>The text of named columns of a file, through DuckDB.</summary>
sealed partial class TraceTable
{
    readonly string _path;
    readonly char _delimiter;

    TraceTable(string path, TraceFormat format, IReadOnlyList<string> columns, char delimiter = ',')
    {
        (_path, Format, Columns, _delimiter) = (path, format, columns, delimiter);
    }

    public TraceFormat Format { get; }
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Tells the format from the content and reads the column names.</summary>
    public static TraceTable Open(string path)
    {
        InputFile.Check(path, path);
        byte[] head = new byte[4];
        using (FileStream stream = File.OpenRead(path))
        {
            int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (read >= 2 && head[0] == 0x1f && head[1] == 0x8b) throw new InputException($"{path}: is compressed with gzip; unpack it first");
            if (read == 4 && head.AsSpan().SequenceEqual("PAR1"u8)) return new(path, TraceFormat.Parquet, Described($"read_parquet({Literal(path)})", path));
        }

        string first = File.ReadLines(path).FirstOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim('\uFEFF', ' ', '\t') ?? throw new InputException($"{path}: is empty; it needs at least one row");
        if (first.Length == 0 || !PlainText.IsText(first)) throw new InputException($"{path}: is neither text nor Parquet; give a CSV, JSON or Parquet file");
        return first[0] switch
        {
            '{' => new(path, TraceFormat.JsonLines, KeysOf(first, path)),
            '[' => new(path, TraceFormat.JsonArray, Described($"read_json({Literal(path)}, format='array', maximum_depth=1)", path)),
            _ => Csv(path, first),
        };
    }

    static TraceTable Csv(string path, string header)
    {
        char delimiter = ",;\t|".MaxBy(c => header.Count(h => h == c));
        string[] columns = [.. header.Split(delimiter).Select(name => name.Trim().Trim('"'))];
        if (columns.All(name => double.TryParse(name, out _)))
            throw new InputException($"{path}: line 1 holds numbers, not column names; add a header line such as prompt_tokens,output_tokens,arrival_time");
        if (columns.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice) throw new InputException($"{path}: two columns are named '{twice.Key}'");
        return new(path, TraceFormat.Csv, columns, delimiter);
    }

    static string[] KeysOf(string line, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
        }
        catch (JsonException)
        {
            throw new InputException($"{path}: the first line is not a whole JSON object; write one object a line, or one array of objects");
        }
    }

    static List<string> Described(string source, string path)
    {
        List<string> names = [];
        Query($"DESCRIBE SELECT * FROM {source}", path, reader => names.Add(reader.GetString(0)));
        return names;
    }

    /// <summary>Calls <paramref name="row"/> with the text of each column, null where it is missing, in the order of the file.</summary>
    public void Read(IReadOnlyList<string> wanted, Action<string?[]> row)
    {
        string?[] texts = new string?[wanted.Count];
        string select = string.Join(", ", wanted.Select(name => $"CAST({Quoted(name)} AS VARCHAR)"));
        try
        {
            Query($"SELECT {select} FROM {Source(wanted)}", _path, reader =>
            {
                for (int i = 0; i < texts.Length; i++) texts[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
                row(texts);
            });
        }
        catch (InputException) when (Format == TraceFormat.JsonLines && BrokenLine() is { } broken)
        {
            throw new InputException($"{_path}: {broken}: not a whole JSON object");
        }
    }

    /// <summary>The first line that is no JSON; DuckDB's own count of lines is not always right.</summary>
    string? BrokenLine()
    {
        int number = 0;
        foreach (string line in File.ReadLines(_path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
            }
            catch (JsonException)
            {
                return $"line {number}";
            }
        }

        return null;
    }

    /// <summary>Where row number <paramref name="row"/>, from 0, stands: <c>line 17</c>, or <c>row 16</c> in a file without lines.</summary>
    public string Place(int row)
    {
        if (Format is TraceFormat.Parquet or TraceFormat.JsonArray) return $"request {row + 1}";
        int rows = Format == TraceFormat.Csv ? -1 : 0, line = 0;
        bool quoted = false;
        foreach (string text in File.ReadLines(_path))
        {
            line++;
            if (!quoted && text.Length == 0) continue;
            bool starts = !quoted;
            if (Format == TraceFormat.Csv && text.Count(c => c == '"') % 2 == 1) quoted = !quoted;
            if (starts && rows++ == row) return $"line {line}";
        }

        return $"request {row + 1}";
    }

    string Source(IReadOnlyList<string> wanted) => Format switch
    {
        TraceFormat.Parquet => $"read_parquet({Literal(_path)})",
        TraceFormat.Csv => $"read_csv({Literal(_path)}, auto_detect=false, header=true, delim='{_delimiter}', quote='\"', escape='\"', null_padding=true, "
            + $"parallel=false, columns={{{Typed(Columns)}}})",
        _ => $"read_json({Literal(_path)}, format='{(Format == TraceFormat.JsonLines ? "newline_delimited" : "array")}', columns={{{Typed(wanted)}}})",
    };

    static string Typed(IReadOnlyList<string> columns) => string.Join(", ", columns.Distinct().Select(name => $"'{name.Replace("'", "''", StringComparison.Ordinal)}': 'VARCHAR'"));

    static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A path as DuckDB text, with the signs that it would expand as patterns taken literally.</summary>
    static string Literal(string path)
    {
        StringBuilder text = new("'");
        foreach (char c in path) text.Append(c switch { '\'' => "''", '*' or '?' or '[' => $"[{c}]", _ => c.ToString() });
        return text.Append('\'').ToString();
    }

    static void Query(string sql, string path, Action<DuckDBDataReader> row)
    {
        try
        {
            using DuckDBConnection connection = new("Data Source=:memory:");
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            // One thread keeps the rows in the order of the file and the memory small; traces are read once.
            command.CommandText = "SET threads=1";
            command.ExecuteNonQuery();
            command.CommandText = sql;
            using DuckDBDataReader reader = command.ExecuteReader();
            while (reader.Read()) row(reader);
        }
        catch (DuckDBException exception)
        {
            throw new InputException($"{path}: {Told(exception.Message)}");
        }
    }

    static string Told(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines[0].Contains("magic bytes", StringComparison.Ordinal)) return "is not a whole Parquet file; write it again";
        string told = lines.Length > 2 && lines[0].Contains("CSV Error", StringComparison.Ordinal) ? $"{lines[2].ToLowerInvariant()} in '{lines[1].Replace("Original Line: ", "", StringComparison.Ordinal)}'" : lines[0];
        Match line = LineNumber().Match(message);
        return line.Success ? $"line {line.Groups[1].Value}: {told}" : told;
    }

    [GeneratedRegex(@"[Ll]ine:? (\d+)")]
    private static partial Regex LineNumber();
}
