namespace InferenceModeler.Sizing;

/// <summary>Which need sets the headroom.</summary>
public enum HeadroomCause
{
    /// <summary>Whole instances alone hold more than is needed.</summary>
    WholeInstances,
    ZoneLoss,
    FailedReplicas,
    RollingUpdate,
}
