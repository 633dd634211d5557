namespace InferenceModeler.Kernels;

/// <summary>The rectangle of a grid that one launch evaluates.</summary>
readonly record struct LaunchTile(int FirstRow, int Rows, int FirstItem, int Items)
{
    public int Threads => Rows * Items;

    public override string ToString() => $"rows {FirstRow} to {FirstRow + Rows - 1}, items {FirstItem} to {FirstItem + Items - 1}";
}
