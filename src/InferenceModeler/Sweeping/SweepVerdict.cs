namespace InferenceModeler.Sweeping;

/// <summary>What became of a combination; only the first can be kept.</summary>
public enum SweepVerdict
{
    Fits,

    /// <summary>Prompt and output exceed the model's context.</summary>
    ContextTooLong,

    /// <summary>One request alone exceeds the KV memory.</summary>
    KvMemoryTooSmall,

    TtftMissed,
    TpotMissed,

    /// <summary>The objective is the price, and there is none.</summary>
    PriceUnknown,

    /// <summary>A figure that is not finite.</summary>
    NotFinite,
}
