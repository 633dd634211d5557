using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>A latency at percentiles; infinite where so many requests are unfinished that the percentile is among them.</summary>
/// <remarks>From <see cref="LogHistogram"/>: off by at most <see cref="LogHistogram.RelativeError"/> of the value.</remarks>
/// <param name="At">By percentile.</param>
/// <param name="Histogram">Of all seeds together; unfinished requests are not in it.</param>
public sealed record LatencyFigures(IReadOnlyList<(double Percentile, Estimate Seconds)> At, LogHistogram Histogram)
{
    public static IReadOnlyList<double> Percentiles { get; } = [0.5, 0.9, 0.95, 0.99, 0.999];

    // The tail is taken from so large a share of the requests, the longest ones, and from so many of them at least.
    const double TailShare = 0.1;
    const int FewestInTail = 10, FewestBeyond = 10;

    /// <summary>Below, no interval reaches beyond the longest request seen.</summary>
    public const int FewestForTail = (int)(FewestInTail / TailShare);

    /// <summary>
    /// Quantiles of all seeds together. An interval: how the seeds' shares of requests up to the quantile scatter tells how far off the share of all is, by Student's t, and no less than
    /// independent requests would be; the score test ends it (Wilson 1927), and the quantiles at both ends are the interval (Woodruff 1952). Where it reaches among the longest few
    /// requests or beyond, no less than an exponential tail.
    /// </summary>
    internal static LatencyFigures Of<T>(IReadOnlyList<T> seeds, Func<T, LogHistogram> histogram, Func<T, long> requests, double confidence)
    {
        LogHistogram all = new();
        foreach (T seed in seeds) all.Merge(histogram(seed));
        (LogHistogram Histogram, long Requests)[] own = [.. seeds.Select(s => (histogram(s), requests(s))).Where(s => s.Item2 > 0)];
        long total = own.Sum(s => s.Requests);
        double spread = 0;
        List<(double, Estimate)> at = [];
        foreach (double percentile in Percentiles)
        {
            if (total == 0)
            {
                at.Add((percentile, new(double.NaN, double.NaN, double.NaN)));
                continue;
            }
            long rank = Math.Max(1, (long)Math.Ceiling(percentile * total));
            (double from, double to) = Bin(all, rank);
            // Where a seed has few requests beyond, they do not tell how much they come in clusters: no less than further in.
            if (own.Length > 1) spread = Math.Max(Spread(all, own, rank, total, percentile), total * (1 - percentile) < FewestBeyond * own.Length ? spread : 0);
            at.Add((percentile, own.Length > 1 ? Interval(all, total, rank, percentile, Math.Max(Normal.Quantile(0.5 + 0.5 * confidence), spread * StudentT.Within(confidence, own.Length - 1))) with { Value = 0.5 * (from + to) }
                : new(0.5 * (from + to), double.NaN, double.NaN)));
        }
        return new(at, all);
    }

    public Estimate Seconds(double percentile) => At.Single(a => a.Percentile == percentile).Seconds;

    /// <param name="reach">Standard errors of a share of independent requests.</param>
    static Estimate Interval(LogHistogram all, long requests, long rank, double percentile, double reach)
    {
        double ease = reach * reach / requests, middle = (percentile + 0.5 * ease) / (1 + ease), half = Math.Sqrt(ease * (percentile * (1 - percentile) + 0.25 * ease)) / (1 + ease);
        long low = Math.Clamp((long)Math.Floor((middle - half) * requests), 1, rank), high = (long)Math.Floor((middle + half) * requests) + 1;
        double most = Bin(all, Math.Clamp(high, rank, requests)).To;
        // Few requests beyond: the longest tenth tells more of them than they do.
        return new(double.NaN, Bin(all, low).From, high <= requests - FewestInTail ? most : Math.Max(most, Tail(all, requests, 1 - middle - half)));
    }

    /// <summary>What so small a share of the requests takes longer than; 0 where too few tell.</summary>
    static double Tail(LogHistogram all, long requests, double share)
    {
        long first = requests - (long)(TailShare * requests), beyond = all.Count - first;
        if (beyond < FewestInTail) return 0;
        (double begin, double excess) = (all.BinOf(first).ToExcluded, 0);
        foreach ((double from, double to, long count) in all.Filled())
            if (from >= begin) excess += count * (0.5 * (from + to) - begin);
        return begin + excess / beyond * Math.Log(TailShare / share);
    }

    /// <summary>By how much the share of requests up to a rank scatters from seed to seed, in units of what it would among independent requests.</summary>
    static double Spread(LogHistogram all, (LogHistogram Histogram, long Requests)[] seeds, long rank, long requests, double percentile)
    {
        double share = (double)rank / requests, squares = 0, value = rank > all.Count ? double.PositiveInfinity : all.Quantile((rank - 0.5) / all.Count);
        (long below, long within) = Around(all, requests, value);
        foreach ((LogHistogram histogram, long own) in seeds)
        {
            (long ownBelow, long ownWithin) = Around(histogram, own, value);
            double difference = ownBelow + (double)ownWithin * (rank - below) / within - share * own;
            squares += difference * difference;
        }
        return Math.Sqrt(squares * seeds.Length / (seeds.Length - 1) / (requests * percentile * (1 - percentile)));
    }

    // Unfinished requests are longer than all others.
    static (long Below, long Within) Around(LogHistogram histogram, long requests, double value) =>
        double.IsPositiveInfinity(value) ? (histogram.Count, requests - histogram.Count) : histogram.Around(value);

    static (double From, double To) Bin(LogHistogram histogram, long rank)
    {
        if (rank > histogram.Count) return (double.PositiveInfinity, double.PositiveInfinity);
        (double from, double to) = histogram.BinOf(rank);
        // Below the clock's microsecond is zero, which the histogram keeps in its lowest bin.
        return from < 0.5 * ServingRequest.SecondsPerMicrosecond ? (0, 0) : (from, to);
    }
}
