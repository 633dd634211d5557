using InferenceModeler.Hardware;

namespace InferenceModeler.Serving;

/// <summary>What the memory fraction is a fraction of.</summary>
public enum MemoryFractionRule
{
    /// <summary>Of all memory; weights, activations and graphs come out of it (vLLM, SGLang).</summary>
    OfTotal,

    /// <summary>Of what weights, activations and buffers leave free (TensorRT-LLM).</summary>
    OfFree,
}

/// <summary>Limits and defaults of a serving engine. Time constants are coefficients, not here.</summary>
public sealed record ServingEngine
{
    /// <summary>vllm, sglang, tensorrt-llm, neuron or generic.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Tokens per step, prefill chunks and decodes together.</summary>
    public required int MaxBatchedTokens { get; init; }

    /// <summary>Sequences in one step, per replica and attention-data-parallel rank.</summary>
    public required int MaxSequences { get; init; }

    public required double MemoryFraction { get; init; }
    public required MemoryFractionRule MemoryFractionRule { get; init; }

    /// <summary>Tokens per KV block.</summary>
    public required int KvBlockTokens { get; init; }

    /// <summary>Memory outside weights, KV and activations (runtime, CUDA graphs, communication buffers), bytes per accelerator.</summary>
    public required double OtherMemoryBytes { get; init; }

    /// <summary>Limits on small accelerators, where the engine has others there: <see cref="On"/> applies them.</summary>
    public SmallAcceleratorLimits? Small { get; init; }

    /// <summary>Generation of its software, for coefficients that changed since; empty for the current one.</summary>
    public string Era { get; init; } = "";

    public required string Source { get; init; }
    public string Date { get; init; } = "";
    public Confidence Confidence { get; init; } = Confidence.Medium;
    public string Doubts { get; init; } = "";

    /// <summary>This engine with the limits it takes on <paramref name="accelerator"/>.</summary>
    public ServingEngine On(AcceleratorSpec accelerator) =>
        Small is { } small && (accelerator.MemoryBytes < small.BelowMemoryBytes || small.Families.Contains(accelerator.Family))
            ? this with { MaxBatchedTokens = small.MaxBatchedTokens, MaxSequences = small.MaxSequences }
            : this;
}
