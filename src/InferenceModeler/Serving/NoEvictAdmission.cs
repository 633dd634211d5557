namespace InferenceModeler.Serving;

/// <summary>TensorRT-LLM's GUARANTEED_NO_EVICT: memory for the whole output, so that nobody is ever preempted.</summary>
public readonly struct NoEvictAdmission : IAdmission
{
    public static bool Grows => false;

    public static bool Mixes => true;

    public static bool Lists => false;

    public static bool ByPriority => false;

    public static bool Retracts => false;

    public static bool Caches => false;

    public static int ReservedTokens(int knownTokens, int allTokens) => allTokens;
}
