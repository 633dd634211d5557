using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A request mix as the equations read it: a few weighted shapes, wherever they are stored. 8 to 32 cells give good percentiles.</summary>
public interface IMix<TSelf, T>
    where TSelf : struct, IMix<TSelf, T>
    where T : struct, IReal<T>
{
    /// <summary>Cells, the same in every lane; a lane with fewer gives the others share 0.</summary>
    static abstract int Cells(in TSelf mix);

    /// <summary>All prompt tokens, at least 1.</summary>
    static abstract T PromptTokens(in TSelf mix, int cell);

    /// <summary>At least 1.</summary>
    static abstract T OutputTokens(in TSelf mix, int cell);

    /// <summary>Less than the prompt tokens.</summary>
    static abstract T CachedTokens(in TSelf mix, int cell);

    /// <summary>Share of all requests; sums to 1.</summary>
    static abstract T Share(in TSelf mix, int cell);
}
