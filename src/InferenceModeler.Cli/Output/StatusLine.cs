using System.Diagnostics;

namespace InferenceModeler.Cli.Output;

/// <summary>One line that tells what long work is at. Silent in the first second, and off a terminal.</summary>
sealed class StatusLine(TextWriter terminal, string what, Stopwatch watch) : IDisposable
{
    const long SilentMilliseconds = 1000;

    int _width;

    public void Tell(string step)
    {
        if (watch.ElapsedMilliseconds < SilentMilliseconds) return;
        string line = $"{what}: {step}, {watch.Elapsed.TotalSeconds:0} s";
        terminal.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    public void Dispose()
    {
        if (_width > 0) terminal.Write($"\r{new string(' ', _width)}\r");
    }
}
