namespace InferenceModeler.Serving;

/// <summary>What an engine promises a request on admission.</summary>
public enum AdmissionRule
{
    /// <summary>vLLM: <see cref="RecomputeAdmission"/>.</summary>
    Recompute,

    /// <summary>TensorRT-LLM: <see cref="NoEvictAdmission"/>.</summary>
    NoEvict,
}
