namespace InferenceModeler.Cost;

/// <summary>How near the measurements behind a coefficient set are to a deployment.</summary>
public enum Nearness
{
    /// <summary>Nothing of its accelerator family was measured under its engine.</summary>
    Transferred,

    /// <summary>Other models or accelerators of its family were measured under its engine.</summary>
    Related,

    /// <summary>Its model was measured on its accelerator under its engine, in its format.</summary>
    Measured,
}
