namespace InferenceModeler.Compute;

/// <summary>
/// Evaluates a body over a grid on some processor. It knows shapes of work, not subjects. The same grid gives the same answer whatever the number of
/// threads and the split into chunks.
/// </summary>
public interface IComputeBackend : IDisposable
{
    ComputeDevice Device { get; }

    /// <summary>
    /// Writes every result; for grids whose output is small. <paramref name="outputs"/> has <see cref="WorkGrid.OutputLength"/> floats, ordered as
    /// <see cref="WorkGrid.OutputIndex"/> says; what lies in the padding of the items is of no meaning.
    /// </summary>
    void Map<TBody>(WorkGrid grid, Memory<float> outputs, CancellationToken cancellation = default) where TBody : struct, IBody;

    /// <summary>
    /// Feeds every result to <paramref name="reducer"/>, which holds the answer afterwards; memory does not grow with the grid.
    /// </summary>
    /// <param name="grid">The work.</param>
    /// <param name="reducer">Receives the results, in forks of it on other threads.</param>
    /// <param name="progress">Told the evaluations done so far, now and then, from any thread.</param>
    /// <param name="cancellation">Stops between chunks with <see cref="OperationCanceledException"/>; the reducer is then of no use.</param>
    void Reduce<TBody, TReducer>(WorkGrid grid, TReducer reducer, IProgress<long>? progress = null, CancellationToken cancellation = default)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer>;
}
