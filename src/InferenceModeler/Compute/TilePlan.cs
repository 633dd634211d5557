namespace InferenceModeler.Compute;

/// <summary>
/// How a grid is cut: tiles whose outputs stay in a core's second-level cache, wide enough to pay for a row's preparation, rows innermost so that the
/// items stay in the cache as well.
/// </summary>
sealed class TilePlan
{
    const int OutputBytes = 256 * 1024;
    const int MostItems = 4096;
    const int FewestItems = 256;
    const int WantedTiles = 64;

    readonly WorkGrid _grid;
    readonly int _rowTiles;

    public TilePlan(WorkGrid grid, int outputs)
    {
        _grid = grid;
        long cached = Math.Clamp(OutputBytes / (sizeof(float) * outputs), FewestItems, MostItems);
        long spread = Math.Max(grid.Evaluations / WantedTiles, FewestItems);
        int cells = (int)Math.Min(cached, spread) / WorkGrid.LanePadding * WorkGrid.LanePadding;
        TileItems = Math.Min(grid.ItemStride, cells);
        TileRows = Math.Clamp(cells / TileItems, 1, grid.RowCount);
        _rowTiles = (grid.RowCount + TileRows - 1) / TileRows;
        int itemTiles = (grid.ItemStride + TileItems - 1) / TileItems;
        Count = checked(_rowTiles * itemTiles);
    }

    public int TileItems { get; }
    public int TileRows { get; }
    public int Count { get; }

    public Tile At(int index)
    {
        int row = index % _rowTiles * TileRows;
        int item = index / _rowTiles * TileItems;
        return new Tile(row, Math.Min(TileRows, _grid.RowCount - row), item, Math.Min(TileItems, _grid.ItemCount - item));
    }
}
