namespace InferenceModeler.Cli.Output;

/// <summary>One line of a terminal that is written over and over, and wiped at the end.</summary>
sealed class TerminalLine(TextWriter terminal) : IDisposable
{
    int _width;

    public void Show(string line)
    {
        terminal.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    public void Dispose()
    {
        if (_width > 0) terminal.Write($"\r{new string(' ', _width)}\r");
    }
}
