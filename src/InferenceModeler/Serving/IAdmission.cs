namespace InferenceModeler.Serving;

/// <summary>What an engine promises a request when it admits it; chosen at compile time.</summary>
public interface IAdmission
{
    /// <summary>Whether a decode asks for further blocks as it grows, which may preempt others.</summary>
    static abstract bool Grows { get; }

    /// <summary>Tokens whose blocks are reserved on admission.</summary>
    /// <param name="knownTokens">Prompt and what was generated before a preemption.</param>
    /// <param name="allTokens">Prompt and all of the output.</param>
    static abstract int ReservedTokens(int knownTokens, int allTokens);
}

/// <summary>vLLM v1: memory for what is known now; when it runs out, the request admitted last gives its memory back and is computed again.</summary>
public readonly struct RecomputeAdmission : IAdmission
{
    public static bool Grows => true;

    public static int ReservedTokens(int knownTokens, int allTokens) => knownTokens;
}

/// <summary>TensorRT-LLM's GUARANTEED_NO_EVICT: memory for the whole output, so that nobody is ever preempted.</summary>
public readonly struct NoEvictAdmission : IAdmission
{
    public static bool Grows => false;

    public static int ReservedTokens(int knownTokens, int allTokens) => allTokens;
}
