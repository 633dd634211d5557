namespace InferenceModeler.Serving;

/// <summary>One seed's search for the largest rate that keeps the limits, with the same requests at every rate.</summary>
sealed class SeedSearch(SimulationQuestion question, ServingSetup setup, int seed, int requests, double percentile)
{
    long _simulatedRequests;
    RateSearch _search = RateSearch.From(question.RequestsPerSecond);

    public int Queues => question.Queues;

    public bool IsOver => _search.Next is null;

    /// <summary>Found; 0 where no rate keeps the limits.</summary>
    public double RequestsPerSecond => _search.RequestsPerSecond;

    public long SimulatedRequests => _simulatedRequests;

    /// <summary>The runs of the search, one after the other, each where the one before tells.</summary>
    public IEnumerable<SeedRun> Runs()
    {
        while (_search.Next is { } rate)
        {
            SeedRun run = At(rate);
            yield return run;
            _search = _search.After(Keeps(run, rate));
        }
    }

    /// <summary>The rates that the next answers may ask for.</summary>
    public IReadOnlyList<double> Ahead(int answers) => [.. _search.Ahead(answers).Distinct()];

    /// <summary>A run of one rate, which <paramref name="kept"/> is told of.</summary>
    public IEnumerable<SeedRun> RunAt(double rate, Action<bool> kept)
    {
        SeedRun run = At(rate);
        yield return run;
        kept(Keeps(run, rate));
    }

    /// <summary>Goes on as far as answers are there.</summary>
    public void Follow(IReadOnlyDictionary<double, bool> answers)
    {
        while (_search.Next is { } rate && answers.TryGetValue(rate, out bool isKept)) _search = _search.After(isKept);
    }

    SeedRun At(double rate) => new(question with { RequestsPerSecond = rate }, setup, seed, requests);

    bool Keeps(SeedRun run, double rate)
    {
        SeedFigures figures = run.Figures();
        Interlocked.Add(ref _simulatedRequests, figures.SimulatedRequests);
        bool isSteady = figures.WaitingGrowth.Value <= Math.Max(1, rate) && figures.WaitingAtEnd <= Math.Max(1, rate * Math.Max(1, question.TtftSeconds ?? 1));
        return isSteady && (question.Classes.Count > 0 ? figures.Groups.All(g => g.Kept >= percentile * g.Counted) : figures.Kept >= percentile * figures.Counted);
    }
}
