using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Lets repetitions of simulations run: on the host's cores, or on a device. The answer is the same, but for the rounding of the step times.</summary>
public interface ISimulator : IDisposable
{
    ComputeDevice Device { get; }

    /// <exception cref="InputException">It cannot run this question; says why and what can.</exception>
    void Check(SimulationQuestion question);

    /// <summary>Runs jobs side by side. A job is a sequence of runs, whose next one it gives when the one before is over; all are of one deployment.</summary>
    void Run(IReadOnlyList<IEnumerable<SeedRun>> jobs, CancellationToken cancellation = default);
}
