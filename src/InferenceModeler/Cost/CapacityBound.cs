namespace InferenceModeler.Cost;

/// <summary>What keeps a replica from taking more requests. Held in a lane as its number.</summary>
public enum CapacityBound
{
    /// <summary>The limit on time to first token, by prefill work and step time.</summary>
    Ttft = 0,

    /// <summary>The limit on time per output token.</summary>
    Tpot = 1,

    /// <summary>Sequence slots: requests wait for one, or the replica saturates.</summary>
    Sequences = 2,

    /// <summary>KV memory: requests wait for room, or the replica saturates.</summary>
    KvMemory = 3,

    /// <summary>The token budget of a step: prompts and decodes fill every step.</summary>
    TokenBudget = 4,

    /// <summary>Even a lone request misses a limit; the capacity is 0.</summary>
    Unreachable = 5,
}
