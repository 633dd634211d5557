namespace InferenceModeler.Compute;

/// <summary>
/// Condenses results beside where they are computed. Chunks arrive in any order, split in any way, on several threads, each with its own fork; the answer
/// must not depend on it: sums are integers, ties go to the lowest row, then the lowest item.
/// </summary>
public interface IReducer<TSelf> where TSelf : class, IReducer<TSelf>
{
    /// <summary>An empty accumulator with the same settings, for another thread.</summary>
    TSelf Fork();

    void Add(in Chunk chunk);

    /// <summary>Takes in what a fork has gathered.</summary>
    void Merge(TSelf other);
}
