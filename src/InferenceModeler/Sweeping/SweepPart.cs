namespace InferenceModeler.Sweeping;

/// <summary>A rectangle of a <see cref="SweepSpace"/>: what is computed, and saved, in one go.</summary>
public readonly record struct SweepPart(int FirstRow, int Rows, long FirstItem, int Items)
{
    public long Evaluations => (long)Rows * Items;
}
