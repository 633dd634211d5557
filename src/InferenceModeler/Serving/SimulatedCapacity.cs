namespace InferenceModeler.Serving;

/// <summary>The largest rate at which a simulated pool keeps its limits.</summary>
/// <param name="RequestsPerSecond">Of the whole pool; 0 where an almost idle pool misses a limit.</param>
/// <param name="SimulatedRequests">Requests that the search finished.</param>
public sealed record SimulatedCapacity(Estimate RequestsPerSecond, long SimulatedRequests)
{
    const double LeastRequestsPerSecond = 1.0 / 1024, MostRequestsPerSecond = 1 << 24;
    const double Precision = 0.005;

    /// <summary>Missed requests that a seed must be able to see.</summary>
    const int FewestMisses = 5;

    /// <summary>Requests that each seed must count so that it can tell a percentile (0 to 1) from less.</summary>
    public static int FewestRequests(double percentile) => (int)Math.Min(Math.Ceiling(FewestMisses / (1 - percentile)), int.MaxValue);

    /// <summary>
    /// Searches by halving, each seed for itself with the same requests at every rate, so that the rates found are independent. A seed keeps the limits where
    /// the share <paramref name="percentile"/> of its counted requests does, and where the queue neither grows by more than a second of arrivals while they arrive
    /// nor holds more at their end than arrives within the limit on the first token (at least a second).
    /// </summary>
    /// <param name="question">The pool; its rate is where the search begins. At least one limit.</param>
    /// <param name="percentile">Between 0 and 1.</param>
    /// <param name="threads">How many seeds run at once; the answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">No limit, or too few requests for the percentile.</exception>
    public static SimulatedCapacity Of(SimulationQuestion question, double percentile, int threads, CancellationToken cancellation = default)
    {
        question.Checked();
        if (!question.HasLimits) throw new InputException("a capacity needs a limit: give --ttft, --tpot or both");
        int perSeed = question.Requests / question.Seeds, fewest = FewestRequests(percentile);
        if (perSeed < fewest)
            throw new InputException($"requests {question.Requests}: {question.Seeds} seeds of {perSeed} cannot tell {100 * percentile:0.###}% from less; use at least {(long)fewest * question.Seeds}");
        ServingSetup setup = new(question);
        double[] rates = new double[question.Seeds];
        long simulated = 0;
        try
        {
            Parallel.For(0, rates.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, seed =>
            {
                bool Keeps(double rate)
                {
                    SeedFigures run = SeedRun.Of(question with { RequestsPerSecond = rate }, setup, seed, perSeed, null, cancellation);
                    Interlocked.Add(ref simulated, run.SimulatedRequests);
                    bool isSteady = run.WaitingGrowth.Value <= Math.Max(1, rate) && run.WaitingAtEnd <= Math.Max(1, rate * Math.Max(1, question.TtftSeconds ?? 1));
                    return isSteady && run.Kept >= percentile * run.Counted;
                }
                rates[seed] = Search(Keeps, question.RequestsPerSecond);
            });
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return new(Estimate.Mean(rates).Within(0, double.PositiveInfinity), simulated);
    }

    static double Search(Func<double, bool> keeps, double start)
    {
        double low = Math.Clamp(start, LeastRequestsPerSecond, MostRequestsPerSecond), high = low;
        if (keeps(low))
        {
            do
            {
                (low, high) = (high, 2 * high);
            }
            while (high < MostRequestsPerSecond && keeps(high));
        }
        else
        {
            do
            {
                (low, high) = (low / 2, low);
                if (high < LeastRequestsPerSecond) return 0;
            }
            while (!keeps(low));
        }
        while (high / low > 1 + Precision)
        {
            double middle = Math.Sqrt(low * high);
            if (keeps(middle)) low = middle;
            else high = middle;
        }
        return Math.Sqrt(low * high);
    }
}
