namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// Which class a result belongs to: a class per row crossed with a class per item, such as model × (request shape × SLO class). Without a table all rows, or
/// all items, are of class 0.
/// </summary>
public sealed class Grouping
{
    readonly int[] _rowClass;
    readonly int[] _itemClass;

    /// <param name="rowClass">A class ≥ 0 for each row of the grid, or empty.</param>
    /// <param name="itemClass">A class ≥ 0 for each item of the grid, or empty.</param>
    public Grouping(ReadOnlySpan<int> rowClass, ReadOnlySpan<int> itemClass)
    {
        _rowClass = rowClass.ToArray();
        _itemClass = itemClass.ToArray();
        RowClasses = Classes(_rowClass, nameof(rowClass));
        ItemClasses = Classes(_itemClass, nameof(itemClass));
        Count = checked(RowClasses * ItemClasses);
    }

    /// <summary>Everything in one class.</summary>
    public static Grouping One { get; } = new([], []);

    public int RowClasses { get; }
    public int ItemClasses { get; }

    /// <summary>Row classes × item classes.</summary>
    public int Count { get; }

    /// <summary>The group of a row class with an item class.</summary>
    public int Group(int rowClass, int itemClass) => rowClass * ItemClasses + itemClass;

    /// <summary>The group of item class 0 in this row; an item's class is added to it.</summary>
    internal int RowBase(int row) => _rowClass.Length == 0 ? 0 : _rowClass[row] * ItemClasses;

    /// <summary>Classes of the chunk's items, or empty when all are of class 0.</summary>
    internal ReadOnlySpan<int> ItemClass(in Chunk chunk) => _itemClass.Length == 0 ? [] : _itemClass.AsSpan(chunk.FirstItem, chunk.Items);

    /// <summary>A sieve over these groups.</summary>
    /// <param name="kind">What it lets through.</param>
    /// <param name="grid">The grid whose results are grouped.</param>
    /// <param name="objective">The loss.</param>
    /// <param name="feasibility">Which results count, beside those of a loss in <paramref name="losses"/>.</param>
    /// <param name="losses">The losses that count.</param>
    internal Sieve Sieve(SieveKind kind, WorkGrid grid, Objective objective, Feasibility feasibility, Band losses)
    {
        float[] factors = new float[grid.RowCount];
        Array.Fill(factors, objective.Factor);
        return new()
        {
            Kind = kind,
            Bands = [losses, .. feasibility.Bands],
            RowBase = [.. Enumerable.Range(0, grid.RowCount).Select(RowBase)],
            ItemClass = _itemClass.Length == 0 ? new int[grid.ItemCount] : _itemClass,
            Groups = Count,
            LossColumn = objective.Column,
            RowFactor = factors,
        };
    }

    static int Classes(int[] classes, string name)
    {
        int most = 0;
        foreach (int one in classes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(one, name);
            most = Math.Max(most, one);
        }
        return checked(most + 1);
    }
}
