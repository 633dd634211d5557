using InferenceModeler.Data.Tables;
using InferenceModeler.Fleets;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Peaks of demand in a CSV file: <c>quarter,requests_per_second</c>, a quarter a row, in any order; quarters outside of the horizon are passed over.</summary>
static class ForecastFile
{
    const string QuarterColumn = "quarter", RateColumn = "requests_per_second";

    /// <summary>Peak requests per second of the quarters of the horizon, each at most <paramref name="most"/>.</summary>
    /// <exception cref="InputException">No such file, other columns, a quarter twice or missing, or a rate out of range.</exception>
    public static IReadOnlyList<double> Read(string path, Quarter first, int quarters, double most)
    {
        InputFile.Check(path, path, $"give numbers, or a CSV file with the columns {QuarterColumn},{RateColumn}");
        CsvTable table = new([QuarterColumn, RateColumn], [QuarterColumn]);
        table.Add(path, File.ReadAllText(path));
        Dictionary<Quarter, double> peaks = [];
        foreach (CsvRow row in table.Rows)
        {
            Quarter quarter = Quarter.Read(row.Text(QuarterColumn)) ?? throw row.Bad(QuarterColumn, "must be a quarter from 2000 to 2100", "write for example 2027-Q1");
            if (!peaks.TryAdd(quarter, row.Number(RateColumn, 0, most))) throw row.Bad(QuarterColumn, "appears twice", "keep one of the rows");
        }
        Quarter[] missing = [.. Enumerable.Range(0, quarters).Select(i => first + i).Where(q => !peaks.ContainsKey(q))];
        return missing.Length == 0 ? [.. Enumerable.Range(0, quarters).Select(i => peaks[first + i])]
            : throw new InputException($"{path}: no row for {string.Join(", ", missing)}; give all quarters from {first} to {first + (quarters - 1)}");
    }
}
