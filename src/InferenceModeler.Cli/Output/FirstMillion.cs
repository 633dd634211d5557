using System.Diagnostics;

namespace InferenceModeler.Cli.Output;

/// <summary>Passes progress on and notes when the first million was done, counted from when this was made: in a fresh process that holds all compiling.</summary>
sealed class FirstMillion(IProgress<long> next) : IProgress<long>
{
    const long Million = 1_000_000;

    readonly long _started = Stopwatch.GetTimestamp();
    long _ended;

    /// <summary>Null where less than a million was done.</summary>
    public double? Seconds => _ended == 0 ? null : Stopwatch.GetElapsedTime(_started, _ended).TotalSeconds;

    public void Report(long value)
    {
        if (value >= Million) Interlocked.CompareExchange(ref _ended, Stopwatch.GetTimestamp(), 0);
        next.Report(value);
    }
}
