namespace InferenceModeler.Cost;

/// <summary>
/// The constants of the cost equations that data sheets do not tell. Each is resolved per deployment from a base value and factors by accelerator family,
/// accelerator, engine, weight format and model kind (<see cref="CoefficientSet"/>).
/// </summary>
public enum Coefficient
{
    /// <summary>Share of the memory bandwidth that weight streaming of dense matrices reaches, 0..1.</summary>
    MemoryEfficiency,

    /// <summary>Share of the dense matrix peak that large dense matrices reach, 0..1.</summary>
    MatrixEfficiency,

    /// <summary>Share of the memory bandwidth that streaming expert weights reaches, 0..1.</summary>
    ExpertMemoryEfficiency,

    /// <summary>Share of the dense matrix peak that grouped expert matrices reach, 0..1.</summary>
    ExpertMatrixEfficiency,

    /// <summary>Share of the memory bandwidth that reading keys and values in decode reaches, 0..1.</summary>
    KvReadEfficiency,

    /// <summary>Share of the matrix peak that attention reaches, 0..1.</summary>
    AttentionMatrixEfficiency,

    /// <summary>Share of the memory bandwidth that norms, activations and residuals reach, 0..1.</summary>
    ElementwiseEfficiency,

    /// <summary>What each further query head that shares a key and value head adds to the time of reading it in decode, as a share: kernels that do not group query heads read keys and values anew for each.</summary>
    SharedHeadRead,

    /// <summary>Least time of a layer without experts (projection, cache write, attention and feed-forward kernels), seconds.</summary>
    LayerSeconds,

    /// <summary>Least time of a mixture-of-experts layer (routing, permutation, grouped kernels), seconds.</summary>
    MoeLayerSeconds,

    /// <summary>Least time that shared experts add per layer, seconds.</summary>
    SharedExpertLayerSeconds,

    /// <summary>Engine work per step (scheduling, sampling, input preparation), seconds.</summary>
    StepSeconds,

    /// <summary>Engine work per request and step, seconds.</summary>
    RequestSeconds,

    /// <summary>Latency of a collective between two accelerators, seconds.</summary>
    CollectiveSeconds,

    /// <summary>Share of the link's one-way bandwidth that collectives reach, 0..1.</summary>
    LinkEfficiency,

    /// <summary>Extra work of the busiest rank under expert parallelism, as a share.</summary>
    ExpertImbalance,

    /// <summary>Work around the model for the first token (tokenisation, admission, detokenisation, HTTP), seconds.</summary>
    FirstTokenSeconds,

    /// <summary>Work around the model per prompt token, cached ones too (tokenisation, the request's body), seconds.</summary>
    PromptTokenSeconds,

    /// <summary>Decode steps by which the first token is delivered late (stream interval, overlapped scheduling).</summary>
    FirstTokenSteps,

    /// <summary>Share of a lone prefill's time that the first token waits for.</summary>
    FirstTokenPrefillShare,

    /// <summary>Share of the other requests' prefill work that delays a decoding request.</summary>
    PrefillInterference,

    /// <summary>The same for requests on other attention-data-parallel ranks, relative to those on the own rank.</summary>
    CrossRankInterference,

    /// <summary>Share of the other requests' prefill work that a first token waits for in a closed loop.</summary>
    PrefillQueueing,

    /// <summary>Roundness of the roof where compute and memory meet: 0 is a maximum, 4 a sum.</summary>
    RoofRoundness,

    /// <summary>Roundness of the roof between the least time of a layer's experts and their work: 0 is a maximum, 4 a sum.</summary>
    FloorRoundness,

    /// <summary>Roundness of the roof between the accelerator's step and the engine's host work beside it: 0 where they overlap wholly, 4 where one follows the other.</summary>
    HostRoundness,

    /// <summary>Multiple of the time of every step: 1, but for models of which measurements are at hand.</summary>
    StepScale,

    /// <summary>Power at rest as a share of the limit.</summary>
    IdlePowerShare,

    /// <summary>Largest power above rest as a share of the limit.</summary>
    ActivePowerShare,

    /// <summary>How fast power rises with the share of the matrix peak in use.</summary>
    MatrixPowerRise,

    /// <summary>How fast power rises with the share of the memory bandwidth in use.</summary>
    MemoryPowerRise,
}
