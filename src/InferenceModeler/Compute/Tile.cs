namespace InferenceModeler.Compute;

/// <summary>A rectangle of a grid.</summary>
public readonly record struct Tile(int FirstRow, int Rows, int FirstItem, int Items)
{
    /// <summary>Rows × items.</summary>
    public int Cells => Rows * Items;

    public override string ToString() => $"rows {FirstRow} to {FirstRow + Rows - 1}, items {FirstItem} to {FirstItem + Items - 1}";
}
