using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>A latency at percentiles; infinite where so many requests are unfinished that the percentile is among them.</summary>
/// <remarks>From <see cref="LogHistogram"/>: off by at most <see cref="LogHistogram.RelativeError"/> of the value.</remarks>
/// <param name="At">By percentile.</param>
/// <param name="Histogram">Of all seeds together; unfinished requests are not in it.</param>
public sealed record LatencyFigures(IReadOnlyList<(double Percentile, Estimate Seconds)> At, LogHistogram Histogram)
{
    public static IReadOnlyList<double> Percentiles { get; } = [0.5, 0.9, 0.95, 0.99, 0.999];

    internal static LatencyFigures Of<T>(IReadOnlyList<T> seeds, Func<T, LogHistogram> histogram, Func<T, long> requests, double confidence)
    {
        LogHistogram all = new();
        foreach (T seed in seeds) all.Merge(histogram(seed));
        long total = seeds.Sum(requests);
        return new([.. Percentiles.Select(p => (p, Estimate.Of(Quantile(all, total, p), [.. seeds.Where(s => requests(s) > 0).Select(s => Quantile(histogram(s), requests(s), p))], confidence).Within(0, double.PositiveInfinity)))], all);
    }

    public Estimate Seconds(double percentile) => At.Single(a => a.Percentile == percentile).Seconds;

    // Unfinished requests are longer than all others.
    static double Quantile(LogHistogram histogram, long requests, double percentile)
    {
        if (requests == 0) return double.NaN;
        long rank = Math.Max(1, (long)Math.Ceiling(percentile * requests));
        if (rank > histogram.Count) return double.PositiveInfinity;
        // Below the clock's microsecond is zero, which the histogram keeps in its lowest bin.
        double seconds = histogram.Quantile((rank - 0.5) / histogram.Count);
        return seconds < 0.5 * ServingRequest.SecondsPerMicrosecond ? 0 : seconds;
    }
}
