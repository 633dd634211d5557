namespace InferenceModeler.Serving;

/// <summary>Simulates a pool under load, its seeds side by side.</summary>
public static class Simulation
{
    /// <summary>Runs every seed; the answer does not depend on <paramref name="threads"/>.</summary>
    /// <param name="question">What to simulate.</param>
    /// <param name="threads">How many seeds run at once.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A number of the question makes no sense.</exception>
    public static SimulationAnswer Run(SimulationQuestion question, int threads, CancellationToken cancellation = default) => Run(question, threads, null, cancellation);

    /// <summary>The same, with every counted request that was not rejected, by seed, in the order of queue and arrival.</summary>
    public static (SimulationAnswer Answer, IReadOnlyList<SimulatedRequest> Requests) RunWithRequests(SimulationQuestion question, int threads, CancellationToken cancellation = default)
    {
        List<SimulatedRequest>[] bySeed = [.. Enumerable.Range(0, question.Seeds).Select(_ => new List<SimulatedRequest>())];
        SimulationAnswer answer = Run(question, threads, (seed, queue, request) => bySeed[seed].Add(SimulatedRequest.Of(seed, queue, in request)), cancellation);
        return (answer, [.. bySeed.SelectMany(r => r)]);
    }

    static SimulationAnswer Run(SimulationQuestion question, int threads, Action<int, int, ServingRequest>? each, CancellationToken cancellation)
    {
        question.Checked();
        ServingSetup setup = new(question);
        SeedFigures[] seeds = new SeedFigures[question.Seeds];
        try
        {
            Parallel.For(0, seeds.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, seed =>
                seeds[seed] = SeedRun.Of(question, setup, seed, Share(question, seed), each is null ? null : (queue, request) => each(seed, queue, request), cancellation));
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return SimulationAnswer.Of(question, seeds);
    }

    static int Share(SimulationQuestion question, int seed) => question.Requests / question.Seeds + (seed < question.Requests % question.Seeds ? 1 : 0);
}
