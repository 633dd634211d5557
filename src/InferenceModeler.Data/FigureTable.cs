using InferenceModeler.Data.Parquet;

namespace InferenceModeler.Data;

/// <summary>A small table of texts and numbers that is written as Parquet.</summary>
public sealed class FigureTable
{
    readonly List<(string Name, IReadOnlyList<string>? Texts, IReadOnlyList<double>? Numbers)> _columns = [];
    int? _rows;

    public FigureTable Texts(string name, IEnumerable<string> values)
    {
        string[] all = [.. values];
        _columns.Add((Checked(name, all.Length), all, null));
        return this;
    }

    /// <summary>What is not a number is missing in the file.</summary>
    public FigureTable Numbers(string name, IEnumerable<double> values)
    {
        double[] all = [.. values];
        _columns.Add((Checked(name, all.Length), null, all));
        return this;
    }

    public void WriteParquet(Stream stream)
    {
        ParquetColumn[] columns = [.. _columns.Select(c => c.Texts is null ? (ParquetColumn)new ParquetColumn.Doubles(c.Name) : new ParquetColumn.Texts(c.Name))];
        using ParquetWriter writer = new(stream, columns);
        for (int row = 0; row < _rows; row++)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                if (columns[i] is ParquetColumn.Texts texts) texts.Add(_columns[i].Texts![row]);
                else ((ParquetColumn.Doubles)columns[i]).Add(_columns[i].Numbers![row]);
            }
            writer.EndRow();
        }
    }

    string Checked(string name, int rows) => (_rows ??= rows) == rows ? name : throw new ArgumentException($"{name} has {rows} rows, the columns before it {_rows}", nameof(name));
}
