using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>
/// Cuts a grid into rectangles of at most a given number of cells, whole rows where a row fits; the number may change on the way.
/// </summary>
sealed class LaunchCursor(WorkGrid grid)
{
    int _row;
    int _item;

    public bool AtEnd => _row >= grid.RowCount;

    public LaunchTile Next(int cells)
    {
        if (_item == 0 && cells >= grid.ItemCount)
        {
            LaunchTile rows = new(_row, Math.Min(cells / grid.ItemCount, grid.RowCount - _row), 0, grid.ItemCount);
            _row += rows.Rows;
            return rows;
        }
        LaunchTile part = new(_row, 1, _item, Math.Min(cells, grid.ItemCount - _item));
        _item += part.Items;
        if (_item == grid.ItemCount) (_row, _item) = (_row + 1, 0);
        return part;
    }
}
