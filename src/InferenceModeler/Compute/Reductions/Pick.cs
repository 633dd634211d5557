namespace InferenceModeler.Compute.Reductions;

/// <summary>A result that a reduction chose: where it lies in the grid, and the value it was chosen for.</summary>
public readonly record struct Pick(int Row, int Item, float Value)
{
    /// <summary>No result counted.</summary>
    public static Pick None { get; } = new(-1, -1, float.NaN);

    public bool IsNone => Row < 0;

    /// <summary>The order of ties: lowest row, then lowest item.</summary>
    internal static bool Precedes(int row, int item, int otherRow, int otherItem) => row < otherRow || (row == otherRow && item < otherItem);
}
