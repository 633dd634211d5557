namespace InferenceModeler.Serving;

/// <summary>What the engines promise by default.</summary>
public static class AdmissionRules
{
    public static AdmissionRule Of(ServingEngine engine) => engine.Id switch
    {
        "tensorrt-llm" => AdmissionRule.NoEvict,
        "sglang" => AdmissionRule.Retract,
        _ => AdmissionRule.Recompute,
    };
}
