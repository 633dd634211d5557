namespace InferenceModeler.Workloads;

/// <summary>What a trace's arrivals say about rate and burstiness.</summary>
/// <param name="DurationSeconds">From the first arrival to the last.</param>
/// <param name="MeanRequestsPerSecond">Over that time.</param>
/// <param name="PeakMinuteRequestsPerSecond">In the busiest minute counted from the first arrival.</param>
/// <param name="GapCv">Standard deviation ÷ mean of the gaps. Meaningless where <paramref name="TimesAreCoarse"/>.</param>
/// <param name="MinuteDispersion">Variance ÷ mean of the counts of whole minutes: 1 for Poisson; 0 where there is no whole minute.</param>
/// <param name="TimesAreCoarse">More than half of the gaps are 0: the clock of the trace ticks slower than requests come.</param>
/// <param name="RequestsPerMinute">Count of each minute from the first arrival; the last may be cut short.</param>
public sealed record RateFacts(
    double DurationSeconds, double MeanRequestsPerSecond, double PeakMinuteRequestsPerSecond, double GapCv, double MinuteDispersion, bool TimesAreCoarse,
    IReadOnlyList<int> RequestsPerMinute)
{
    const double SecondsPerMinute = 60;

    /// <summary>Counting minutes ends here, so that one stray timestamp cannot exhaust the memory.</summary>
    const double MaxMinutes = 366 * 24 * 60;

    /// <summary>Null where there are fewer than two requests or no time passes, so that no rate exists.</summary>
    /// <param name="sorted">In order of arrival.</param>
    public static RateFacts? Of(IReadOnlyList<TimedRequest> sorted)
    {
        if (sorted.Count < 2) return null;
        double start = sorted[0].ArrivalSeconds;
        double duration = sorted[^1].ArrivalSeconds - start;
        if (!(duration > 0)) return null;
        if (duration > MaxMinutes * SecondsPerMinute)
            throw new InputException($"the trace spans {duration / 86400:0} days: more than a year; check the times or their unit");

        int gaps = sorted.Count - 1;
        double meanGap = duration / gaps, squares = 0;
        int zeroGaps = 0;
        int[] minutes = new int[(int)(duration / SecondsPerMinute) + 1];
        minutes[0]++;
        for (int i = 1; i < sorted.Count; i++)
        {
            double gap = sorted[i].ArrivalSeconds - sorted[i - 1].ArrivalSeconds;
            squares += (gap - meanGap) * (gap - meanGap);
            if (gap == 0) zeroGaps++;
            minutes[Math.Min((int)((sorted[i].ArrivalSeconds - start) / SecondsPerMinute), minutes.Length - 1)]++;
        }

        double peak = Math.Max(minutes.Max() / SecondsPerMinute, gaps / duration);
        return new(duration, gaps / duration, peak, Math.Sqrt(squares / gaps) / meanGap, Dispersion(minutes.AsSpan(0, minutes.Length - 1)), zeroGaps > gaps / 2, minutes);
    }

    static double Dispersion(ReadOnlySpan<int> counts)
    {
        if (counts.Length == 0) return 0;
        double mean = 0, variance = 0;
        foreach (int count in counts) mean += (double)count / counts.Length;
        foreach (int count in counts) variance += (count - mean) * (count - mean) / counts.Length;
        return mean > 0 ? variance / mean : 0;
    }
}
