namespace InferenceModeler.Serving;

/// <summary>The largest rate at which a simulated pool keeps its limits.</summary>
/// <param name="RequestsPerSecond">Of the whole pool; 0 where an almost idle pool misses a limit.</param>
/// <param name="SimulatedRequests">Requests that the search finished.</param>
public sealed record SimulatedCapacity(Estimate RequestsPerSecond, long SimulatedRequests)
{
    /// <summary>Missed requests that a seed must be able to see.</summary>
    const int FewestMisses = 5;

    // Answers that a device tries to be ahead of: 2^6 − 1 rates at once, twice, find what halving finds in about eleven runs. Further rates cost more than the wait.
    const int MostAhead = 6;

    /// <summary>Requests that each seed must count so that it can tell a percentile (0 to 1) from less.</summary>
    public static int FewestRequests(double percentile) => (int)Math.Min(Math.Ceiling(Math.Round(FewestMisses / (1 - percentile), 6)), int.MaxValue);

    /// <summary>
    /// Searches by halving (<see cref="RateSearch"/>), each seed for itself with the same requests at every rate, so that the rates found are independent. A seed keeps the limits where
    /// the share <paramref name="percentile"/> of its counted requests does (of every class, where there are classes), and where the queue neither grows by more than a second of arrivals while they arrive
    /// nor holds more at their end than arrives within the limit on the first token (at least a second).
    /// </summary>
    /// <param name="question">The pool; its rate is where the search begins. At least one limit.</param>
    /// <param name="percentile">Between 0 and 1.</param>
    /// <param name="threads">How many seeds run at once on the host; the answer does not depend on it.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">No limit, or too few requests for the percentile.</exception>
    public static SimulatedCapacity Of(SimulationQuestion question, double percentile, int threads, CancellationToken cancellation = default) => Of([question], percentile, new HostSimulator(threads), cancellation)[0];

    /// <summary>The same of several pools at once.</summary>
    /// <param name="questions">The pools.</param>
    /// <param name="percentile">Between 0 and 1.</param>
    /// <param name="simulator">What the searches run on.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">No limit, too few requests for the percentile, or the simulator cannot run it.</exception>
    public static IReadOnlyList<SimulatedCapacity> Of(IReadOnlyList<SimulationQuestion> questions, double percentile, ISimulator simulator, CancellationToken cancellation = default)
    {
        SeedSearch[][] searches = [.. questions.Select(question => SearchesOf(question, percentile, simulator))];
        SeedSearch[] all = [.. searches.SelectMany(s => s)];
        Search(all, simulator, cancellation);
        return [.. searches.Select((s, i) => new SimulatedCapacity(Estimate.Mean([.. s.Select(seed => seed.RequestsPerSecond)], questions[i].Confidence).Within(0, double.PositiveInfinity), s.Sum(seed => seed.SimulatedRequests)))];
    }

    /// <summary>
    /// Where the searches leave the device room, they try all rates that the next few answers may lead to at once: more runs, but in few launches. They find
    /// the same rates.
    /// </summary>
    static void Search(SeedSearch[] searches, ISimulator simulator, CancellationToken cancellation)
    {
        for (SeedSearch[] left = searches; left.Length > 0; left = [.. left.Where(s => !s.IsOver)])
        {
            int room = simulator.SideBySide / left.Sum(s => s.Queues), answers = Math.Min(System.Numerics.BitOperations.Log2((uint)room + 1), MostAhead);
            if (answers < 2)
            {
                simulator.Run(left.Length, job => left[job].Runs(), cancellation);
                return;
            }
            (SeedSearch Search, double Rate)[] runs = [.. left.SelectMany(s => s.Ahead(answers), (search, rate) => (search, rate))];
            bool[] kept = new bool[runs.Length];
            simulator.Run(runs.Length, job => runs[job].Search.RunAt(runs[job].Rate, isKept => kept[job] = isKept), cancellation);
            foreach (IGrouping<SeedSearch, (double Rate, bool IsKept)> found in runs.Zip(kept).GroupBy(r => r.First.Search, r => (r.First.Rate, r.Second)))
                found.Key.Follow(found.ToDictionary(f => f.Rate, f => f.IsKept));
        }
    }

    /// <exception cref="InputException">No limit, or too few requests for the percentile.</exception>
    public static void Check(SimulationQuestion question, double percentile)
    {
        question.Checked();
        if (!question.HasLimits) throw new InputException("a capacity needs a limit: give --ttft, --tpot or both");
        int perSeed = question.Requests / question.Seeds, fewest = FewestRequests(percentile);
        if (perSeed < fewest)
            throw new InputException($"requests {question.Requests}: {question.Seeds} seeds of {perSeed} cannot tell {100 * percentile:0.###}% from less; use at least {(long)fewest * question.Seeds}");
        if (question.Classes.MinBy(c => c.Share) is { } rarest && perSeed * rarest.Share < fewest)
            throw new InputException($"requests {question.Requests}: about {perSeed * rarest.Share:0} of each seed are of class {rarest.Name}, which cannot tell {100 * percentile:0.###}% from less; use at least {(long)Math.Ceiling(fewest / rarest.Share) * question.Seeds}");
    }

    static SeedSearch[] SearchesOf(SimulationQuestion question, double percentile, ISimulator simulator)
    {
        Check(question, percentile);
        simulator.Check(question);
        ServingSetup setup = new(question);
        int perSeed = question.Requests / question.Seeds;
        return [.. Enumerable.Range(0, question.Seeds).Select(seed => new SeedSearch(question, setup, seed, perSeed, percentile))];
    }
}
