namespace InferenceModeler.Serving;

/// <summary>Simulates pools under load, their seeds side by side.</summary>
public static class Simulation
{
    /// <summary>Runs every seed; the answer does not depend on <paramref name="threads"/>.</summary>
    /// <param name="question">What to simulate.</param>
    /// <param name="threads">How many seeds run at once on the host.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A number of the question makes no sense.</exception>
    public static SimulationAnswer Run(SimulationQuestion question, int threads, CancellationToken cancellation = default) => Run([question], new HostSimulator(threads), null, cancellation)[0];

    /// <summary>Runs every seed of every question.</summary>
    /// <param name="questions">What to simulate.</param>
    /// <param name="simulator">What it runs on.</param>
    /// <param name="progress">Told how many counted requests are through.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A number of a question makes no sense, or the simulator cannot run it.</exception>
    public static IReadOnlyList<SimulationAnswer> Run(IReadOnlyList<SimulationQuestion> questions, ISimulator simulator, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        Run(questions, simulator, null, progress, cancellation);

    /// <summary>The same of one question, with every counted request that was not rejected, by seed, in the order of queue and arrival.</summary>
    public static (SimulationAnswer Answer, IReadOnlyList<SimulatedRequest> Requests) RunWithRequests(SimulationQuestion question, ISimulator simulator, CancellationToken cancellation = default)
    {
        List<SimulatedRequest>[] bySeed = [.. Enumerable.Range(0, question.Seeds).Select(_ => new List<SimulatedRequest>())];
        SimulationAnswer answer = Run([question], simulator, (seed, queue, request, late, stage) => bySeed[seed].Add(SimulatedRequest.Of(seed, queue, in request, late, question.Classes.Count > 0, stage)), null, cancellation)[0];
        return (answer, [.. bySeed.SelectMany(r => r)]);
    }

    /// <summary>The same on the host.</summary>
    public static (SimulationAnswer Answer, IReadOnlyList<SimulatedRequest> Requests) RunWithRequests(SimulationQuestion question, int threads, CancellationToken cancellation = default) =>
        RunWithRequests(question, new HostSimulator(threads), cancellation);

    static SimulationAnswer[] Run(IReadOnlyList<SimulationQuestion> questions, ISimulator simulator, Action<int, int, ServingRequest, double, int>? each, IProgress<long>? progress, CancellationToken cancellation)
    {
        foreach (SimulationQuestion question in questions) simulator.Check(question.Checked());
        SimulationAnswer[] answers = new SimulationAnswer[questions.Count];
        long done = 0;
        int[] firstJobs = new int[answers.Length + 1];
        Func<int, IEnumerable<SeedRun>>[] jobs = new Func<int, IEnumerable<SeedRun>>[answers.Length];
        for (int i = 0; i < answers.Length; i++)
        {
            int at = i, left = questions[i].Seeds;
            SimulationQuestion question = questions[i];
            ServingSetup setup = new(question);
            SeedFigures[] seeds = new SeedFigures[question.Seeds];
            void Take(int seed, SeedFigures figures)
            {
                seeds[seed] = figures;
                progress?.Report(Interlocked.Add(ref done, figures.Counted));
                // Condensed as soon as its seeds are there: histograms of all seeds of all questions would fill the memory.
                if (Interlocked.Decrement(ref left) == 0) answers[at] = SimulationAnswer.Of(question, seeds);
            }
            firstJobs[i + 1] = firstJobs[i] + question.Seeds;
            jobs[i] = seed => Job(question, setup, seed, each, Take);
        }
        simulator.Run(firstJobs[^1], job =>
        {
            int found = Array.BinarySearch(firstJobs, job), at = found < 0 ? ~found - 1 : found;
            return jobs[at](job - firstJobs[at]);
        }, cancellation);
        return answers;
    }

    static IEnumerable<SeedRun> Job(SimulationQuestion question, ServingSetup setup, int seed, Action<int, int, ServingRequest, double, int>? each, Action<int, SeedFigures> take)
    {
        SeedRun run = new(question, setup, seed, Share(question, seed));
        yield return run;
        take(seed, run.Figures(each is null ? null : (queue, request, late, stage) => each(seed, queue, request, late, stage)));
    }

    static int Share(SimulationQuestion question, int seed) => question.Requests / question.Seeds + (seed < question.Requests % question.Seeds ? 1 : 0);
}
