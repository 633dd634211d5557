using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Several simulators that share jobs: each takes a part of those that are left, until none is. Jobs are independent, so who takes which does not change the answer.</summary>
public sealed class SharedSimulator(IReadOnlyList<ISimulator> simulators) : ISimulator
{
    public ComputeDevice Device { get; } =
        new(string.Join(" + ", simulators.Select(s => s.Device.Kind)), string.Join(" + ", simulators.Select(s => s.Device.Lane).Distinct()), simulators.Sum(s => s.Device.Threads));

    public int SideBySide => simulators.Min(s => s.SideBySide);

    public void Check(SimulationQuestion question)
    {
        foreach (ISimulator simulator in simulators) simulator.Check(question);
    }

    public void Run(int jobs, Func<int, IEnumerable<SeedRun>> job, CancellationToken cancellation = default)
    {
        int next = 0;
        Lock gate = new();
        (int First, int Count) Part()
        {
            lock (gate)
            {
                int count = (jobs - next + 2 * simulators.Count - 1) / (2 * simulators.Count);
                next += count;
                return (next - count, count);
            }
        }
        Workers.Each(simulators.Count, simulators.Count, i =>
        {
            for ((int first, int count) = Part(); count > 0; (first, count) = Part())
            {
                int from = first;
                simulators[i].Run(count, number => job(from + number), cancellation);
            }
        }, cancellation);
    }

    public void Dispose()
    {
        foreach (ISimulator simulator in simulators) simulator.Dispose();
    }
}
