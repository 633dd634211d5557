namespace InferenceModeler.Compute.Reductions;

/// <summary>An output column to make small, or large.</summary>
public readonly record struct Objective(int Column, bool Maximise = false)
{
    /// <summary>Turns a value into one to make small; exact, and its own inverse.</summary>
    internal float Loss(float value) => Maximise ? -value : value;

    internal float Factor => Maximise ? -1f : 1f;
}
