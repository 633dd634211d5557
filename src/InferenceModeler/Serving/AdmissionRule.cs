namespace InferenceModeler.Serving;

/// <summary>How an engine admits, orders and preempts.</summary>
public enum AdmissionRule
{
    /// <summary>vLLM: <see cref="RecomputeAdmission"/>.</summary>
    Recompute,

    /// <summary>TensorRT-LLM: <see cref="NoEvictAdmission"/>.</summary>
    NoEvict,

    /// <summary>vLLM with priorities: <see cref="PriorityAdmission"/>.</summary>
    Priority,

    /// <summary>SGLang: <see cref="RetractAdmission"/>.</summary>
    Retract,
}
