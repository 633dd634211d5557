namespace InferenceModeler.Workloads;

/// <summary>The law of the gaps between arrivals.</summary>
public enum GapLaw
{
    /// <summary>Exponential gaps.</summary>
    Poisson,

    /// <summary>Gamma gaps with a given coefficient of variation.</summary>
    Gamma,

    /// <summary>Equal gaps.</summary>
    Deterministic,
}
