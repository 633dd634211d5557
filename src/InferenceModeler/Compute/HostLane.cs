namespace InferenceModeler.Compute;

/// <summary>The number type the host backend evaluates with; all float lanes give equal results bit for bit.</summary>
public enum HostLane
{
    /// <summary>One float at a time: the reference.</summary>
    Scalar,

    /// <summary>Eight floats.</summary>
    Wide256,

    /// <summary>Sixteen floats.</summary>
    Wide512,

    /// <summary>One double at a time: the oracle of the rounding error.</summary>
    Precise,
}
