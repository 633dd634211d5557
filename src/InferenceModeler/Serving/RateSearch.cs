namespace InferenceModeler.Serving;

/// <summary>
/// A search for the largest rate that keeps limits, between two of its answers: from where it begins by doubling, up or down, then by halving (geometrically) down to
/// 0.5%. What it asks next follows from the answers before alone, so that the same rates may also be tried ahead of the answers, many at once.
/// </summary>
public readonly record struct RateSearch
{
    const double LeastRequestsPerSecond = 1.0 / 1024, MostRequestsPerSecond = 1 << 24;
    const double Precision = 0.005;

    // The largest rate known to be kept and the smallest known not to be; 0 and infinite where none is.
    readonly double _kept, _missed;

    RateSearch(double kept, double missed, double next) => (_kept, _missed, Next) = (kept, missed, next);

    /// <summary>Requests per second to try next; null where the search is over.</summary>
    public double? Next { get; }

    /// <summary>Found, requests per second; 0 where no rate is kept. Once the search is over.</summary>
    public double RequestsPerSecond => double.IsPositiveInfinity(_missed) ? _kept : Math.Sqrt(_kept * _missed);

    public static RateSearch From(double requestsPerSecond) => new(0, double.PositiveInfinity, Math.Clamp(requestsPerSecond, LeastRequestsPerSecond, MostRequestsPerSecond));

    /// <summary>The search with the answer for <see cref="Next"/>.</summary>
    public RateSearch After(bool isKept)
    {
        double rate = Next!.Value, kept = isKept ? rate : _kept, missed = isKept ? _missed : rate;
        if (double.IsPositiveInfinity(missed)) return 2 * kept > MostRequestsPerSecond ? new(kept, missed) : new(kept, missed, 2 * kept);
        if (kept == 0) return missed < 2 * LeastRequestsPerSecond ? new(kept, missed) : new(kept, missed, missed / 2);
        return missed / kept > 1 + Precision ? new(kept, missed, Math.Sqrt(kept * missed)) : new(kept, missed);
    }

    RateSearch(double kept, double missed) => (_kept, _missed) = (kept, missed);

    /// <summary>The rates that the next <paramref name="answers"/> answers may ask for: up to 2^answers − 1.</summary>
    public IEnumerable<double> Ahead(int answers) =>
        Next is { } next && answers > 0 ? [next, .. After(true).Ahead(answers - 1), .. After(false).Ahead(answers - 1)] : [];
}
