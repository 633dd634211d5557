using Spectre.Console;

namespace InferenceModeler.Cli.Output;

/// <summary>A table of text, as wide as its cells need: plain and of the same bytes wherever it goes.</summary>
sealed class TextTable
{
    // Wide enough that no table of ours folds its cells when nobody's screen limits it.
    const int RedirectedWidth = 240;

    // Between cells, and what a long last cell may be folded to.
    const int Gap = 3;
    const int NarrowestLastCell = 24;

    readonly int[] _widths;
    readonly Table _table = new Table().Border(TableBorder.Simple);

    public TextTable(params Column[] columns)
    {
        _widths = [.. columns.Select(c => c.Title.Length)];
        foreach (Column column in columns)
        {
            TableColumn cell = new TableColumn(new Text(column.Title)).NoWrap();
            _table.AddColumn(column.AlignsRight ? cell.RightAligned() : cell);
        }
        _table.Columns[^1].NoWrap = false;
    }

    public TextTable Row(params string[] cells)
    {
        for (int i = 0; i < cells.Length; i++) _widths[i] = Math.Max(_widths[i], cells[i].Length);
        _table.AddRow([.. cells.Select(c => new Text(c))]);
        return this;
    }

    /// <summary>Writes without colour or trailing spaces.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="width">Columns that the last cell is folded into; null where the reader is not a terminal. Other cells are never cut.</param>
    public void Write(TextWriter output, int? width)
    {
        StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        int needed = _widths[..^1].Sum(w => w + Gap) + Math.Min(_widths[^1], NarrowestLastCell) + Gap;
        console.Profile.Width = Math.Max(width ?? RedirectedWidth, needed);
        console.Profile.Capabilities.Unicode = true;
        console.Write(_table);
        foreach (string line in text.ToString().Split('\n'))
        {
            string trimmed = line.TrimEnd();
            if (trimmed.Length > 0) output.WriteLine(trimmed);
        }
    }
}
