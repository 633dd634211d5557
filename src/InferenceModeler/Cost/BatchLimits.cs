using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What bounds a replica's batch.</summary>
public readonly struct BatchLimits<T> where T : struct, IReal<T>
{
    /// <summary>Tokens per step, prefill chunks and decodes together.</summary>
    public readonly T BatchedTokens;

    /// <summary>Sequences running at once.</summary>
    public readonly T Sequences;

    /// <summary>Tokens of keys and values that fit in memory.</summary>
    public readonly T KvTokens;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BatchLimits(T batchedTokens, T sequences, T kvTokens)
    {
        BatchedTokens = batchedTokens;
        Sequences = sequences;
        KvTokens = kvTokens;
    }
}
