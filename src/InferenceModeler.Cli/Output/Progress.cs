using System.Diagnostics;

namespace InferenceModeler.Cli.Output;

/// <summary>One line that tells how far long work is. Silent in the first second, and off a terminal.</summary>
sealed class Progress(TextWriter terminal, string what, Stopwatch watch) : IProgress<long>, IDisposable
{
    readonly Lock _gate = new();
    readonly TerminalLine _line = new(terminal);
    long _nextMilliseconds = 1000;

    /// <summary>Goes on to other work, whose progress starts anew.</summary>
    public void Begin(string work, long total)
    {
        what = work;
        Total = total;
    }

    /// <summary>How much there is to do.</summary>
    public long Total { get; set; } = 1;

    /// <summary>Told what is done so far; may be called from any thread, as often as one likes.</summary>
    public void Report(long value) => Report((double)value / Total);

    void Report(double fraction)
    {
        if (watch.ElapsedMilliseconds < Volatile.Read(ref _nextMilliseconds)) return;
        lock (_gate)
        {
            if (watch.ElapsedMilliseconds < _nextMilliseconds) return;
            _line.Show($"{what}: {100 * Math.Clamp(fraction, 0, 1):0}%, {watch.Elapsed.TotalSeconds:0} s");
            _nextMilliseconds = watch.ElapsedMilliseconds + 200;
        }
    }

    public void Dispose() => _line.Dispose();
}
