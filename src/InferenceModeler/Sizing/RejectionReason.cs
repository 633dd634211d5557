namespace InferenceModeler.Sizing;

/// <summary>Why something is not a candidate: the whole list.</summary>
public enum RejectionReason
{
    /// <summary>The accelerator cannot be had (announced, internal, behind an API only) and was not named.</summary>
    NotGenerallyAvailable,

    /// <summary>No instance with a usable price offers the accelerator in an allowed region, and it was not named.</summary>
    NotOfferedHere,

    /// <summary>No rule of the catalog says that the engine runs on the accelerator's family with these formats.</summary>
    UnsupportedByEngine,

    /// <summary>Narrower than the model's own format and 8 bit, without consent.</summary>
    PrecisionNeedsConsent,

    /// <summary>The layout does not divide the model's heads, experts or layers.</summary>
    DoesNotDivideModel,

    /// <summary>The layout spans more accelerators than a scale-up domain or whole instances hold.</summary>
    DoesNotFitInstances,

    /// <summary>Weights, activations and buffers exceed the memory.</summary>
    WeightsExceedMemory,

    /// <summary>The longest request's keys and values exceed the memory that is left.</summary>
    RequestExceedsKvMemory,

    /// <summary>The time to the first token is missed at every load.</summary>
    TtftMissed,

    /// <summary>The time per output token is missed at every load.</summary>
    TpotMissed,

    /// <summary>The end-to-end time is missed at every load.</summary>
    E2eMissed,

    /// <summary>The closed form keeps the limits, the simulation at no rate.</summary>
    MissedWhenSimulated,

    /// <summary>A lost zone is to be survived, and only one zone sells the instances.</summary>
    ZoneLossNotSurvived,
}
