namespace InferenceModeler.Serving;

/// <summary>How an engine's scheduler admits, orders and preempts requests; chosen at compile time, so that what a policy does not do costs nothing.</summary>
public interface IAdmission
{
    /// <summary>Whether a decode asks for further blocks as it grows, which may preempt others.</summary>
    static abstract bool Grows { get; }

    /// <summary>Whether prompts and decodes share a step; else steps of prompts go first, and decodes stand still.</summary>
    static abstract bool Mixes { get; }

    /// <summary>Whether waiting requests stand in lists by level of priority; else arrivals are served in order, after those that were preempted.</summary>
    static abstract bool Lists { get; }

    /// <summary>Whether the least urgent request gives way, the latest among equals; else the one admitted last.</summary>
    static abstract bool ByPriority { get; }

    /// <summary>SGLang's rules: an estimate of the output yet to come is kept free on admission, the longest cached prefix goes first, and the decode with the fewest tokens gives way.</summary>
    static abstract bool Retracts { get; }

    /// <summary>Whether blocks of prompts are kept for later requests with the same prefix.</summary>
    static abstract bool Caches { get; }

    /// <summary>Tokens whose blocks are reserved on admission.</summary>
    /// <param name="knownTokens">Prompt and what was generated before a preemption.</param>
    /// <param name="allTokens">Prompt and all of the output.</param>
    static abstract int ReservedTokens(int knownTokens, int allTokens);
}

/// <summary>vLLM v1: memory for what is known now; when it runs out, the request admitted last gives its memory back and is computed again.</summary>
public readonly struct RecomputeAdmission : IAdmission
{
    public static bool Grows => true;

    public static bool Mixes => true;

    public static bool Lists => false;

    public static bool ByPriority => false;

    public static bool Retracts => false;

    public static bool Caches => false;

    public static int ReservedTokens(int knownTokens, int allTokens) => knownTokens;
}
