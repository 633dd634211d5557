namespace InferenceModeler.Cost;

/// <summary>Why a request shape cannot be served by a replica; held in a float column.</summary>
public enum Unfit
{
    Fits = 0,

    /// <summary>Prompt and output exceed the model's context.</summary>
    ContextTooLong = 1,

    /// <summary>One request alone exceeds the KV memory.</summary>
    KvMemoryTooSmall = 2,
}
