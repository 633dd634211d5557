namespace InferenceModeler.Compute;

/// <summary>
/// How large the tiles of the host are: their outputs stay in a core's second-level cache, and they are wide enough to pay for a row's preparation.
/// </summary>
readonly struct HostTiles
{
    const int OutputBytes = 256 * 1024;
    const int MostItems = 4096;
    const int FewestItems = 256;
    const int WantedTiles = 64;

    public HostTiles(WorkGrid grid, int outputs)
    {
        long cached = Math.Clamp(OutputBytes / (sizeof(float) * outputs), FewestItems, MostItems);
        long spread = Math.Max(grid.Evaluations / WantedTiles, FewestItems);
        int padded = (int)Math.Min(cached, spread) / WorkGrid.LanePadding * WorkGrid.LanePadding;
        MostTileItems = Math.Min(grid.ItemStride, padded);
        MostTileRows = Math.Clamp(padded / MostTileItems, 1, grid.RowCount);
        Cells = MostTileItems == grid.ItemStride ? MostTileRows * grid.ItemCount : MostTileItems;
        Count = (int)Math.Min(int.MaxValue, (grid.Evaluations + Cells - 1) / Cells);
    }

    /// <summary>Items of a row of a tile, padding included.</summary>
    public int MostTileItems { get; }

    public int MostTileRows { get; }

    /// <summary>Cells to ask a <see cref="TileCursor"/> for.</summary>
    public int Cells { get; }

    /// <summary>About how many there are.</summary>
    public int Count { get; }
}
