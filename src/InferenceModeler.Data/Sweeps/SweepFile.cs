using DuckDB.NET.Data;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Data.Sweeps;

/// <summary>Writes the results of a sweep in the format that a file name asks for.</summary>
public static class SweepFile
{
    static readonly string[] s_endings = [".parquet", ".duckdb", ".csv"];

    /// <exception cref="InputException">Not the name of a file that can be written.</exception>
    public static void CheckName(string path)
    {
        if (!s_endings.Contains(Path.GetExtension(path).ToLowerInvariant())) throw new InputException($"--output {path}: must end in {string.Join(", ", s_endings)}");
    }

    /// <summary>Writes the points.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="name">The name that decides the format.</param>
    /// <param name="space">What was swept.</param>
    /// <param name="points">In the order of the file.</param>
    /// <param name="cancellation">Stops writing.</param>
    public static void Write(string path, string name, SweepSpace space, IEnumerable<SweepPoint> points, CancellationToken cancellation = default)
    {
        string ending = Path.GetExtension(name).ToLowerInvariant(), parquet = ending == ".parquet" ? path : path + ".parquet";
        using (FileStream stream = new(parquet, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            SweepTable.WriteParquet(stream, space, points, cancellation);
            stream.Flush(flushToDisk: true);
        }
        if (ending == ".parquet") return;
        if (ending == ".csv") Query(":memory:", $"COPY (SELECT * FROM read_parquet({Literal(parquet)})) TO {Literal(path)} (FORMAT csv, HEADER)");
        else Query(path, $"CREATE TABLE sweep AS SELECT * FROM read_parquet({Literal(parquet)})");
        File.Delete(parquet);
    }

    static void Query(string database, string sql)
    {
        try
        {
            using DuckDBConnection connection = new($"Data Source={database}");
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = "SET memory_limit='256MB'; SET threads=2; SET preserve_insertion_order=true";
            command.ExecuteNonQuery();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
        catch (DuckDBException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    static string Literal(string path) => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'";
}
