namespace InferenceModeler.Compute;

/// <summary>
/// Evaluates a body over a grid on some processor. It knows shapes of work, not subjects. The same grid gives the same answer whatever the number of
/// threads and the split into chunks.
/// </summary>
public interface IComputeBackend : IDisposable
{
    ComputeDevice Device { get; }

    /// <summary>Writes the results of all tiles that it gets; for grids whose output is small.</summary>
    /// <param name="grid">The work.</param>
    /// <param name="tiles">Deals it, perhaps to others as well.</param>
    /// <param name="outputs">
    /// <see cref="WorkGrid.OutputLength"/> floats, ordered as <see cref="WorkGrid.OutputIndex"/> says; what lies in the padding of the items is of no meaning.
    /// </param>
    /// <param name="cancellation">Stops between chunks with <see cref="OperationCanceledException"/>.</param>
    void Map<TBody>(WorkGrid grid, ITiles tiles, Memory<float> outputs, CancellationToken cancellation) where TBody : struct, IBody;

    /// <summary>
    /// Feeds the results of all tiles that it gets to <paramref name="reducer"/>, which holds the answer afterwards; memory does not grow with the grid.
    /// </summary>
    /// <param name="grid">The work.</param>
    /// <param name="tiles">Deals it, perhaps to others as well.</param>
    /// <param name="reducer">Receives the results, in forks of it on other threads.</param>
    /// <param name="progress">Told the evaluations done so far, now and then, from any thread.</param>
    /// <param name="cancellation">Stops between chunks with <see cref="OperationCanceledException"/>; the reducer is then of no use.</param>
    void Reduce<TBody, TReducer>(WorkGrid grid, ITiles tiles, TReducer reducer, IProgress<long>? progress, CancellationToken cancellation)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer>;
}
