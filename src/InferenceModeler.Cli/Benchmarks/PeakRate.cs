using System.Diagnostics;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>The most that a lane does on this host: chains of multiplications and additions that do not wait for each other, in registers, on every thread.</summary>
static class PeakRate
{
    const int Rounds = 1_000_000, Chains = 8, Runs = 5;

    /// <summary>Operations per second, the best of a few short runs.</summary>
    public static double Of(HostLane lane, int threads) => lane switch
    {
        HostLane.Wide512 => Best<Wide512>(threads),
        HostLane.Wide256 => Best<Wide256>(threads),
        _ => Best<Scalar>(threads),
    };

    static double Best<T>(int threads) where T : struct, IReal<T>
    {
        double best = 0;
        for (int run = 0; run < Runs; run++)
        {
            long started = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Chain<T>());
            best = Math.Max(best, (double)threads * Rounds * Chains * 2 * T.Lanes / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return best;
    }

    static unsafe float Chain<T>() where T : struct, IReal<T>
    {
        T factor = T.Of(0.9999f), term = T.Of(1e-4f);
        T a = T.Of(1f), b = T.Of(2f), c = T.Of(3f), d = T.Of(4f), e = T.Of(5f), f = T.Of(6f), g = T.Of(7f), h = T.Of(8f);
        for (int round = 0; round < Rounds; round++)
        {
            a = a * factor + term;
            b = b * factor + term;
            c = c * factor + term;
            d = d * factor + term;
            e = e * factor + term;
            f = f * factor + term;
            g = g * factor + term;
            h = h * factor + term;
        }
        float* result = stackalloc float[WorkGrid.LanePadding];
        T.Store(result, a + b + c + d + e + f + g + h);
        return result[0];
    }
}
