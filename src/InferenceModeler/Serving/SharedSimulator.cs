using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Several simulators that share jobs: each takes a part of those that are left, until none is. Jobs are independent, so who takes which does not change the answer.</summary>
public sealed class SharedSimulator(IReadOnlyList<ISimulator> simulators) : ISimulator
{
    public ComputeDevice Device { get; } =
        new(string.Join(" + ", simulators.Select(s => s.Device.Kind)), string.Join(" + ", simulators.Select(s => s.Device.Lane).Distinct()), simulators.Sum(s => s.Device.Threads));

    public void Check(SimulationQuestion question)
    {
        foreach (ISimulator simulator in simulators) simulator.Check(question);
    }

    public void Run(IReadOnlyList<IEnumerable<SeedRun>> jobs, CancellationToken cancellation = default)
    {
        int next = 0;
        Lock gate = new();
        IReadOnlyList<IEnumerable<SeedRun>> Part()
        {
            lock (gate)
            {
                int count = Math.Min((jobs.Count - next + 2 * simulators.Count - 1) / (2 * simulators.Count), jobs.Count - next);
                next += count;
                return [.. jobs.Skip(next - count).Take(count)];
            }
        }
        Workers.Each(simulators.Count, simulators.Count, i =>
        {
            for (IReadOnlyList<IEnumerable<SeedRun>> part = Part(); part.Count > 0; part = Part()) simulators[i].Run(part, cancellation);
        }, cancellation);
    }

    public void Dispose()
    {
        foreach (ISimulator simulator in simulators) simulator.Dispose();
    }
}
