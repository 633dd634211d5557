namespace InferenceModeler.Compute;

/// <summary>A backend at work on a whole grid.</summary>
public static class WholeGrid
{
    /// <summary>Writes every result, ordered as <see cref="WorkGrid.OutputIndex"/> says.</summary>
    public static void Map<TBody>(this IComputeBackend backend, WorkGrid grid, Memory<float> outputs, CancellationToken cancellation = default) where TBody : struct, IBody =>
        backend.Map<TBody>(grid, new TileCursor(grid), outputs, cancellation);

    /// <summary>Feeds every result to <paramref name="reducer"/>, which holds the answer afterwards.</summary>
    public static void Reduce<TBody, TReducer>(this IComputeBackend backend, WorkGrid grid, TReducer reducer, IProgress<long>? progress = null, CancellationToken cancellation = default)
        where TBody : struct, IBody
        where TReducer : class, IReducer<TReducer> => backend.Reduce<TBody, TReducer>(grid, new TileCursor(grid), reducer, progress, cancellation);
}
