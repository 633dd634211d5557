using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What one step holds on one attention rank: decoding sequences and prefill chunks together.</summary>
/// <remarks>Means stand for sums: attention is linear in the context, so a batch at its mean context costs what the batch costs (exact below the limit of
/// windowed layers or beyond it, slightly high across it).</remarks>
public struct Batch<T> where T : struct, IReal<T>
{
    /// <summary>Sequences that decode one token each.</summary>
    public T DecodeSequences;

    /// <summary>Mean tokens of context of a decoding sequence.</summary>
    public T ContextTokens;

    /// <summary>Prompt tokens computed in this step.</summary>
    public T PrefillTokens;

    /// <summary>Mean tokens that stand before a chunk of those.</summary>
    public T PrefillOffsetTokens;

    /// <summary>Mean length of a chunk; a chunk's tokens attend to the offset and, on average, to half the chunk.</summary>
    public T ChunkTokens;

    /// <summary>Sequences whose prompt is being computed.</summary>
    public T PrefillSequences;
}
