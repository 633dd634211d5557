using InferenceModeler.Numerics;
using InferenceModeler.Serving;

namespace InferenceModeler.Planning.Replays;

/// <summary>How the power through a feeder is distributed: sums of as many moments, drawn at random from simulated replicas, as there are replicas.</summary>
/// <remarks>
/// Each of a few groups of runs gives its own share of the sums, so that the spread between the groups tells how far off the simulated replicas may be. Assumes replicas that are
/// independent within the hour, as they are where requests are dealt at random; a burst that reaches all at once is not in it.
/// </remarks>
public sealed class FeederPower
{
    /// <summary>Groups of runs.</summary>
    public const int Groups = 8;

    /// <summary>Share of the time in which a feeder may be exceeded.</summary>
    public const double MostExceeded = 1e-3;

    // As many sums as that many moments allow, within limits: fewer could not show a share of MostExceeded.
    const double MostMoments = 4e8;
    const int FewestSums = 8192, MostSums = 65_536;
    const uint Seed = 1;

    // Sums that differ by rounding alone are the same.
    const double Rounding = 1e-9, Normal975 = 1.959964;

    readonly double _provisionedKilowatts;
    readonly double[][] _sums;

    FeederPower(double provisionedKilowatts, double[][] sums)
    {
        (_provisionedKilowatts, _sums) = (provisionedKilowatts, sums);
        foreach (double[] group in sums) Array.Sort(group);
    }

    /// <param name="load">What hangs on the feeder.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer runs of a replica than <see cref="Groups"/>.</exception>
    public static FeederPower Of(FeederLoad load, int threads, CancellationToken cancellation = default)
    {
        foreach (ReplicaPower kind in load.Serving) ArgumentOutOfRangeException.ThrowIfLessThan(kind.KilowattsBySeed.Count, Groups, nameof(load));
        int perGroup = (int)Math.Clamp(MostMoments / Math.Max(load.Serving.Sum(k => (double)k.Replicas), 1), FewestSums, MostSums) / Groups;
        double[][] sums = [.. Enumerable.Range(0, Groups).Select(_ => new double[perGroup])];
        for (int group = 0; group < Groups; group++)
        {
            double[][] moments = [.. load.Serving.Select(k => k.KilowattsBySeed.Where((_, seed) => seed % Groups == group).SelectMany(s => s).ToArray())];
            int at = group;
            Parallel.For(0, perGroup, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i => sums[at][i] = Sum(load, moments, (uint)at, (uint)i));
        }
        return new(load.ProvisionedKilowatts, sums);
    }

    /// <summary>Sums that the shares are counted over.</summary>
    public int Samples => _sums.Sum(g => g.Length);

    public double MeanKilowatts => _sums.Average(g => g.Average());

    /// <summary>Power that is not exceeded in a share of the time, 0..1.</summary>
    public double Kilowatts(double share)
    {
        double[] all = [.. _sums.SelectMany(g => g).Order()];
        return all[Math.Clamp((int)Math.Ceiling(share * all.Length) - 1, 0, all.Length - 1)];
    }

    /// <summary>Share of the time in which a feeder for the nameplate ÷ <paramref name="ratio"/> is exceeded, with the wider of two 95% intervals: of the groups (Student) and of so many sums (Wilson 1927).</summary>
    public Estimate Exceeded(double ratio)
    {
        double feeder = _provisionedKilowatts / ratio * (1 + Rounding);
        double[] shares = [.. _sums.Select(g => 1 - (double)Within(g, feeder) / g.Length)];
        Estimate groups = Estimate.Mean(shares);
        double n = Samples, p = groups.Value, z = Normal975, middle = p + z * z / (2 * n), half = z * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n)), scale = 1 + z * z / n;
        return new Estimate(p, Math.Min(groups.Low, (middle - half) / scale), Math.Max(groups.High, (middle + half) / scale)).Within(0, 1);
    }

    /// <summary>The largest ratio, in hundredths, up to which the upper end of <see cref="Exceeded"/> stays below <see cref="MostExceeded"/>; null where not even the nameplate does, or nothing draws power.</summary>
    public double? LargestRatio
    {
        get
        {
            double most = _provisionedKilowatts / MeanKilowatts * (1 + Rounding);
            if (!double.IsFinite(most)) return null;
            int percent = 100;
            while (percent <= 100 * most && Exceeded(percent / 100.0).High < MostExceeded) percent++;
            return percent > 100 ? (percent - 1) / 100.0 : null;
        }
    }

    static double Sum(FeederLoad load, double[][] moments, uint group, uint number)
    {
        double kilowatts = load.SteadyKilowatts;
        uint block = 0;
        for (int kind = 0; kind < moments.Length; kind++)
        {
            double[] of = moments[kind];
            double At(uint word) => of[(int)((ulong)word * (ulong)of.Length >> 32)];
            for (int left = load.Serving[kind].Replicas; left > 0; left -= 4)
            {
                RandomWords words = CounterRandom.Draw(Seed, group, number, block++);
                kilowatts += At(words.Word0);
                if (left > 1) kilowatts += At(words.Word1);
                if (left > 2) kilowatts += At(words.Word2);
                if (left > 3) kilowatts += At(words.Word3);
            }
        }
        return kilowatts;
    }

    /// <summary>How many of the sorted sums are at most so large.</summary>
    static int Within(double[] sorted, double most)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= most) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
