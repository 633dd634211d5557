using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Simulates on the host, a job per thread.</summary>
public sealed class HostSimulator(int threads) : ISimulator
{
    public ComputeDevice Device { get; } = new("host", "Scalar", threads);

    public int SideBySide => 1;

    public void Check(SimulationQuestion question)
    {
    }

    public void Run(int jobs, Func<int, IEnumerable<SeedRun>> job, CancellationToken cancellation = default) => Workers.Each(jobs, threads, number =>
    {
        foreach (SeedRun run in job(number)) run.Advance(cancellation);
    }, cancellation);

    public void Dispose()
    {
    }
}
