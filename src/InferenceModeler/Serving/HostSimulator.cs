using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Simulates on the host, a job per thread.</summary>
public sealed class HostSimulator(int threads) : ISimulator
{
    public ComputeDevice Device { get; } = new("host", "Scalar", threads);

    public void Check(SimulationQuestion question)
    {
    }

    public void Run(IReadOnlyList<IEnumerable<SeedRun>> jobs, CancellationToken cancellation = default) => Workers.Each(jobs.Count, threads, job =>
    {
        foreach (SeedRun run in jobs[job]) run.Advance(cancellation);
    }, cancellation);

    public void Dispose()
    {
    }
}
