using Spectre.Console;

namespace InferenceModeler.Cli.Output;

/// <summary>A table of text, as wide as its cells need: plain and of the same bytes wherever it goes.</summary>
sealed class TextTable
{
    // Wide enough that no table of ours folds its cells when nobody's screen limits it.
    const int RedirectedWidth = 240;

    readonly Table _table = new Table().Border(TableBorder.Simple);

    public TextTable(params Column[] columns)
    {
        foreach (Column column in columns)
        {
            TableColumn cell = new TableColumn(new Text(column.Title)).NoWrap();
            _table.AddColumn(column.AlignsRight ? cell.RightAligned() : cell);
        }
        _table.Columns[^1].NoWrap = false;
    }

    public TextTable Row(params string[] cells)
    {
        _table.AddRow([.. cells.Select(c => new Text(c))]);
        return this;
    }

    /// <summary>Writes without colour or trailing spaces.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="width">Columns to fold into; null where the reader is not a terminal.</param>
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
        console.Profile.Width = Math.Max(width ?? RedirectedWidth, 80);
        console.Profile.Capabilities.Unicode = true;
        console.Write(_table);
        foreach (string line in text.ToString().Split('\n'))
        {
            string trimmed = line.TrimEnd();
            if (trimmed.Length > 0) output.WriteLine(trimmed);
        }
    }
}
