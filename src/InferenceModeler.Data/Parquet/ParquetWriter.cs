using System.Text;

namespace InferenceModeler.Data.Parquet;

/// <summary>
/// Writes a Parquet file row group by row group, in memory that does not grow with the file and with the same bytes for the same rows. DuckDB's row appender
/// would hold all rows of a table first. Uncompressed: floats of a model hardly compress, and what repeats is in dictionaries.
/// </summary>
/// <remarks>Format: github.com/apache/parquet-format, version 1 data pages.</remarks>
sealed class ParquetWriter : IDisposable
{
    public const int RowsPerGroup = 1 << 17;

    const int Utf8 = 0, Required = 0, Optional = 1;
    static readonly byte[] s_magic = Encoding.ASCII.GetBytes("PAR1");

    readonly Stream _output;
    readonly IReadOnlyList<ParquetColumn> _columns;
    readonly List<(ParquetColumn.Place[] Columns, int Rows)> _groups = [];
    long _position = 4;
    int _rows;

    public ParquetWriter(Stream output, IReadOnlyList<ParquetColumn> columns)
    {
        (_output, _columns) = (output, columns);
        output.Write(s_magic);
    }

    /// <summary>Every column has received its value of the row.</summary>
    public void EndRow()
    {
        if (++_rows == RowsPerGroup) Flush();
    }

    /// <summary>Writes what is left and the footer, without which the file is none.</summary>
    public void Dispose()
    {
        if (_rows > 0) Flush();
        ThriftCompact footer = new ThriftCompact().Int32(1, 1);
        footer.Structs(2, _columns.Count + 1).Open().Text(4, "sweep").Int32(5, _columns.Count).End();
        foreach (ParquetColumn column in _columns)
        {
            footer.Open().Int32(1, column.Type).Int32(3, column.IsOptional ? Optional : Required).Text(4, column.Name);
            if (column is ParquetColumn.Texts) footer.Int32(6, Utf8);
            footer.End();
        }
        footer.Int64(3, _groups.Sum(group => (long)group.Rows)).Structs(4, _groups.Count);
        foreach ((ParquetColumn.Place[] places, int rows) in _groups) Describe(footer, places, rows);
        footer.Text(6, "inference-modeler").End();
        _output.Write(footer.Bytes);
        _output.Write(BitConverter.GetBytes(footer.Bytes.Length));
        _output.Write(s_magic);
    }

    void Describe(ThriftCompact footer, ParquetColumn.Place[] places, int rows)
    {
        footer.Open().Structs(1, places.Length);
        for (int i = 0; i < places.Length; i++)
        {
            ParquetColumn.Place place = places[i];
            footer.Open().Int64(2, place.DictionaryOffset ?? place.DataOffset).Begin(3)
                .Int32(1, _columns[i].Type).Int32s(2, _columns[i].Encodings).Texts(3, _columns[i].Name).Int32(4, 0).Int64(5, place.Values).Int64(6, place.Bytes).Int64(7, place.Bytes).Int64(9, place.DataOffset);
            if (place.DictionaryOffset is { } dictionary) footer.Int64(11, dictionary);
            footer.End().End();
        }
        footer.Int64(2, places.Sum(place => place.Bytes)).Int64(3, rows).End();
    }

    void Flush()
    {
        _groups.Add(([.. _columns.Select(column => column.Flush(_output, ref _position))], _rows));
        _rows = 0;
    }
}
