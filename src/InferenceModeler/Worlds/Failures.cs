using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>
/// The most instances of one kind that are down at once in some hours that are looked at, as a step function of a uniform number: <see cref="Base"/> instances and
/// <see cref="Step"/> more for each of <see cref="Thresholds"/> that it lies above.
/// </summary>
/// <remarks>Instances fail one by one and hours are independent: each is a binomial draw, of many instances a normal one. Steps of more than one instance are rounded up.</remarks>
readonly record struct Failures(double Base, double Step, IReadOnlyList<double> Thresholds)
{
    public const int Steps = 8;

    // Beyond these shares of the worlds nothing is told apart.
    const double Low = 0.01, High = 0.999;

    // Instances down in the mean from which the normal distribution stands for the binomial one.
    const double Many = 100;

    /// <param name="instances">That stand, at least 0; a part of one counts as one.</param>
    /// <param name="availability">Share of them that is up in the mean, in (0, 1].</param>
    /// <param name="looks">Hours looked at, at least 1.</param>
    public static Failures Of(double instances, double availability, double looks)
    {
        int n = (int)Math.Min(int.MaxValue, Math.Ceiling(instances - 1e-6));
        Func<int, double> below = Cumulative(n, 1 - availability);
        double Worst(int down) => Math.Pow(below(down), Math.Max(1, looks));
        int first = Quantile(Worst, n, Low), last = Quantile(Worst, n, High), step = Math.Max(1, (last - first + Steps - 1) / Steps);
        return new(first, step, [.. Enumerable.Range(0, Steps).Select(i => Math.Min(n, first + i * (long)step) is var down && down >= n ? 1 : Worst((int)down))]);
    }

    static int Quantile(Func<int, double> cumulative, int most, double share)
    {
        int low = 0, high = most;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (cumulative(middle) >= share) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    // P(at most k of n are down).
    static Func<int, double> Cumulative(int n, double share)
    {
        double mean = n * share;
        if (mean > Many) return k => Normal.Cumulative((k + 0.5 - mean) / Math.Sqrt(mean * (1 - share)));
        List<double> sums = [];
        double term = Math.Pow(1 - share, n), sum = 0;
        for (int k = 0; k <= n && (k <= mean || term > 1e-12); k++)
        {
            sums.Add(sum += term);
            term *= (n - k) / (k + 1.0) * share / (1 - share);
        }
        return k => k < sums.Count ? Math.Min(1, sums[k]) : 1;
    }
}
