using System.Diagnostics;

namespace InferenceModeler.Cli.Output;

/// <summary>One line that tells what long work is at. Silent in the first second, and off a terminal.</summary>
sealed class StatusLine(TextWriter terminal, string what, Stopwatch watch) : IDisposable
{
    const long SilentMilliseconds = 1000;

    readonly TerminalLine _line = new(terminal);

    public void Tell(string step)
    {
        if (watch.ElapsedMilliseconds < SilentMilliseconds) return;
        _line.Show($"{what}: {step}, {watch.Elapsed.TotalSeconds:0} s");
    }

    public void Dispose() => _line.Dispose();
}
