namespace InferenceModeler.Kernels;

/// <summary>What a queue is to do next.</summary>
struct ServingOrder
{
    /// <summary>Microseconds to advance to.</summary>
    public long Until;

    /// <summary>Requests in its column.</summary>
    public int Known;

    /// <summary>Row of its deployment.</summary>
    public int Setup;

    /// <summary>Words that are its own; the further ones, and without any the gaps too, still hold what another run left there.</summary>
    public int OwnWords;

    /// <summary>1 until it has advanced so far; 0 for nothing to do.</summary>
    public int Left;
}
