namespace InferenceModeler.Compute;

/// <summary>
/// Deals a grid from its first cell to its last. Backends that ask the same cursor share the grid by their speed: each takes what keeps it busy for a moment, and
/// comes back the sooner the faster it is.
/// </summary>
public sealed class TileCursor(WorkGrid grid) : ITiles
{
    readonly Lock _gate = new();
    int _row;
    int _item;

    public bool TryNext(int cells, out Tile tile)
    {
        lock (_gate)
        {
            tile = default;
            if (_row >= grid.RowCount) return false;
            if (_item == 0 && cells >= grid.ItemCount)
            {
                tile = new(_row, Math.Min(cells / grid.ItemCount, grid.RowCount - _row), 0, grid.ItemCount);
                _row += tile.Rows;
                return true;
            }
            int vectors = Math.Max(1, cells / WorkGrid.LanePadding);
            tile = new(_row, 1, _item, Math.Min(vectors * WorkGrid.LanePadding, grid.ItemCount - _item));
            _item += tile.Items;
            if (_item == grid.ItemCount) (_row, _item) = (_row + 1, 0);
            return true;
        }
    }
}
