namespace InferenceModeler.Cli.Output;

/// <summary>A column of a <see cref="ColumnChart"/>.</summary>
/// <param name="Label">Below it.</param>
/// <param name="Filled">Drawn full, at least 0.</param>
/// <param name="Room">Drawn light from there up to this, at least 0.</param>
/// <param name="Mark">Below the label, a sign first; empty for none.</param>
readonly record struct ChartColumn(string Label, double Filled, double Room, string Mark);

/// <summary>Columns of text: what is filled in eighths of a line, the room above it light.</summary>
static class ColumnChart
{
    /// <summary>Columns of the screen that a chart takes where nobody's screen limits it, and at least.</summary>
    public const int Narrowest = 80;

    const int Lines = 8, Widest = 120, MostOfColumn = 9, LeastOfColumn = 3;
    const string Eighths = " ▁▂▃▄▅▆▇█";
    const char Full = '█', Light = '░';

    /// <summary>The lines of the chart, without trailing spaces; none where the screen is narrower than <see cref="Narrowest"/>.</summary>
    /// <param name="columns">At least one.</param>
    /// <param name="screen">Columns of the screen; null where the reader is not a terminal.</param>
    public static IEnumerable<string> Draw(IReadOnlyList<ChartColumn> columns, int? screen)
    {
        int width = Math.Min(screen ?? Narrowest, Widest);
        double top = columns.Max(c => Math.Max(c.Filled, c.Room));
        if (width < Narrowest || !(top > 0)) yield break;
        string[] scale = [.. Enumerable.Range(0, Lines + 1).Select(line => line % (Lines / 2) == 0 ? Format.Number(top * line / Lines) : "")];
        int axis = scale.Max(s => s.Length), each = Math.Clamp((width - axis - 4) / columns.Count, LeastOfColumn, MostOfColumn);
        for (int line = Lines; line >= 1; line--)
            yield return $"  {scale[line].PadLeft(axis)} {(scale[line].Length > 0 ? '┤' : '│')}{string.Concat(columns.Select(c => " " + new string(Cell(c, line, top), each - 1)))}".TrimEnd();
        yield return $"  {scale[0].PadLeft(axis)} └{new string('─', each * columns.Count)}";
        string indent = new(' ', axis + 4);
        yield return indent + Row(columns.Select(c => c.Label), each);
        // Where one does not fit, all are cut to their sign.
        bool fit = columns.All(c => c.Mark.Length < each);
        if (columns.Any(c => c.Mark.Length > 0)) yield return indent + Row(columns.Select(c => fit || c.Mark.Length == 0 ? c.Mark : c.Mark[..1]), each);
    }

    static char Cell(ChartColumn column, int line, double top)
    {
        double filled = Lines * column.Filled / top - (line - 1), room = Lines * column.Room / top - (line - 1);
        int eighths = (int)Math.Round(8 * Math.Clamp(filled, 0, 1));
        return eighths == 8 ? Full : eighths > 0 ? Eighths[eighths] : room >= 0.5 ? Light : ' ';
    }

    // Each below its column; where it is longer, it takes the place of those behind it.
    static string Row(IEnumerable<string> texts, int each)
    {
        string row = "";
        int at = 0;
        foreach (string text in texts)
        {
            int from = at++ * each + 1;
            if (text.Length > 0 && row.Length < Math.Max(1, from)) row = row.PadRight(from) + text;
        }
        return row.TrimEnd();
    }
}
