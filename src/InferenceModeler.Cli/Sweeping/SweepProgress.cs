using System.Diagnostics;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>One line on a terminal that tells how far a sweep is, its rate and the time left. Silent in the first second.</summary>
sealed class SweepProgress(TextWriter terminal, long evaluations) : IProgress<long>, IDisposable
{
    readonly Lock _gate = new();
    readonly TerminalLine _line = new(terminal);
    readonly Stopwatch _watch = Stopwatch.StartNew();
    long _before;
    long _resumed;
    long _nextMilliseconds = 1000;

    /// <summary>Evaluations of the parts that are done.</summary>
    public void Done(long partEvaluations) => Interlocked.Add(ref _before, partEvaluations);

    /// <summary>Evaluations that an earlier run had done; they do not count in the rate.</summary>
    public void Resumed(long partEvaluations)
    {
        _resumed += partEvaluations;
        Done(partEvaluations);
    }

    /// <summary>Evaluations done of the part that is under way.</summary>
    public void Report(long value)
    {
        if (_watch.ElapsedMilliseconds < Volatile.Read(ref _nextMilliseconds)) return;
        lock (_gate)
        {
            if (_watch.ElapsedMilliseconds < _nextMilliseconds) return;
            long done = Volatile.Read(ref _before) + value;
            double rate = (done - _resumed) / _watch.Elapsed.TotalSeconds;
            _line.Show($"sweep: {Format.Percent((double)done / evaluations)} of {Format.Count(evaluations)} evaluations, {Format.Metric(rate)}/s, {Format.Seconds((evaluations - done) / rate)} left");
            _nextMilliseconds = _watch.ElapsedMilliseconds + 200;
        }
    }

    public void Dispose() => _line.Dispose();
}
