namespace InferenceModeler.Serving;

/// <summary>One seed's search for the largest rate that keeps the limits, by halving.</summary>
sealed class SeedSearch(SimulationQuestion question, ServingSetup setup, int seed, int requests, double percentile)
{
    const double LeastRequestsPerSecond = 1.0 / 1024, MostRequestsPerSecond = 1 << 24;
    const double Precision = 0.005;

    /// <summary>Found; 0 where no rate keeps the limits.</summary>
    public double RequestsPerSecond { get; private set; }

    public long SimulatedRequests { get; private set; }

    /// <summary>The runs of the search, one after the other.</summary>
    public IEnumerable<SeedRun> Runs()
    {
        double low = Math.Clamp(question.RequestsPerSecond, LeastRequestsPerSecond, MostRequestsPerSecond), high = low;
        SeedRun run;
        yield return run = At(low);
        if (Keeps(run, low))
        {
            do
            {
                (low, high) = (high, 2 * high);
                if (high >= MostRequestsPerSecond) break;
                yield return run = At(high);
            }
            while (Keeps(run, high));
        }
        else
        {
            do
            {
                (low, high) = (low / 2, low);
                if (high < LeastRequestsPerSecond) yield break;
                yield return run = At(low);
            }
            while (!Keeps(run, low));
        }
        while (high / low > 1 + Precision)
        {
            double middle = Math.Sqrt(low * high);
            yield return run = At(middle);
            if (Keeps(run, middle)) low = middle;
            else high = middle;
        }
        RequestsPerSecond = Math.Sqrt(low * high);
    }

    SeedRun At(double rate) => new(question with { RequestsPerSecond = rate }, setup, seed, requests);

    bool Keeps(SeedRun run, double rate)
    {
        SeedFigures figures = run.Figures();
        SimulatedRequests += figures.SimulatedRequests;
        bool isSteady = figures.WaitingGrowth.Value <= Math.Max(1, rate) && figures.WaitingAtEnd <= Math.Max(1, rate * Math.Max(1, question.TtftSeconds ?? 1));
        return isSteady && figures.Kept >= percentile * figures.Counted;
    }
}
