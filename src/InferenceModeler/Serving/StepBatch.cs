namespace InferenceModeler.Serving;

/// <summary>What a step computes.</summary>
public struct StepBatch
{
    /// <summary>Sequences that decode one token.</summary>
    public int Decodes;

    /// <summary>Sum of their contexts.</summary>
    public long ContextTokens;

    /// <summary>Prompt tokens computed.</summary>
    public int PrefillTokens;

    /// <summary>Sum over those of twice their position in the prompt.</summary>
    public long DoubledPositionTokens;
}
