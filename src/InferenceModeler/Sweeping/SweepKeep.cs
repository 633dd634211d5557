namespace InferenceModeler.Sweeping;

/// <summary>Which results of a sweep are kept.</summary>
public enum SweepKeep
{
    /// <summary>All that fit and keep the ceilings.</summary>
    All,

    /// <summary>Of each model and request shape those that no other equals or betters in both time per output token and the objective.</summary>
    Front,

    /// <summary>Of each model and request shape the best by the objective.</summary>
    Top,
}
