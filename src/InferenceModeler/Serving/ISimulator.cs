using InferenceModeler.Compute;

namespace InferenceModeler.Serving;

/// <summary>Lets repetitions of simulations run: on the host's cores, or on a device. The answer is the same, but for the rounding of the step times.</summary>
public interface ISimulator : IDisposable
{
    ComputeDevice Device { get; }

    /// <summary>Queues that take it hardly longer side by side than one alone, once it does not run one per core; else 1.</summary>
    int SideBySide { get; }

    /// <exception cref="InputException">It cannot run this question; says why and what can.</exception>
    void Check(SimulationQuestion question);

    /// <summary>Runs jobs side by side.</summary>
    /// <param name="jobs">How many.</param>
    /// <param name="job">A job by its number: a sequence of runs of one deployment, whose next one it gives when the one before is over. Asked for when it begins, so that what is over is forgotten.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    void Run(int jobs, Func<int, IEnumerable<SeedRun>> job, CancellationToken cancellation = default);
}
