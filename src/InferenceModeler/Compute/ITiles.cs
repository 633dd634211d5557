namespace InferenceModeler.Compute;

/// <summary>Deals a grid in rectangles, each cell once, to whoever asks next, from any thread.</summary>
public interface ITiles
{
    /// <summary>Takes the next rectangle; false where everything is taken.</summary>
    /// <param name="cells">The most cells that are wanted.</param>
    /// <param name="tile">
    /// At most <paramref name="cells"/> cells, or one vector: whole rows where a row fits, else a part of one that ends at a whole vector, so that the next one begins
    /// at one.
    /// </param>
    bool TryNext(int cells, out Tile tile);
}
