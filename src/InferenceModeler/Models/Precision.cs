namespace InferenceModeler.Models;

/// <summary>Formats of one deployment.</summary>
/// <param name="Weights">Storage of the weights.</param>
/// <param name="KvCache">Storage of keys and values.</param>
public readonly record struct Precision(NumberFormat Weights, NumberFormat KvCache)
{
    /// <summary>The name used in output: <c>fp8</c>, or <c>fp8/kv-bf16</c> where the KV cache differs by width from the weights' own choice.</summary>
    public override string ToString() => Weights == KvCache ? Weights.Name() : $"{Weights.Name()}/kv-{KvCache.Name()}";
}
